package tty

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// script is a source of bytes that ends with an error.
type script struct{ rest []byte }

var errScript = errors.New("end of the script")

func (s *script) read(limit time.Duration) (byte, event, error) {
	if len(s.rest) == 0 {
		if limit > 0 {
			return 0, timedOut, nil
		}
		return 0, none, errScript
	}
	b := s.rest[0]
	s.rest = s.rest[1:]
	return b, none, nil
}

func TestReadKey(t *testing.T) {
	for name, test := range map[string]struct {
		bytes string
		want  []key
	}{
		"characters":            {"a日", []key{{keyChar, 'a'}, {keyChar, '日'}}},
		"broken UTF-8":          {"\xe6\x97", []key{{code: keyNone}}},
		"Esc alone":             {"\x1b", []key{{code: keyEscape}}},
		"arrows":                {"\x1b[A\x1bOB", []key{{code: keyUp}, {code: keyDown}}},
		"Home and End, three":   {"\x1b[H\x1b[1~\x1b[7~\x1b[F\x1b[4~\x1bOF", []key{{code: keyFirst}, {code: keyFirst}, {code: keyFirst}, {code: keyLast}, {code: keyLast}, {code: keyLast}}},
		"keypad Enter":          {"\x1bOM", []key{{code: keyEnter}}},
		"Delete and F5":         {"\x1b[3~\x1b[15~a", []key{{}, {}, {keyChar, 'a'}}},
		"Linux console F1":      {"\x1b[[Aa", []key{{}, {keyChar, 'a'}}},
		"mouse, unasked":        {"\x1b[<0;1;2Ma", []key{{}, {keyChar, 'a'}}},
		"colour report":         {"\x1b]11;rgb:0/0/0\x1b\\a", []key{{}, {keyChar, 'a'}}},
		"sequence that stops":   {"\x1b[1;", []key{{code: keyNone}}},
		"Ctrl-C behind an Esc":  {"\x1b\x03", []key{{code: keyInterrupt}}},
		"paste":                 {"\x1b[200~1\x1b[201~", []key{{code: keyPasteBegin}, {keyChar, '1'}, {code: keyPasteEnd}}},
		"tab is a blank":        {"\t", []key{{keyChar, ' '}}},
		"Ctrl-Z, Ctrl-\\, NUL":  {"\x1a\x1c\x00", []key{{}, {}, {code: keyNUL}}},
		"Ctrl-H and Del":        {"\x08\x7f", []key{{code: keyBackspace}, {code: keyBackspace}}},
		"carriage return, feed": {"\r\n", []key{{code: keyEnter}, {code: keyLineFeed}}},
	} {
		t.Run(name, func(t *testing.T) {
			from := &script{[]byte(test.bytes)}
			for i, want := range test.want {
				if got, err := readKey(from, 0); got != want || err != nil {
					t.Errorf("key %d: %+v, %v; want %+v", i, got, err, want)
				}
			}
			if _, err := readKey(from, 0); !errors.Is(err, errScript) {
				t.Errorf("more keys, or another error: %v", err)
			}
		})
	}
}

// FuzzKeys sends any bytes through the keys into a list: it must end, keep a
// choice that exists, and draw no row wider than the terminal.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("pro\x1b[B\x1b[6~\x7f\x17\x15\n\x0b"), uint8(80), uint8(24))
	f.Add([]byte("\x1b[F日\xff\x1b]"), uint8(12), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, columns, rows uint8) {
		width, height := int(columns)+minColumns, int(rows)+1
		from := &script{data}
		unmarked := strings.NewReplacer("\x1b[4m", "", "\x1b[0m", "")
		l := newList("profile", []Item{{Name: "dev", About: []string{"one"}}, {Name: "prod", About: []string{"two"}}, {Name: "日本語", About: []string{"three"}}, {Name: string(data), About: []string{string(data)}}}, 0)
		for {
			k, err := readKey(from, 0)
			if err != nil {
				break
			}
			l.apply(k)
			lines, column := l.frame(width, height)
			if len(lines) > height || column >= width {
				t.Fatalf("%d rows of %d, cursor in %d of %d", len(lines), height, column, width)
			}
			for _, line := range lines {
				if Width(unmarked.Replace(line)) >= width {
					t.Fatalf("%q is wider than %d", line, width)
				}
			}
			if index, ok := l.chosen(); ok && (index < 0 || index >= len(l.items)) {
				t.Fatalf("chosen %d", index)
			}
		}
	})
}
