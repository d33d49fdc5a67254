package ini

import "testing"

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
