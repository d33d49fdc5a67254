package printable

import "testing"

func TestArgument(t *testing.T) {
	for text, want := range map[string]string{
		"prod":           "prod",
		"a-b_c.d/e@f:g%": "a-b_c.d/e@f:g%",
		"=ls":            "'=ls'",
		"two words":      "'two words'",
		"two  blanks":    "'two  blanks'",
		"a;touch pwned":  "'a;touch pwned'",
		"$(touch pwned)": "'$(touch pwned)'",
		"it's":           `'it'\''s'`,
		"~root":          "'~root'",
		"":               "''",
		"a\x1b[31m\nb":   "'a\x1b[31m\nb'",
		"é":              "'é'",
	} {
		if got := Argument(text); got != want {
			t.Errorf("Argument(%q) = %s, want %s", text, got, want)
		}
	}
}
