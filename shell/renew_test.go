//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRenew(t *testing.T) {
	for _, name := range allShells() {
		for _, c := range []struct {
			what, profile string
			left          time.Duration
			runs          int
			args          string // without the amount of --min
			want          string
		}{
			{"in time", "renewable", 14*time.Minute + 30*time.Second, 1, "use|--shell|%s|--no-prompt|--quiet|--min|*|--|renewable", "awsenv: renewable: renewed, 2h00m left"},
			{"after the end", "renewable", -time.Hour, 1, "use|--shell|%s|--no-prompt|--quiet|--min|*|--|renewable", "awsenv: renewable: renewed, 2h00m left"},
			{"plenty left", "renewable", time.Hour, 0, "", ""},
			{"a person is needed", "broken", 14*time.Minute + 30*time.Second, 1, "use|--shell|%s|--no-prompt|--quiet|--min|*|--|broken", "awsenv: broken: 14m left, renew with: awsenv --refresh broken"},
			{"not reached", "unreached", 14*time.Minute + 30*time.Second, 1, "use|--shell|%s|--no-prompt|--quiet|--min|*|--|unreached", "awsenv: unreached: 14m left, renewal failed, renew with: awsenv --refresh unreached"},
		} {
			t.Run(name+"/"+c.what, func(t *testing.T) {
				t.Parallel()
				path, env, log := install(t)
				o := hooked(path)
				o.Renew = true
				env = append(env, fmt.Sprintf("AWSENV_TEST_EXPIRES=%d", time.Now().Add(2*time.Hour+30*time.Second).Unix()))
				term := interactive(t, name, showPrompt(name)+render(t, name, o), append(env, loaded(c.profile, c.left)...)...)
				for range 3 {
					term.run("true")
				}
				runs := log()
				if len(runs) != c.runs {
					t.Fatalf("ran %q", runs)
				}
				for _, run := range runs {
					words := strings.Split(run, "|")
					words[6] = "*"
					if got := strings.Join(words, "|"); got != fmt.Sprintf(c.args, name) {
						t.Errorf("ran %q", got)
					}
				}
				got := messages(plainText(term.text()))
				if strings.Join(got, "\n") != c.want {
					t.Errorf("messages %q, want %q", got, c.want)
				}
				if strings.Contains(c.want, "renewed") {
					if out := term.run("true"); !strings.Contains(out, "(renewable 2h00m)>") {
						t.Errorf("the prompt says %q", out)
					}
				}
			})
		}
		// What was loaded with flags is renewed with them; a code is not kept.
		t.Run(name+"/the words of the load", func(t *testing.T) {
			t.Parallel()
			path, env, log := install(t)
			o := hooked(path)
			o.Renew = true
			env = append(env, fmt.Sprintf("AWSENV_TEST_EXPIRES=%d", time.Now().Add(5*time.Minute).Unix()))
			term := interactive(t, name, render(t, name, o), env...)
			first := func(line string) string {
				term.run(line)
				runs := log()
				if len(runs) != 2 {
					t.Fatalf("%s: ran %q", line, runs)
				}
				_, words, _ := strings.Cut(runs[1], "s|") // after --min's value
				return words
			}
			if got, want := first("awsenv 'a b' --region x"), "a b|--region|x"; got != want {
				t.Errorf("renewed with %q, want %q", got, want)
			}
			// The minute between two attempts is over.
			if got, want := first(forget(name)+"; awsenv use 'c d' --region y"), "c d|--region|y"; got != want {
				t.Errorf("renewed with %q, want %q", got, want)
			}
		})
		t.Run(name+"/a code is not sent again", func(t *testing.T) {
			t.Parallel()
			path, env, log := install(t)
			o := hooked(path)
			o.Renew = true
			env = append(env, fmt.Sprintf("AWSENV_TEST_EXPIRES=%d", time.Now().Add(5*time.Minute).Unix()))
			term := interactive(t, name, render(t, name, o), env...)
			for _, c := range []struct{ line, again string }{
				{"awsenv x -t 123456 -d 1h", "x|-d|1h"},
				{"awsenv --token=123456 x --refresh", "x"},
				{"awsenv --token 123456 -t123456 use -- -t", "--|-t"},
				{"awsenv -qt 123456 x", "--|prod"}, // words that hide one: the profile alone
			} {
				term.run(forget(name) + "; " + c.line)
				runs := log()
				if len(runs) != 2 || !strings.HasSuffix(runs[1], "s|"+c.again) {
					t.Errorf("%s: ran %q", c.line, runs)
				}
			}
		})
	}
}

// forget is the line that makes the hook forget when it tried to renew.
func forget(name string) string {
	switch name {
	case "fish":
		return "set -g _awsenv_tried 0; set -g _awsenv_until 0"
	case "nu":
		return "$env._awsenv.tried = 0; $env._awsenv.seen = null"
	}
	return "_awsenv_tried=0 _awsenv_until=0"
}

