//go:build linux || darwin || freebsd

package ptytest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// shown are texts with what a terminal of 10 columns and 4 rows shows.
var shown = []struct{ name, text, want string }{
	{"lines", "one\r\ntwo\n\rthree", "one\ntwo\nthree"},
	{"scrolls", "1\r\n2\r\n3\r\n4\r\n5", "2\n3\n4\n5"},
	{"wraps", "0123456789ab", "0123456789\nab"},
	{"a full row does not wrap yet", "0123456789\r\nab", "0123456789\nab"},
	{"back from a full row", "0123456789\rab", "ab23456789"},
	{"backspace", "abc\b\bX", "aXc"},
	{"tab", "a\tb", "a       b"},
	{"up, down and to the sides", "abc\r\ndef\x1b[A\x1b[2DX\x1b[B\x1b[CY", "aXc\ndefY"},
	{"to a column and a row", "\x1b[3dabc\x1b[2Gx\x1b[Hy\x1b[2;4Hz", "y\n   z\naxc"},
	{"the edges hold", "\x1b[99;99Hx\x1b[9A\x1b[99Dy", "y\n\n\n         x"},
	{"erase to the right", "abcdef\x1b[3D\x1b[K", "abc"},
	{"erase to the left", "abcdef\x1b[3D\x1b[1Kx", "   xef"},
	{"erase the row", "abcdef\x1b[2Kx", "      x"},
	{"erase below", "abc\r\ndef\r\nghi\x1b[A\x1b[2D\x1b[J", "abc\nd"},
	{"erase above", "abc\r\ndef\r\nghi\x1b[A\x1b[2D\x1b[1J", "\n  f\nghi"},
	{"clear", "abc\r\ndef\x1b[H\x1b[2Jx", "x"},
	{"delete characters", "abcdef\r\x1b[C\x1b[2P", "adef"},
	{"insert characters", "abcdef\r\x1b[C\x1b[2@XY", "aXYbcdef"},
	{"blank characters", "abcdef\r\x1b[C\x1b[2X", "a  def"},
	{"save and restore", "ab\x1b7cd\x1b8X", "abXd"},
	{"up a row", "ab\r\ncd\x1bMX", "abX\ncd"},
	{"colours and titles", "\x1b[1;31ma\x1b[0m\x1b]0;title\x07b\x1b]2;t\x1b\\c\x1b(B\x1b=\x1b[?2004hd", "abcd"},
	{"wide characters", "日本語x", "日本語x"},
	{"a wide one does not fit", "012345678日", "012345678\n日"},
	{"marks without width", "e\u0301a\u200bb", "eab"},
}

func TestScreen(t *testing.T) {
	for _, c := range shown {
		if got := Show(c.text, 10, 4).Text(); got != c.want {
			t.Errorf("%s: the screen shows\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestScreenAgreesWithTmux has a real terminal program show the same texts.
func TestScreenAgreesWithTmux(t *testing.T) {
	tmux := tooltest.Program(t, "tmux")
	folder, err := os.MkdirTemp("", "awsenv") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a test's own
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(tmux, append([]string{"-f", "/dev/null", "-u", "-S", filepath.Join(folder, "s")}, args...)...)
		cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TERM=xterm")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %s: %v: %s", args, err, out)
		}
		return string(out)
	}
	defer func() { _ = exec.Command(tmux, "-S", filepath.Join(folder, "s"), "kill-server").Run() }()
	for i, c := range shown {
		if strings.Contains(c.name, "marks") {
			continue // tmux keeps them with the character before
		}
		file, name := filepath.Join(folder, strconv.Itoa(i)), "t"+strconv.Itoa(i)
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		run("new-session", "-d", "-s", name, "-x", "10", "-y", "4", "stty raw; cat "+file+"; exec sleep 600", ";", "set", "status", "off")
		for end := time.Now().Add(Patience); ; time.Sleep(time.Millisecond) {
			var got []string
			for line := range strings.Lines(run("capture-pane", "-p", "-t", name)) {
				got = append(got, strings.TrimRight(line, " \n"))
			}
			text := strings.TrimRight(strings.Join(got, "\n"), "\n")
			if text == c.want {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%s: tmux shows\n%s\nwant\n%s", c.name, text, c.want)
			}
		}
	}
}

func TestSequencesThatWereUsed(t *testing.T) {
	s := Show("\x1b[2A\x1b[13C\x1b[J\x1b[K\x1b[A\x1b[?25l\x1b[1;2H", 10, 4)
	if want := []string{"[nA", "[nC", "[J", "[K", "[A", "[?nl", "[n;nH"}; !slices.Equal(s.Sequences, want) {
		t.Errorf("%q, want %q", s.Sequences, want)
	}
}

// TestPlain: a text whose end is the beginning of a sequence grows only at its end.
func TestPlain(t *testing.T) {
	const text = "a\x1b[1;31mb\x1b]0;title\x07c\x1b]2;t\x1b\\d\x1b(Be\x1b=f\x1bPq\x1b\\g"
	if got := Plain(text); got != "abcdefg" {
		t.Errorf("%q", got)
	}
	for i := range text {
		if got := Plain(text[:i]); !strings.HasPrefix("abcdefg", got) {
			t.Errorf("of %q: %q", text[:i], got)
		}
	}
}

// TestScreenKnowsStyles looks at the last character of a text.
func TestScreenKnowsStyles(t *testing.T) {
	for text, want := range map[string]Style{
		"x":                                 {},
		"\x1b[31mx":                         {Color: 2},
		"\x1b[1;96mx":                       {Color: 15, Bold: true},
		"\x1b[1;2;4;7mx":                    {Bold: true, Faint: true, Underline: true, Invert: true},
		"\x1b[1;2;4;7;33m\x1b[22;24;27mx":   {Color: 4},
		"\x1b[1;33m\x1b[39mx":               {Bold: true},
		"\x1b[1;33m\x1b[mx":                 {},
		"\x1b[32m\x1b[38;5;6mx":             {Color: 7},
		"\x1b[32m\x1b[48;5;6;1mx":           {Color: 3, Bold: true},
		"\x1b[32m\x1b[38;2;31;31;31;1mx":    {Color: 3, Bold: true},
		"\x1b[32m\x1b[38;5;200mx":           {Color: 3},
		"\x1b[32m\x1b[>4;1m\x1b[4:3m\x1bMx": {Color: 3},
	} {
		row := Show(text, 10, 1).Cells()[0]
		if got := row[0]; got != (Cell{'x', want}) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestScreenKnowsTheCursor(t *testing.T) {
	for text, want := range map[string]bool{"ab": true, "\x1b[?25lab": false, "\x1b[?25l\x1b[?25hab": true} {
		if x, y, shown := Show(text, 10, 2).Cursor(); x != 2 || y != 0 || shown != want {
			t.Errorf("%q: %d, %d, %v", text, x, y, shown)
		}
	}
}
