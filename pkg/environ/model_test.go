package environ

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/dialect/shelltest"
	"github.com/awsenv/awsenv/pkg/session"
)

// A world is a shell next to the same shell without awsenv: the person's own
// changes reach both.
type world struct {
	env     map[string]string
	without map[string]string
	// What the restored variables were right after the last load, here and
	// in the other shell: taking a variable back to that is no change.
	loaded, loadedWithout map[string]value
}

// theirs are the variables that belong to the person too.
var theirs = append(restored[:len(restored):len(restored)], "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_STS")

// randomSettings are what a profile says of where its calls go.
func randomSettings(r *rand.Rand) []session.Variable {
	var all []session.Variable
	for _, name := range theirs {
		if strings.Contains(name, "ENDPOINT") && r.IntN(3) == 0 {
			all = append(all, session.Variable{Name: name, Value: pick(r, "mine", "http://x", "it's \"$(id)\"\n")})
		}
	}
	return all
}

func newWorld(r *rand.Rand) *world {
	w := &world{env: map[string]string{"HOME": "/h", "OTHER": "x"}}
	for _, name := range theirs {
		if r.IntN(2) == 0 {
			w.env[name] = pick(r, "", "start", "us-east-1")
		}
	}
	w.without = maps.Clone(w.env)
	return w
}

func pick[T any](r *rand.Rand, choices ...T) T { return choices[r.IntN(len(choices))] }

// step does one random thing and returns what awsenv changed, nil when it was
// the person's turn.
func (w *world) step(t *testing.T, r *rand.Rand) []Change {
	t.Helper()
	switch r.IntN(5) {
	case 0, 1:
		s := prod()
		s.Profile = pick(r, "prod", "dev", "it's \"$(id)\" \\", "two  words", "é\n*")
		s.Region = pick(r, "", "", "eu-west-1", "ap-south-1", "us-east-1")
		s.Settings = randomSettings(r)
		s.Account = pick(r, "", "123456789012")
		s.Keys.SessionToken = pick(r, "", "hush/2==")
		if r.IntN(4) == 0 {
			s.Expires, s.RoleARN = time.Time{}, ""
		}
		changes := Load(s, pick(r, nil, []string{"AWSUME_PROFILE"}, []string{"AWS_VAULT", "AWSUME_PROFILE"}), lookup(w.env))
		w.env = apply(w.env, changes)
		w.loaded, w.loadedWithout = map[string]value{}, map[string]value{}
		for _, name := range theirs {
			w.loaded[name], w.loadedWithout[name] = look(lookup(w.env), name), look(lookup(w.without), name)
		}
		w.checkLoaded(t, s)
		return changes
	case 2:
		changes := Clear(lookup(w.env))
		w.env = apply(w.env, changes)
		w.loaded = nil
		w.checkCleared(t)
		return changes
	}
	w.person(r)
	return nil
}

func (w *world) person(r *rand.Rand) {
	name := pick(r, append(theirs[:len(theirs):len(theirs)], "OTHER")...)
	change := pick(r, value{}, value{set: true}, value{text: "mine", set: true}, value{text: "eu-west-1", set: true}, value{text: "é *\n'", set: true})
	w.env = apply(w.env, []Change{change.change(name)})
	if w.loaded != nil && w.loaded[name] == change && slices.Contains(theirs, name) {
		change = w.loadedWithout[name]
	}
	w.without = apply(w.without, []Change{change.change(name)})
}

func (w *world) checkLoaded(t *testing.T, s session.Session) {
	t.Helper()
	want := maps.Clone(w.without)
	for _, c := range append(credentials(s), description(s)...) {
		want = apply(want, []Change{c})
	}
	delete(want, AWSProfile)
	delete(want, AWSDefaultProfile)
	if s.Region != "" {
		want[Region], want[DefaultRegion] = s.Region, s.Region
	}
	for _, v := range s.Settings {
		want[v.Name] = v.Value
	}
	got := maps.Clone(w.env)
	for _, name := range []string{"AWSUME_PROFILE", "AWS_VAULT"} {
		if marker, ok := got[name]; ok && marker != s.Profile {
			t.Errorf("%s=%q with %q loaded", name, marker, s.Profile)
		}
		delete(got, name)
	}
	delete(got, Saved)
	delete(got, Previous) // TestBefore
	if !maps.Equal(got, want) {
		t.Errorf("after a load of %q the environment is %q\nwant %q", s.Profile, got, want)
	}
	if strings.Contains(w.env[Saved], "hush") {
		t.Errorf("AWSENV_SAVED=%s", w.env[Saved])
	}
}

