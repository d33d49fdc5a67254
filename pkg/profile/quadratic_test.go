package profile

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

const aRole = "role_arn = arn:aws:iam::123456789012:role/dev\n"

// perLookup is how many allocations one call takes in a set of n profiles.
func perLookup(t *testing.T, config func(i int) string, n int, lookup func(s *Set)) float64 {
	t.Helper()
	var text strings.Builder
	for i := range n {
		text.WriteString(config(i))
	}
	set := parse(t, text.String(), "[base]\n"+exampleKeys)
	return testing.AllocsPerRun(20, func() { lookup(set) })
}

// TestLookupsDoNotGrowWithTheFile: what a list does for each of its profiles takes as
// many steps among thousands as among a few.
func TestLookupsDoNotGrowWithTheFile(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config func(i int) string
		lookup func(s *Set)
	}{
		{"a quoted name", func(i int) string { return fmt.Sprintf("[profile 'p %d']\n%ssource_profile = base\n", i, aRole) },
			func(s *Set) { _, _ = s.Resolve("p 7", Options{}) }},
		{"an sso-session", func(i int) string {
			return fmt.Sprintf("[sso-session s%d]\nsso_region = x\nsso_start_url = y\n[profile p%d]\nsso_session = s%d\nsso_account_id = 1\nsso_role_name = r\n", i, i, i)
		}, func(s *Set) { _, _ = s.Resolve("p7", Options{}) }},
		{"a services section", func(i int) string {
			return fmt.Sprintf("[services s%d]\ns3 =\n  x = y\n[profile p%d]\nservices = s%d\n%ssource_profile = base\n", i, i, i, aRole)
		}, func(s *Set) { _, _ = s.Resolve("p7", Options{}) }},
		{"a source that does not exist", func(i int) string { return fmt.Sprintf("[profile p%d]\n%ssource_profile = nowhere\n", i, aRole) },
			func(s *Set) {
				if _, err := s.Resolve("p7", Options{}); err == nil || err.Error() == "" {
					t.Error("no error")
				}
			}},
		{"a name that does not exist", func(i int) string { return fmt.Sprintf("[profile 'p %d']\n", i) }, func(s *Set) { s.Has("nowhere") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			few, many := perLookup(t, tt.config, 10, tt.lookup), perLookup(t, tt.config, 3000, tt.lookup)
			if many > few+2 {
				t.Errorf("%v allocations among 3000, %v among 10", many, few)
			}
		})
	}
}

// TestLongChain: a chain is followed a hundred times, and one without an end is not.
func TestLongChain(t *testing.T) {
	chain := func(n int) *Set {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "[profile p%d]\n%ssource_profile = p%d\n", i, aRole, i+1)
		}
		return parse(t, text.String(), fmt.Sprintf("[p%d]\n", n)+exampleKeys)
	}
	c, err := chain(longestChain).Resolve("p0", Options{})
	if err != nil || len(c.Roles) != longestChain {
		t.Fatalf("%d roles, %v", len(c.Roles), err)
	}
	_, err = chain(longestChain+1).Resolve("p0", Options{})
	var fault *Error
	if !errors.As(err, &fault) || fault.Kind != InvalidConfig || !strings.Contains(err.Error(), "more than 100") || hints(err) == "" {
		t.Fatalf("error %v", err)
	}
	long, longer := chain(200), chain(5000)
	steps := func(s *Set) float64 { return testing.AllocsPerRun(5, func() { _, _ = s.Resolve("p0", Options{}) }) }
	if a, b := steps(long), steps(longer); b > a+2 {
		t.Errorf("%v allocations for a chain of 5000, %v for one of 200", b, a)
	}
}

// TestManyOptionsBesideDefaults: merging is no comparison of each with each, and what
// the section says itself wins.
func TestManyOptionsBesideDefaults(t *testing.T) {
	var text strings.Builder
	for _, header := range []string{"[DEFAULT]\n", "[profile a]\n"} {
		text.WriteString(header)
		for i := range 3000 {
			fmt.Fprintf(&text, "o%d = %s\n", i, strings.Trim(header, "[]\n"))
		}
	}
	text.WriteString("[DEFAULT]\nlast = x\n")
	set := parse(t, text.String(), "")
	for option, want := range map[string]string{"o0": "profile a", "o2999": "profile a", "last": "x"} {
		if got, _ := set.Option("a", option); got != want {
			t.Errorf("%s is %q, want %q", option, got, want)
		}
	}
	if _, err := Parse(File{Text: []byte(text.String() + "O7 = 1\n")}, File{}); err == nil {
		t.Error("an option that is in [DEFAULT] twice is not found")
	}
}
