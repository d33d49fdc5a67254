//go:build !windows

package shell_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/shell"
)

var release = flag.String("release", "", "keep the hooks of today as those of this version")

// releasedHooks are the copies that are kept of the hooks of each release, with the usual
// options: shells that were opened before an upgrade go on with them.
const releasedHooks = "testdata/released"

// TestReleasedHooks lives through an evening in a shell with the hook of each release,
// and with the program of today.
func TestReleasedHooks(t *testing.T) {
	if *release != "" {
		for _, name := range allShells() {
			if err := os.WriteFile(filepath.Join(releasedHooks, *release+"."+name), []byte(render(t, name, usual())), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	binary := buildBinary(t)
	files, err := filepath.Glob(filepath.Join(releasedHooks, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no hook of a release is kept: ", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			hook, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimPrefix(filepath.Ext(file), ".")
			r := enterWith(t, name, binary, string(hook), "", "AWS_REGION=us-west-2", "AWS_PROFILE=mine")
			before := r.environment()
			from := len(r.text())
			r.load("awsenv prod")
			r.shows("prod 11h59m")
			r.status("awsenv open", "0")
			r.status("awsenv renew", "0")
			r.status("awsenv -", "0")
			r.holds("AWSENV_PROFILE", "prod", "AWS_REGION", "eu-west-1", "AWS_PROFILE", "")
			r.status("awsenv nobody", "3")
			r.status("awsenv list", "0")
			r.run(leave(name, 14*time.Minute+30*time.Second))
			r.shows("prod 14m")
			r.status("awsenv --clear", "0")
			if after := r.environment(); after != before {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
			warned := 0
			for _, line := range messages(plainText(r.text()[from:])) {
				if line == "awsenv: prod: 14m left, renew with: awsenv prod" {
					warned++
				} else if !strings.HasPrefix(line, `awsenv: error: profile "nobody"`) && !strings.HasPrefix(line, "awsenv: hint: ") {
					t.Errorf("said %q", line)
				}
			}
			if warned != 1 {
				t.Errorf("warned %d times", warned)
			}
		})
	}
}

// Nobody can bring back the hook of a release that was not kept.
func TestEveryReleaseHasItsHooks(t *testing.T) {
	text, err := os.ReadFile("../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, heading := range regexp.MustCompile(`(?m)^## \[(\d[^]]*)\]`).FindAllStringSubmatch(string(text), -1) {
		for _, name := range allShells() {
			if _, err := os.Stat(filepath.Join(releasedHooks, heading[1]+"."+name)); err != nil {
				t.Errorf("%v: go test ./shell -run TestReleasedHooks -release %s keeps those of today", err, heading[1])
			}
		}
	}
}

// A hook of a version that the program does not serve still loads. The person hears of
// it once in a shell, and not from a renewal that nobody sees.
func TestUnservedHookIsToldOnce(t *testing.T) {
	binary := buildBinary(t)
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := usual()
			o.Binary = binary
			old := regexp.MustCompile(`(?m)(\b(?:_awsenv_)?version(?:[ =]|: ))\d+\b`).ReplaceAllString(render(t, name, o), "${1}0")
			r := enterWith(t, name, binary, old, "")
			from := len(r.text())
			const want = "awsenv: warning: the hook in this shell has version 0, and this awsenv wants 1: open a new shell"
			r.status("awsenv -q open", "0")
			if got := r.said(from); len(got) != 0 {
				t.Errorf("with -q: %q", got)
			}
			r.status("awsenv nobody", "3")
			from = len(r.text())
			r.status("awsenv open", "0")
			r.shows("open 59m")
			if got := r.said(from); len(got) != 1 || got[0] != want {
				t.Errorf("a load says %q, want %q", got, want)
			}
			from = len(r.text())
			r.status("awsenv open", "0")
			r.status("awsenv --clear", "0")
			r.holds("AWSENV_PROFILE", "", "_awsenv_version", "")
			if got := r.said(from); len(got) != 0 {
				t.Errorf("later: %q", got)
			}
		})
	}
}