func (w *world) checkCleared(t *testing.T) {
	t.Helper()
	got := maps.Clone(w.env)
	delete(got, Previous)
	if !maps.Equal(got, w.without) {
		t.Errorf("after a clear the environment is %q\nwant %q", got, w.without)
	}
}

// TestModel: whatever the order of loads, clears and the person's own changes, a
// shell with awsenv differs from one without by what is loaded and nothing else.
func TestModel(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 0))
		w := newWorld(r)
		for range 30 {
			w.step(t, r)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestModelInShells replays a few such stories in real shells, from the text
// that awsenv prints, and compares what their children see.
func TestModelInShells(t *testing.T) {
	for _, test := range []struct {
		shell  string
		argv   []string
		script string
	}{
		{"bash", []string{"bash", "--norc", "-euc"}, "eval \"$(cat %s)\"\n"},
		{"bash", []string{"bash", "--norc", "-c"}, "eval $(cat %s) || exit 9\n"},
		{"zsh", []string{"zsh", "-feuc"}, "eval \"$(cat %s)\"\n"},
		{"zsh", []string{"zsh", "-fc"}, "eval $(cat %s) || exit 9\n"},
		{"sh", []string{"dash", "-euc"}, "eval \"$(cat %s)\"\n"},
		{"sh", []string{"dash", "-c"}, "eval $(cat %s) || exit 9\n"},
		{"fish", []string{"fish", "--no-config", "-c"}, "cat %s | source; or exit 9\n"},
		{"fish", []string{"fish", "--no-config", "-c"}, "eval (cat %s); or exit 9\n"},
		{"nu", []string{"nu", "--no-config-file", "-c"}, "open --raw %s | from json | load-env\n"},
	} {
		t.Run(test.shell+" "+strings.TrimSpace(test.script), func(t *testing.T) {
			t.Parallel()
			d, err := dialect.Parse(test.shell)
			if err != nil {
				t.Fatal(err)
			}
			for seed := range uint64(8) {
				r := rand.New(rand.NewPCG(seed, 1))
				w := newWorld(r)
				dir := t.TempDir()
				run := shelltest.Run{Shell: test.argv, Dir: dir, Env: []string{"LC_ALL=C.UTF-8"}}
				for name, value := range w.env {
					run.Env = append(run.Env, name+"="+value)
				}
				for i := range 25 {
					before := w.env
					changes := w.step(t, r)
					if changes == nil {
						changes = difference(before, w.env)
					}
					code, err := Render(changes, d)
					if err != nil {
						t.Fatal(err)
					}
					file := fmt.Sprintf("%d", i)
					if err := os.WriteFile(filepath.Join(dir, file), code, 0o600); err != nil {
						t.Fatal(err)
					}
					run.Script += fmt.Sprintf(test.script, file)
				}
				got := run.Environment(t)
				for name := range got {
					// What shells add of their own.
					if _, ours := w.env[name]; !ours && !strings.HasPrefix(name, "AWS") {
						delete(got, name)
					}
				}
				if !maps.Equal(got, w.env) {
					t.Errorf("seed %d: the environment is %q\nwant %q", seed, got, w.env)
				}
			}
		})
	}
}

// difference is what the person did, as changes.
func difference(before, after map[string]string) []Change {
	changes := []Change{}
	for _, name := range append(theirs[:len(theirs):len(theirs)], "OTHER") {
		if was, is := look(lookup(before), name), look(lookup(after), name); was != is {
			changes = append(changes, is.change(name))
		}
	}
	return changes
}
