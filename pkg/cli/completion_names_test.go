package cli

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/completions"
)

// listingWorld is a world with these AWS files, in which nothing may be asked
// but the environment and these files.
func listingWorld(t testing.TB, config, credentials string, stdout io.Writer) World {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"config": config, "credentials": credentials} {
		if err := os.WriteFile(filepath.Join(home, ".aws", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return World{
		Args: []string{"list", "--names"},
		Env: func(name string) (string, bool) {
			if name == "HOME" {
				return home, true
			}
			return "", false
		},
		Environ:          func() []string { return nil },
		Stdout:           stdout,
		Stderr:           io.Discard,
		StdoutIsTerminal: func() bool { return false },
		StderrIsTerminal: func() bool { return false },
		Now:              time.Now,
		Parent:           func() string { return "" },
		ReadFile: func(path string) ([]byte, error) {
			if !strings.HasPrefix(path, filepath.Join(home, ".aws")) {
				t.Errorf("%s is read for names alone", path)
				return nil, fs.ErrNotExist
			}
			return os.ReadFile(path)
		},
	}
}

// TestPlainNamesAgreeWithKong holds the quick way to the grammar's answer.
func TestPlainNamesAgreeWithKong(t *testing.T) {
	cases := []struct{ name, config, credentials string }{
		{"no profiles", "", ""},
		{"both files", "[default]\n[profile dev]\nregion=x\n[profile 'team:blue one']\n", "[iam]\naws_access_key_id=A\n[dev]\n"},
		{"hostile names", "[profile \"a$b\"]\n", "[it's]\n[say \"hi\"]\n[x`id`]\n[-n]\n"},
		{"a broken file", "[profile dev\nx", "[iam]\n"},
		{"garbage", "\x7fELF\x00\x01", "\xff\xfe[\x00"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			var quick, slow bytes.Buffer
			if !plainNames([]string{"list", "--names"}) {
				t.Fatal("the quick way is not taken")
			}
			status := Run(listingWorld(t, tt.config, tt.credentials, &quick))
			err := (&app{world: listingWorld(t, tt.config, tt.credentials, &slow)}).parseAndRun()
			if quick.String() != slow.String() || (status == 0) != (err == nil) {
				t.Errorf("quick: %q, status %d\nkong: %q, %v", quick.String(), status, slow.String(), err)
			}
		})
	}
}

// Everything but these two words is the grammar's.
func TestPlainNamesTakesNothingElse(t *testing.T) {
	for _, args := range [][]string{nil, {"list"}, {"--names"}, {"--names", "list"}, {"list", "--json"}, {"list", "--names", "--json"}, {"use", "--names"}} {
		if plainNames(args) {
			t.Errorf("%q is taken for the names", args)
		}
	}
}

// TestPlainNamesCostsLittle notices when completion begins to build the kong
// model, or anything else that grows with the program.
func TestPlainNamesCostsLittle(t *testing.T) {
	world := listingWorld(t, "[default]\n[profile dev]\n", "[iam]\n", io.Discard)
	quick := testing.AllocsPerRun(20, func() { Run(world) })
	kong := testing.AllocsPerRun(20, func() { _ = (&app{world: world}).parseAndRun() })
	if quick > 100 || quick > kong/10 {
		t.Errorf("the names cost %v allocations, with the grammar %v", quick, kong)
	}
}

func TestCompletionCommand(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		want, err := completions.Script(shell)
		if err != nil {
			t.Fatal(err)
		}
		got, _, status := runCompletion(t, shell)
		if status != 0 || got != want {
			t.Errorf("completion %s: status %d, %d bytes; want the script's %d", shell, status, len(got), len(want))
		}
	}
	for _, args := range [][]string{{"tcsh"}, {"sh"}, {""}, {}, {"bash", "zsh"}} {
		got, message, status := runCompletion(t, args...)
		if status != 2 || got != "" || !strings.HasPrefix(message, "awsenv: error: ") {
			t.Errorf("completion %q: status %d, %q, %q", args, status, got, message)
		}
	}
}

// runCompletion runs the command and gives what it printed.
func runCompletion(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	world := listingWorld(t, "", "", &out)
	world.Args, world.Stderr = append([]string{"completion"}, args...), &errs
	status = Run(world)
	return out.String(), errs.String(), status
}

func BenchmarkNames(b *testing.B) {
	var config strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&config, "[profile account-%d]\nrole_arn = arn:aws:iam::444455556666:role/admin\nsource_profile = iam\nregion = eu-west-1\n\n", i)
	}
	world := listingWorld(b, config.String(), "[iam]\n", io.Discard)
	for b.Loop() {
		Run(world)
	}
}