// A command that a hook does not know yet is not mistaken for a profile: the person is
// told why, and how to go on.
func TestCommandIsNewToTheHook(t *testing.T) {
	binary := buildBinary(t)
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := usual()
			o.Binary = binary
			old := regexp.MustCompile(`doctor (\| )?`).ReplaceAllString(render(t, name, o), "")
			old = regexp.MustCompile(name+` [0-9a-f]{16}`).ReplaceAllString(old, name+" 0000000000000000")
			r := enterWith(t, name, binary, old, "")
			from := len(r.text())
			r.status("awsenv doctor --json", "2")
			want := []string{`awsenv: error: the hook in this shell is older than the command "doctor"`, "awsenv: hint: open a new shell",
				"awsenv: hint: " + shell.Outside(name) + "awsenv doctor runs it in this one"}
			if got := r.said(from); !slices.Equal(got, want) {
				t.Errorf("said %q, want %q", got, want)
			}
			r.status("awsenv list", "0")
		})
	}
}

func TestServed(t *testing.T) {
	for said, ok := range map[string]bool{
		"": true, "bash": true, "bash 0123456789abcdef": true, "bash 0123456789abcdef preexec": true,
		"bash 0123456789abcdef 1": true, "fish 0123456789abcdef 1 preexec": true,
		"zsh 0123456789abcdef 0": false, "zsh 0123456789abcdef 99 preexec": false,
	} {
		if problem, got := shell.Served(said); got != ok || ok != (problem == "") {
			t.Errorf("Served(%q) = %q, %v", said, problem, got)
		}
	}
}

// The variable that tells the program of the hook goes no further: a program that awsenv
// runs, perhaps a shell, has no hook by that.
func TestNobodyInheritsTheHooksWords(t *testing.T) {
	binary := buildBinary(t)
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := enter(t, name, binary, "")
			r.run(r.posix("awsenv exec open env | grep -c AWSENV_HOOK >count"))
			if got := r.lines("count"); !slices.Equal(got, []string{"0"}) {
				t.Errorf("under exec: %q", got)
			}
			r.run(r.posix("env | grep -c AWSENV_HOOK >count"))
			if got := r.lines("count"); !slices.Equal(got, []string{"0"}) {
				t.Errorf("in the shell: %q", got)
			}
		})
	}
}

// A hook whose program is gone says so when it is called, and nothing at a prompt.
func TestHookOutlivesItsProgram(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, log := install(t)
			o := hooked(path)
			o.Renew = true
			env = append(env, loaded("renewable", 110*time.Second)...)
			rc := export(name, "AWSENV_TEST_EXPIRES", "1") + "\n" + render(t, name, o)
			if err := os.Rename(path, path+"-gone"); err != nil {
				t.Fatal(err)
			}
			term := interactive(t, name, rc, env...)
			for range 3 {
				term.run("true")
			}
			got := messages(plainText(term.text()))
			if len(got) != 1 || !strings.HasPrefix(got[0], "awsenv: renewable: 1m left, renewal failed") {
				t.Errorf("at prompts: %q", got)
			}
			for _, line := range []string{"awsenv prod", "awsenv list", "awsenv --clear", "awsenv prod | cat"} {
				from := len(term.text())
				got := messages(term.run(line))
				if len(got) != 2 || got[0] != "awsenv: error: "+path+" is not there any more" || !strings.HasPrefix(got[1], "awsenv: hint: open a new shell") {
					t.Errorf("%s: %q", line, got)
				}
				if text := term.text()[from:]; strings.Contains(text, "not found") || strings.Contains(text, "No such file") {
					t.Errorf("%s: the shell says so as well:\n%s", line, text)
				}
			}
			if got := term.value("AWSENV_PROFILE"); got != "renewable" {
				t.Errorf("AWSENV_PROFILE is %q", got)
			}
			if runs := log(); len(runs) != 0 {
				t.Errorf("it ran: %q", runs)
			}
			// Where it is put back, the same shell goes on with it.
			if err := os.Rename(path+"-gone", path); err != nil {
				t.Fatal(err)
			}
			term.run("awsenv two")
			if got := term.value("AWS_REGION"); got != "eu-west-1" {
				t.Errorf("AWS_REGION is %q", got)
			}
		})
	}
}
