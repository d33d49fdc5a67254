package environ

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/dialect"
)

func TestMarkers(t *testing.T) {
	env := load(prod(), []string{"AWSUME_PROFILE", "AWS_VAULT", "AWSUME_PROFILE"}, nil)
	if env["AWSUME_PROFILE"] != "prod" || env["AWS_VAULT"] != "prod" {
		t.Errorf("the markers are %q and %q", env["AWSUME_PROFILE"], env["AWS_VAULT"])
	}
	env = load(prod(), []string{"AWS_VAULT"}, env)
	if value, ok := env["AWSUME_PROFILE"]; ok {
		t.Errorf("a marker that is no longer listed is still %q", value)
	}
}

// TestSavedUnsetsNoVariableOfAnotherProgram: AWSENV_SAVED comes from anywhere, and
// VAULT_TOKEN does not hold the profile's name.
func TestSavedUnsetsNoVariableOfAnotherProgram(t *testing.T) {
	for _, loaded := range []bool{true, false} {
		env := map[string]string{Saved: "1,+VAULT_TOKEN,+DOCKER_HOST,+AWSUME_PROFILE,+EMPTY", "VAULT_TOKEN": "hvs.1", "DOCKER_HOST": "unix:///x", "EMPTY": "", "AWSUME_PROFILE": "prod"}
		if loaded {
			env[Profile] = "prod"
		}
		for what, changes := range map[string][]Change{"clear": Clear(lookup(env)), "load": Load(prod(), nil, lookup(env))} {
			after := apply(env, changes)
			_, marked := after["AWSUME_PROFILE"]
			if after["VAULT_TOKEN"] == "" || after["DOCKER_HOST"] == "" || marked == loaded {
				t.Errorf("a %s with AWSENV_PROFILE=%q leaves %v", what, env[Profile], after)
			}
			if _, kept := after["EMPTY"]; !kept {
				t.Errorf("a %s unsets a variable that is empty", what)
			}
		}
	}
}

// TestRenderRefusesNames: what is no variable's name never reaches a shell.
func TestRenderRefusesNames(t *testing.T) {
	for _, shell := range dialect.Names() {
		d, _ := dialect.Parse(shell)
		for _, change := range []Change{{Name: "A;id", Unset: true}, {Name: "A;id", Value: "x"}} {
			if text, err := Render([]Change{change}, d); err == nil || text != nil {
				t.Errorf("%s: %s became %q", shell, change, text)
			}
		}
	}
}

// TestSavedNamesNoVariableOfTheList: a load's own variables are no markers, even
// with the profile's name as their value.
func TestSavedNamesNoVariableOfTheList(t *testing.T) {
	for _, c := range Load(prod(), nil, lookup(nil)) {
		env := map[string]string{Saved: "1,+" + c.Name, Profile: "prod"}
		if c.Name != Saved {
			env[c.Name] = "prod"
		}
		if got := lookupSaved(lookup(env)).markers; len(got) > 0 {
			t.Errorf("%s counts as a marker", c.Name)
		}
	}
}

// TestMarkersByTheThousand: a long AWSENV_SAVED is answered with one change for each
// variable.
func TestMarkersByTheThousand(t *testing.T) {
	env := map[string]string{Saved: "1" + strings.Repeat(",+AWS_VAULT", 60_000), Profile: "prod", "AWS_VAULT": "prod"}
	if got, want := len(Clear(lookup(env))), len(Clear(lookup(map[string]string{Profile: "prod"})))+1; got != want {
		t.Errorf("%d changes, want %d", got, want)
	}
}

// TestSavedHostile: whatever AWSENV_SAVED holds, a clear works and touches
// nothing outside the list.
func TestSavedHostile(t *testing.T) {
	good := lookupSaved(lookup(map[string]string{Saved: "1,AWS_REGION=.a%20b:-,+AWS_VAULT", Profile: "prod", "AWS_VAULT": "prod"}))
	if len(good.records) != 1 || good.records[0].original.text != "a b" || !slices.Equal(good.markers, []string{"AWS_VAULT"}) {
		t.Fatalf("text that is well formed was read as %+v", good)
	}
	start := map[string]string{"PATH": "/bin", "HOME": "/h", Region: "eu-west-1", AWSProfile: "mine"}
	calm := apply(start, Clear(lookup(start)))
	for _, hostile := range []string{
		"0,AWS_REGION=.x:.eu-west-1", "2,AWS_REGION=.x:.eu-west-1", "AWS_REGION=.x:.eu-west-1", ",AWS_REGION=.x:.eu-west-1",
		"1,AWS_REGION=.x:.eu-west-1,", "1,AWS_REGION=.x:.eu-west-1,,", "1,AWS_REGION=.x:.eu-west-1,junk", "1,AWS_REGION=.x:.eu-west-1,AWS_PROFILE=.y",
		"1,AWS_REGION=x:.eu-west-1", "1,AWS_REGION=.x%:.eu-west-1", "1,AWS_REGION=.x%0:.eu-west-1", "1,AWS_REGION=.x%zz:.eu-west-1",
		"1,AWS_REGION=.x%00:.eu-west-1", "1,AWS_REGION=.x\x00:.eu-west-1", "1,AWS_REGION=:.eu-west-1", "1,AWS_REGION=.x:", "1,=.x:-",
		"1,PATH=.x:./bin", "1,PATH=-:./bin,HOME=-:./h", "1,+PATH", "1,+HOME,+LD_PRELOAD,+", "1,+AWS_SHARED_CREDENTIALS_FILE", "1,+$(id)", "1,+A B",
		"1," + strings.Repeat("+PATH,", 1000) + "+PATH", "1,AWS_SECRET_ACCESS_KEY=.x:-", strings.Repeat("1", 100000), "1\n,AWS_REGION=.x:.eu-west-1",
	} {
		env := maps.Clone(start)
		env[Saved] = hostile
		changes := Clear(lookup(env))
		if got := apply(env, changes); !maps.Equal(got, calm) {
			t.Errorf("AWSENV_SAVED=%.60q: the environment is %v", hostile, got)
		}
		for _, shell := range dialect.Names() {
			d, _ := dialect.Parse(shell)
			if _, err := Render(changes, d); err != nil {
				t.Errorf("AWSENV_SAVED=%.60q blocks a clear: %v", hostile, err)
			}
		}
	}
}

func FuzzSaved(f *testing.F) {
	f.Add("1,AWS_REGION=.us-east-1:.eu-west-1,AWS_PROFILE=.old:-,+AWSUME_PROFILE", "eu-west-1")
	f.Add("1,AWS_REGION=.%C3%A9%0A:-", "")
	f.Fuzz(func(t *testing.T, text, region string) {
		if strings.IndexByte(text+region, 0) >= 0 {
			t.Skip("no environment holds a NUL byte")
		}
		// Every variable holds the profile's name, so that any may be a marker.
		all := func(text string) Lookup {
			return func(name string) (string, bool) {
				if name == Saved {
					return text, true
				}
				return region, true
			}
		}
		s := lookupSaved(all(text))
		again := lookupSaved(all(s.encode()))
		if !slices.Equal(s.markers, again.markers) || !slices.Equal(s.records, again.records) {
			t.Errorf("%q: %+v became %+v", text, s, again)
		}
		for _, c := range Clear(all(text)) {
			if !dialect.ValidName(c.Name) {
				t.Errorf("%q makes a clear change %q", text, c.Name)
			}
			if strings.IndexByte(c.Value, 0) >= 0 {
				t.Errorf("%q makes a NUL byte", text)
			}
		}
	})
}
