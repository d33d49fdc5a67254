package spelling

import (
	"slices"
	"strings"
	"testing"
)

func TestNear(t *testing.T) {
	names := []string{"prod", "Prod-EU", "production", "staging", "größe", "dev", "x"}
	for written, want := range map[string][]string{
		"prdo":     {"prod"},
		"PROD":     {"prod", "Prod-EU", "production"},
		"prod-ue":  {"Prod-EU"},
		"stag":     {"staging"},
		"st":       {},
		"grösse":   {"größe"},
		"d":        {"x"},
		"deve":     {"dev"},
		"":         {"x"},
		"zzzzzzzz": {},
		"prodprod": {},
	} {
		if got := Near(written, names); !slices.Equal(got, want) {
			t.Errorf("near %q are %q, want %q", written, got, want)
		}
	}
	if got := Near(strings.Repeat("x", 1<<20), []string{strings.Repeat("x", 1<<20)}); len(got) != 0 {
		t.Error("a name of a megabyte was compared")
	}
}

// TestNearAmongManyNames: names that are too long or too short cost no memory.
func TestNearAmongManyNames(t *testing.T) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = "something-quite-different"
	}
	if n := testing.AllocsPerRun(10, func() { Near("prod", names) }); n > 10 {
		t.Errorf("%v allocations for a thousand names", n)
	}
}
