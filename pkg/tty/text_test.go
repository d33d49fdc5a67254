package tty

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestClean(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"plain":             {"profile prod", "profile prod"},
		"UTF-8":             {"Zürich 日本語 é", "Zürich 日本語 é"},
		"escape sequence":   {"a\x1b[31mb", "a�[31mb"},
		"C1 control":        {"a\u009b31m", "a�31m"},
		"line ends":         {"a\r\nb\tc\u2028d", "a  b c d"},
		"bell, NUL, DEL":    {"a\a\x00\x7f", "a���"},
		"bidi override":     {"a\u202eb\u2066c", "a�b�c"},
		"zero width":        {"a\u200bb\ufeff", "a�b�"},
		"family emoji":      {"👨\u200d👩", "👨\u200d👩"},
		"not UTF-8":         {"a\xff\xc3", "a��"},
		"private use":       {"a\ue000", "a�"},
		"empty":             {"", ""},
		"no-break space":    {"a\u00a0b", "a b"},
		"non-joiner":        {"می\u200cخواهم", "می\u200cخواهم"},
		"combining accents": {"e\u0301", "e\u0301"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Clean(test.text); got != test.want {
				t.Errorf("Clean(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[31m\u202e\xff")
	f.Fuzz(func(t *testing.T, text string) {
		got := Clean(text)
		if Clean(got) != got {
			t.Errorf("cleaning %q twice differs", text)
		}
		if strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("Clean(%q) = %q has control characters", text, got)
		}
	})
}

func TestWidthAndCut(t *testing.T) {
	for _, test := range []struct {
		text    string
		width   int
		columns int
		cut     string
	}{
		{"profile", 7, 7, "profile"},
		{"profile", 7, 6, "profi…"},
		{"profile", 7, 1, "…"},
		{"profile", 7, 0, ""},
		{"日本語", 6, 6, "日本語"},
		{"日本語", 6, 5, "日本…"},
		{"日本語", 6, 4, "日…"},
		{"e\u0301te\u0301", 3, 2, "e\u0301…"},
		{"🙂🙂", 4, 3, "🙂…"},
		{"жизнь", 5, 4, "жиз…"},
	} {
		if got := Width(test.text); got != test.width {
			t.Errorf("Width(%q) = %d, want %d", test.text, got, test.width)
		}
		if got := Cut(test.text, test.columns); got != test.cut {
			t.Errorf("Cut(%q, %d) = %q, want %q", test.text, test.columns, got, test.cut)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text    string
		columns int
		want    []string
	}{
		{"code: ", 80, []string{"code: "}},
		{"code: ", 5, []string{"code:"}},
		{"one two three ", 8, []string{"one two", "three "}},
		{"incomprehensible", 5, []string{"incom", "prehe", "nsibl", "e"}},
		{"日本語", 4, []string{"日本", "語"}},
		{"日本語", 1, []string{"日", "本", "語"}},
		{"", 80, []string{""}},
		{"  ", 80, []string{" "}},
	} {
		if got := wrap(test.text, test.columns); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.text, test.columns, got, test.want)
		}
	}
}
