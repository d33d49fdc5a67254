package printable

import (
	"strings"
	"testing"
	"unicode"
)

func TestLine(t *testing.T) {
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
			if got := Line(test.text); got != test.want {
				t.Errorf("Line(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\x1b[31m\u202e\xff")
	f.Fuzz(func(t *testing.T, text string) {
		got := Line(text)
		if Line(got) != got {
			t.Errorf("cleaning %q twice differs", text)
		}
		if strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("Line(%q) = %q has control characters", text, got)
		}
	})
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		" one\r\n\ttwo  three\n":             "one two three",
		"a\x1b[31mb":                         "a\ufffd[31mb",
		"\n":                                 "",
		strings.Repeat("é", MostWords):       strings.Repeat("é", MostWords/2) + "…",
		"x" + strings.Repeat("é", MostWords): "x" + strings.Repeat("é", (MostWords-1)/2) + "…",
	} {
		if got := Words(text); got != want {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}