// A session whose whole life is below the first threshold is not renewed at
// every prompt.
func TestRenewShortSessions(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, log := install(t)
			o := hooked(path)
			o.Renew = true
			env = append(env, fmt.Sprintf("AWSENV_TEST_EXPIRES=%d", time.Now().Add(10*time.Minute).Unix()))
			term := interactive(t, name, render(t, name, o), append(env, loaded("renewable", time.Minute)...)...)
			term.run(forget(name)) // the minute between two attempts is over
			term.run("true")
			if runs := log(); len(runs) != 1 {
				t.Errorf("ran %q", runs)
			}
		})
	}
}

// A renewal that would bring another role, because the profile now means one or
// because a role without a profile has the name of one, changes nothing.
func TestRenewKeepsTheRole(t *testing.T) {
	const mine, other = "arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:role/a"
	for _, name := range allShells() {
		for _, c := range []struct{ what, holds, comes, want string }{
			{"the same role", mine, mine, "awsenv: renewable: renewed, 2h00m left"},
			{"another role", mine, other, "awsenv: renewable: 14m left, renewal failed, renew with: awsenv --refresh renewable"},
			{"a role for a user", "", other, "awsenv: renewable: 14m left, renewal failed, renew with: awsenv --refresh renewable"},
			{"a user for a role", mine, "", "awsenv: renewable: 14m left, renewal failed, renew with: awsenv --refresh renewable"},
		} {
			t.Run(name+"/"+c.what, func(t *testing.T) {
				t.Parallel()
				path, env, _ := install(t)
				o := hooked(path)
				o.Renew = true
				env = append(env, fmt.Sprintf("AWSENV_TEST_EXPIRES=%d", time.Now().Add(2*time.Hour+30*time.Second).Unix()),
					"AWSENV_ROLE_ARN="+c.holds, "AWSENV_TEST_ROLE="+c.comes)
				term := interactive(t, name, render(t, name, o), append(env, loaded("renewable", 14*time.Minute+30*time.Second)...)...)
				term.run("true")
				if got := strings.Join(messages(plainText(term.text())), "\n"); got != c.want {
					t.Errorf("messages %q, want %q", got, c.want)
				}
				if got := term.value("AWSENV_ROLE_ARN"); got != c.holds {
					t.Errorf("the shell now holds %q", got)
				}
			})
		}
	}
}

func TestGuard(t *testing.T) {
	for _, name := range allShells() {
		for _, c := range []struct {
			line string
			left time.Duration
			want string
		}{
			{"tform apply", -time.Hour, "expired"},
			{"tform apply", 30 * time.Second, "left"},
			{"tform apply", 10 * time.Minute, ""},
			{"true; tform apply", -time.Hour, "expired"},
			{"true | tform apply", -time.Hour, "expired"},
			{"true && ./tform plan", -time.Hour, "expired"},
			{"env X=1 tform plan", -time.Hour, "expired"},
			{"command tform plan", -time.Hour, "expired"},
			{"echo tform", -time.Hour, ""},
			{"tform2 apply", -time.Hour, ""},
			{"echo 'a; b' tform apply", -time.Hour, ""},
		} {
			// nu has no && and no command.
			line := c.line
			if name == "nu" {
				c.line = strings.NewReplacer("true |", "echo |", "true;", "echo;", "true &&", "echo;", "env X", "^env X", "command ", "^").Replace(c.line)
			}
			t.Run(fmt.Sprintf("%s/%s/%s", name, line, c.left), func(t *testing.T) {
				t.Parallel()
				o := usual()
				o.Guard = []string{"cdk", "tform"}
				bin := t.TempDir()
				for _, program := range []string{"tform", "tform2"} {
					if err := os.WriteFile(filepath.Join(bin, program), []byte("#!/bin/sh\necho TF\n"), 0o700); err != nil { //nolint:gosec // it has to run
						t.Fatal(err)
					}
				}
				env := append(loaded("prod", c.left), "PATH="+bin+":"+os.Getenv("PATH"))
				term := interactive(t, name, render(t, name, o), env...)
				from := len(messages(plainText(term.text())))
				out := term.run(c.line)
				got := messages(plainText(term.text()))[from:]
				if c.want == "" && len(got) != 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
					t.Errorf("messages %q, want %q", got, c.want)
				}
				if c.want != "" && !strings.Contains(c.line, "./") && (!strings.Contains(out, "TF") || strings.Index(out, "awsenv: ") > strings.LastIndex(out, "TF")) {
					t.Errorf("the message does not come before the command:\n%s", out)
				}
			})
		}
	}
}

// bash has one DEBUG trap: a person's own stays, and $_ with it.
func TestGuardKeepsTheDebugTrap(t *testing.T) {
	o := usual()
	o.Guard = []string{"tform"}
	term := interactive(t, "bash", "trap 'own=1' DEBUG\n"+render(t, "bash", o), loaded("prod", -time.Hour)...)
	term.run("trap -p DEBUG >trap")
	if got := term.lines("trap"); !slices.Equal(got, []string{"trap", "--", "'own=1'", "DEBUG"}) {
		t.Errorf("the trap is %q", got)
	}
	term = interactive(t, "bash", render(t, "bash", o), loaded("prod", -time.Hour)...)
	if out := term.run(": first last; /usr/bin/printf '[%s]\\n' \"$_\""); !strings.Contains(out, "[last]") {
		t.Errorf("$_ was lost:\n%s", out)
	}
}
