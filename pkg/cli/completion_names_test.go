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
			for _, args := range [][]string{{"list", "--names"}, {"list", "--names", "--described"}, {"list", "--names", "--for=login"}, {"list", "--names", "--described", "--for=rotate"}} {
				if _, plain := plainNames(args); !plain {
					t.Fatalf("the quick way is not taken for %q", args)
				}
				quick.Reset()
				slow.Reset()
				fast, full := listingWorld(t, tt.config, tt.credentials, &quick), listingWorld(t, tt.config, tt.credentials, &slow)
				fast.Args, full.Args = args, args
				status := Run(fast)
				err := (&app{world: full}).parseAndRun()
				if quick.String() != slow.String() || (status == 0) != (err == nil) {
					t.Errorf("%q: quick: %q, status %d\nkong: %q, %v", args, quick.String(), status, slow.String(), err)
				}
			}
		})
	}
}

// Everything but these two words is the grammar's.
func TestPlainNamesTakesNothingElse(t *testing.T) {
	for _, args := range [][]string{nil, {"list"}, {"--names"}, {"--names", "list"}, {"list", "--json"}, {"list", "--names", "--json"}, {"list", "--described", "--names"}, {"list", "--names", "--for=setup"}, {"use", "--names"}} {
		if _, plain := plainNames(args); plain {
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

// TestNamesDescribed: role and account of each profile, and only those that a command
// can take.
func TestNamesDescribed(t *testing.T) {
	const config = `[profile iam]
mfa_serial = arn:aws:iam::111122223333:mfa/michael
[profile prod]
role_arn = arn:aws:iam::444455556666:role/team/admin
source_profile = iam
[profile far]
role_arn = arn:aws:iam::222233334444:role/far
source_profile = prod
[profile corp]
sso_session = corp
sso_account_id = 222233334444
sso_role_name = Admin
[profile through]
role_arn = arn:aws:iam::222233334444:role/x
source_profile = corp
[profile tool]
credential_process = true
[profile empty]
[profile loop]
role_arn = arn:aws:iam::222233334444:role/loop
source_profile = loop
`
	const credentials = "[iam]\naws_access_key_id=A\naws_secret_access_key=B\n[temporary]\naws_access_key_id=A\naws_secret_access_key=B\naws_session_token=C\n"
	for args, want := range map[string]string{
		"--described":              "iam\tkeys, 111122223333\nprod\tadmin @ 444455556666\nfar\tfar @ 222233334444\ncorp\tAdmin @ 222233334444\nthrough\tx @ 222233334444\ntool\tprocess\nempty\nloop\tloop @ 222233334444\ntemporary\tkeys\n",
		"--for=rotate":             "iam\nprod\nfar\n",
		"--for=login":              "iam\nprod\nfar\ncorp\nthrough\n",
		"--described --for=rotate": "iam\tkeys, 111122223333\nprod\tadmin @ 444455556666\nfar\tfar @ 222233334444\n",
	} {
		var out bytes.Buffer
		world := listingWorld(t, config, credentials, &out)
		world.Args = append(world.Args, strings.Fields(args)...)
		if status := Run(world); status != 0 || out.String() != want {
			t.Errorf("%s: status %d, %q, want %q", args, status, out.String(), want)
		}
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
