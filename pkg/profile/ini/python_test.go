package ini

import (
	"slices"
	"testing"
)

func TestInt(t *testing.T) {
	for text, want := range map[string]string{"3600": "3600", " +3_600\t": "3600", "03600": "03600", "-1": "-1", "３６００": "3600", "\u00a0१८००": "1800", "1_０": "10", "𝟿\U0001d7ce": "90"} {
		if got, ok := Int(text); !ok || got != want {
			t.Errorf("%q is %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "1h", "3600.0", "0x10", "_1", "1_", "1__0", "+-1", "- 1", "1 2", "²", "Ⅻ", "９００秒"} {
		if got, ok := Int(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}

// TestStrings: where Python's str differs from Go's strings.
func TestStrings(t *testing.T) {
	if got := Strip("\u00a0\x1c\u3000 a b \u0085\u2028\x1f"); got != "a b" {
		t.Errorf("stripped: %q", got)
	}
	for _, r := range "\u200b\u180e\x00\x1b\x7f\ufeff" {
		if IsSpace(r) {
			t.Errorf("%q counts as a blank", r)
		}
	}
	for text, want := range map[string]string{"MFA_Serial": "mfa_serial", "İ": "i\u0307", "\u212a": "k", "ÄΣ": "äσ"} {
		if got := Lower(text); got != want {
			t.Errorf("%q in lower case is %q, want %q", text, got, want)
		}
	}
	if got := SplitLines("a\vb\fc\x1cd\u0085e\u2028f\r\ng\th"); !slices.Equal(got, []string{"a", "b", "c", "d", "e", "f", "g\th"}) {
		t.Errorf("lines: %q", got)
	}
}
