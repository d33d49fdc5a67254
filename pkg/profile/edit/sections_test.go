package edit

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pairs are options from names and values.
func pairs(words ...string) (all []Option) {
	for i := 0; i < len(words); i += 2 {
		all = append(all, Option{words[i], words[i+1]})
	}
	return all
}

func TestApplyToSections(t *testing.T) {
	const two = "[profile a]\nx = 1\n\n[profile b]\ny = 2\n"
	cases := []struct {
		name, before string
		changes      []Change
		after        string
	}{
		{"add", two, []Change{Add("c", pairs("x", "1", "y", "2")...), Add("d", pairs("z", "3")...)}, two + "\n[profile c]\nx = 1\ny = 2\n\n[profile d]\nz = 3\n"},
		{"add to nothing", "", []Change{Add("c", pairs("x", "1")...), Add("d")}, "[profile c]\nx = 1\n\n[profile d]\n"},
		{"add where no line end is", "[profile a]\r\nx=1", []Change{Add("c", pairs("y", "1")...), Add("d", pairs("z", "1")...)},
			"[profile a]\r\nx=1\r\n\r\n[profile c]\r\ny=1\r\n\r\n[profile d]\r\nz=1"},
		{"add behind an empty line", two + "\n", []Change{Add("c"), Add("d")}, two + "\n[profile c]\n\n[profile d]\n"},
		{"add what is there", two, []Change{Add("a", pairs("x", "9")...)}, two},
		{"add and set at the end", two, []Change{Add("c", pairs("x", "1")...), Set("b", "z", "3")}, "[profile a]\nx = 1\n\n[profile b]\ny = 2\nz = 3\n\n[profile c]\nx = 1\n"},
		{"a name with a blank", two, []Change{Add("it's c", pairs("x", "1")...)}, two + "\n[profile 'it'\"'\"'s c']\nx = 1\n"},
		{"an sso-session", two, []Change{AddSSOSession("a", pairs("x", "1")...), Add("c")}, two + "\n[sso-session a]\nx = 1\n\n[profile c]\n"},
		{"remove the first", two, []Change{Remove("a")}, "[profile b]\ny = 2\n"},
		{"remove the last", two, []Change{Remove("b")}, "[profile a]\nx = 1\n"},
		{"remove both", two, []Change{Remove("a"), Remove("b")}, ""},
		{"remove what is not there", two, []Change{Remove("c")}, two},
		{"comments", "# top\n\n# of a\n[profile a]\n# awsenv: n\n# in a\nx = 1\n  2\n# of b\n[profile b]\n", []Change{Remove("a")}, "# top\n\n# of a\n# of b\n[profile b]\n"},
		{"remove and add the same", two, []Change{Remove("a"), Add("a", pairs("z", "1")...)}, "[profile b]\ny = 2\n\n[profile a]\nz = 1\n"},
		{"rename", two, []Change{Rework("a", "c")}, "[profile c]\nx = 1\n\n[profile b]\ny = 2\n"},
		{"rename what is not there", two, []Change{Rework("c", "d", pairs("x", "1")...)}, two},
		{"rename keeps what is behind", " [profile a] # mine\n x = 1\n", []Change{Rework("a", "b")}, " [profile b] # mine\n x = 1\n"},
		{"swap", two, []Change{Rework("a", "b"), Rework("b", "a", pairs("y", "3", "z", "4")...)}, "[profile b]\nx = 1\n\n[profile a]\ny = 3\nz = 4\n"},
		{"rename to what goes", two, []Change{Remove("b"), Rework("a", "b")}, "[profile b]\nx = 1\n"},
		{"set only", two, []Change{Rework("a", "", pairs("x", "3")...)}, "[profile a]\nx = 3\n\n[profile b]\ny = 2\n"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Apply([]byte(tt.before), Config, tt.changes...)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.after {
				t.Errorf("got\n%q, want\n%q", got, tt.after)
			}
		})
	}
}

