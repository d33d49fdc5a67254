package tty

import (
	"slices"
	"testing"
)

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
