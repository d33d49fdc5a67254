package placeholder

import (
	"errors"
	"slices"
	"testing"
)

func TestFill(t *testing.T) {
	values := map[string]string{"profile": "{left}", "left": "4m"}
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"aws", "aws"},
		{"{profile} {left}", "{left} 4m"},
		{"{left}{left}", "4m4m"},
		{"[{left}] } %s $(id)", "[4m] } %s $(id)"},
		{"{{left}}", "{4m}"},
		{"{} { left } {a-b} {left", "{} { left } {a-b} {left"},
		{"{ {left}", "{ 4m"},
		{"é{left}é", "é4mé"},
	} {
		parsed, err := Parse(test.text, "profile", "left")
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if got := parsed.Fill(func(name string) string { return values[name] }); got != test.want {
			t.Errorf("%q gives %q, want %q", test.text, got, test.want)
		}
	}
}

func TestUnknown(t *testing.T) {
	for text, name := range map[string]string{"{Left}": "Left", "a {b} {left}": "b", "{{x_1}}": "x_1", "{left}{9}": "9"} {
		_, err := Parse(text, "profile", "left")
		var unknown *UnknownError
		if !errors.As(err, &unknown) || unknown.Name != name || !slices.Equal(unknown.Known, []string{"profile", "left"}) {
			t.Errorf("%q: %v", text, err)
		}
	}
	_, err := Parse("{x}", "profile", "left")
	if want := "unknown placeholder {x}: want {profile} or {left}"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}