func TestApplyRefusesSections(t *testing.T) {
	for name, tt := range map[string]struct {
		before  string
		changes []Change
	}{
		"a taken name":             {"[profile a]\n[profile b]\n", []Change{Rework("a", "b")}},
		"a name spelled otherwise": {"[profile a]\n[profile \"b\"]\n", []Change{Rework("a", "b")}},
		"two of one name":          {"[profile a]\n[profile b]\n", []Change{Rework("a", "c"), Rework("b", "c")}},
		"a session that is there":  {"[sso-session a]\nx = 1\n", []Change{AddSSOSession("a", pairs("x", "1")...)}},
		"a line break in a name":   {"[profile a]\n", []Change{Rework("a", "b]\n[default")}},
		"an option of no name":     {"", []Change{Add("a", pairs("", "1")...)}},
		"a line break in a value":  {"", []Change{Add("a", pairs("x", "1\n[default]")...)}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Apply([]byte(tt.before), Config, tt.changes...)
			var ours *Error
			if !errors.As(err, &ours) {
				t.Fatalf("%v, and %q", err, got)
			}
		})
	}
}

// TestSectionsChangeNothingElse makes random changes to whole sections of random files.
func TestSectionsChangeNothingElse(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	made := 0
	for range 30_000 {
		text := generate(r)
		before, err := parse(text, Config, "f")
		if err != nil {
			continue
		}
		var changes []Change
		mine := map[string]bool{}
		for range 1 + r.IntN(4) {
			name := oneOf(r, people)
			var c Change
			switch r.IntN(4) {
			case 0:
				c = Remove(name)
			case 1:
				c = Rework(name, oneOf(r, people), pairs(oneOf(r, edited), oneOf(r, values))...)
			case 2:
				c = Add(name, pairs(oneOf(r, edited), oneOf(r, values))...)
			default:
				c = Set(name, oneOf(r, edited), oneOf(r, values))
			}
			changes = append(changes, c)
			mine[c.profile], mine[c.name()] = true, true
		}
		next, err := Apply(text, Config, changes...)
		if err != nil {
			continue
		}
		made++
		after, err := parse(next, Config, "f")
		if err != nil {
			t.Fatalf("%+v of %q gave %q: %v", changes, text, next, err)
		}
		fail := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%+v of\n%q\ngave\n%q", changes, text, next)
			t.Fatalf(format, args...)
		}
		if len(changes) == 1 {
			patches(fail, Result{Before: before, After: after, changes: changes})
		}
		for _, name := range slices.Concat(before.set.Names(), after.set.Names()) {
			if mine[name] {
				continue
			}
			for _, option := range names {
				was, had := before.set.Option(name, option)
				is, has := after.set.Option(name, option)
				if was != is || had != has {
					fail("profile %q, %s: was %q, is %q", name, option, was, is)
				}
			}
		}
	}
	if made < 5_000 {
		t.Errorf("only %d edits", made)
	}
}

// TestThousandSectionsInOnePass: the work grows with the file, not with its square.
func TestThousandSectionsInOnePass(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	var all, sets []Change
	for i := range 4000 {
		name := fmt.Sprintf("account-%04d", i)
		all = append(all, Add(name, pairs("sso_session", "corp", "sso_account_id", "111122223333", "sso_role_name", "Admin")...))
		sets = append(sets, Rework(name, name+"-new", pairs("region", "eu-west-1")...))
	}
	put(t, path, "# mine\n[profile mine]\nregion = x\n", 0o600)
	file := File{Path: path, Name: "f", Kind: Config}
	for _, changes := range [][]Change{all, sets} {
		r, err := file.Apply(t.Context(), changes...)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(r.Diff(), "\n"); strings.Count(got, "\n+") < 8000 {
			t.Errorf("a diff of %d lines", strings.Count(got, "\n"))
		}
	}
}

// A name that no header can hold is spoken of as what it names.
func TestANameOfAnSSOSessionIsNoProfiles(t *testing.T) {
	_, err := Apply(nil, Config, AddSSOSession("a\nb"))
	if err == nil || !strings.HasPrefix(err.Error(), `sso-session "a\nb"`) {
		t.Error(err)
	}
}
