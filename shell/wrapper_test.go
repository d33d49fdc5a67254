//go:build !windows

package shell_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/shell"
)

// hooked are usual options with the stand-in as the binary.
func hooked(path string) shell.Options {
	o := usual()
	o.Binary = path
	return o
}

func TestWrapperLoadsOnATerminal(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, log := install(t)
			term := interactive(t, name, render(t, name, hooked(path)), append(env, "AWS_REGION=before")...)
			for _, c := range []struct {
				line, run, status, profile, region string
			}{
				{"awsenv prod", "prod", "0", "prod", "eu-west-1"},
				{"awsenv refuse", "refuse", "5", "prod", "eu-west-1"},
				{"awsenv two", "two", "0", "it is  two;  *", "eu-west-1"},
				{"awsenv --clear", "--clear", "0", "", ""},
				{"awsenv use list", "use|list", "3", "", ""},
				{"awsenv -d 1h 'a b' --region list", "-d|1h|a b|--region|list", "3", "", ""},
				{"awsenv", "", "0", "prod", "eu-west-1"},
				{"awsenv -c", "-c", "0", "", ""},
				{"awsenv --format env --role-arn status", "--format|env|--role-arn|status", "3", "", ""},
				{"awsenv prod '' '*' '$HOME'", "prod||*|$HOME", "0", "prod", "eu-west-1"},
			} {
				term.run(c.line)
				want := "--shell|" + name
				if rest, found := strings.CutPrefix(c.run, "use|"); found {
					want = "use|" + want + "|" + rest
				} else if c.run != "" {
					want += "|" + c.run
				}
				if got := log(); !slices.Equal(got, []string{want}) {
					t.Errorf("%s: ran %q, want %q", c.line, got, want)
				}
				if got := term.statusOf(c.line); got != c.status {
					t.Errorf("%s: status %s, want %s", c.line, got, c.status)
				}
				log()
				if p, r := term.value("AWSENV_PROFILE"), term.value("AWS_REGION"); p != c.profile || r != c.region {
					t.Errorf("%s: profile %q and region %q, want %q and %q", c.line, p, r, c.profile, c.region)
				}
			}
		})
	}
}

// statusOf runs a line and gives the status that the next one finds.
func (term *terminal) statusOf(line string) string {
	term.t.Helper()
	term.turns++
	term.ready()
	from := len(term.text())
	variable := map[string]string{"fish": "$status", "nu": "$env.LAST_EXIT_CODE"}[term.shell]
	if variable == "" {
		variable = "$?"
	}
	if line != "" {
		line += "\n"
	}
	term.send(line + term.printf(fmt.Sprintf("<%%s-%d>%%s<%%s-%d>", term.turns, term.turns), "s", variable, "u") + "\n")
	end := fmt.Sprintf("<u-%d>", term.turns)
	term.wait(from, end)
	term.ready()
	_, text, _ := strings.Cut(term.text()[from:], fmt.Sprintf("<s-%d>", term.turns))
	text, _, _ = strings.Cut(text, end)
	return text
}

func TestWrapperPassesThrough(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, log := install(t)
			term := interactive(t, name, render(t, name, hooked(path)), env...)
			for _, c := range []struct{ line, run string }{
				{"awsenv status", "status"},
				{"awsenv list --json", "list|--json"},
				{"awsenv whoami prod", "whoami|prod"},
				{"awsenv prod --format json", "prod|--format|json"},
				{"awsenv prod --format=dotenv", "prod|--format=dotenv"},
				{"awsenv --help", "--help"},
				{"awsenv -v --region eu-west-1 whoami", "-v|--region|eu-west-1|whoami"},
				{"awsenv --shell sh prod", "--shell|sh|prod"},
			} {
				term.run(c.line)
				if got := log(); !slices.Equal(got, []string{c.run}) {
					t.Errorf("%s: ran %q, want %q", c.line, got, c.run)
				}
				if got := term.value("AWSENV_PROFILE"); got != "" {
					t.Fatalf("%s: loaded %q", c.line, got)
				}
			}
			if got := term.statusOf("awsenv status"); got != "3" {
				t.Errorf("status of a command is %s, want 3", got)
			}
			log()
			if name == "nu" {
				return // it cannot tell: see TestNuInScripts
			}
			lines := []string{"awsenv prod | cat", "awsenv prod > text"}
			if name == "fish" {
				lines = append(lines, "set x (awsenv prod)")
			} else {
				lines = append(lines, "x=$(awsenv prod)", "( awsenv prod ) | cat")
			}
			for _, line := range lines {
				out := term.run(line)
				if got := log(); !slices.Equal(got, []string{"--shell|" + name + "|prod"}) {
					t.Errorf("%s: ran %q", line, got)
				}
				if got := term.value("AWSENV_PROFILE"); got != "" {
					t.Fatalf("%s: loaded %q", line, got)
				}
				if strings.HasSuffix(line, "cat") && !strings.Contains(out, "AWSENV_PROFILE") {
					t.Errorf("%s: no text in %q", line, out)
				}
			}
			eval := `eval "$(awsenv prod)"`
			if name == "fish" {
				eval = "awsenv prod | source"
			}
			term.run(eval)
			if got := term.value("AWSENV_PROFILE"); got != "prod" {
				t.Errorf("%s: loaded %q", eval, got)
			}
		})
	}
}

// In a script, where no terminal is, a plain call loads; fish cannot tell.
func TestWrapperInScripts(t *testing.T) {
	for _, name := range []string{"bash", "zsh"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, _ := install(t)
			hook := render(t, name, hooked(path))
			for _, c := range []struct {
				what, code, out string
				status          int
			}{
				{"plain call", `awsenv prod; echo "$AWSENV_PROFILE"`, "prod\n", 0},
				{"under set -eu", `set -eu; awsenv prod; awsenv --clear; awsenv two; echo "$AWSENV_PROFILE"`, "it is  two;  *\n", 0},
				{"failure stops set -e", `set -e; awsenv refuse; echo on`, "", 5},
				{"failure stops &&", `awsenv refuse && echo on; echo "$?"`, "5\n", 0},
				{"in a function", `f() { awsenv prod; }; f; echo "$AWSENV_PROFILE"`, "prod\n", 0},
				{"substitution", `x=$(awsenv prod); echo "${AWSENV_PROFILE-none}"; eval "$x"; echo "$AWSENV_PROFILE"`, "none\nprod\n", 0},
				{"pipe", `awsenv prod | grep -c PROFILE=.prod; echo "${AWSENV_PROFILE-none}"`, "1\nnone\n", 0},
				{"other command", `awsenv status x; echo "$?"`, "plain: status x\n3\n", 0},
				{"hook in a subshell", `(eval "$HOOK"; awsenv prod; echo "$AWSENV_PROFILE")`, "prod\n", 0},
				{"no arguments under set -u", `set -u; awsenv; echo "$AWSENV_PROFILE"`, "prod\n", 0},
			} {
				out, errs, status := script(t, name, "eval \"$HOOK\"\n"+c.code, append(env, "HOOK="+hook)...)
				if out != c.out || status != c.status {
					t.Errorf("%s: %q and status %d, want %q and %d\n%s", c.what, out, status, c.out, c.status, errs)
				}
			}
		})
	}
	t.Run("fish", func(t *testing.T) {
		t.Parallel()
		path, env, _ := install(t)
		out, errs, _ := script(t, "fish", "echo $HOOK | source\nawsenv prod | source; echo $AWSENV_PROFILE; awsenv status; echo $status", append(env, "HOOK="+render(t, "fish", hooked(path)))...)
		if out != "prod\nplain: status\n3\n" {
			t.Errorf("%q\n%s", out, errs)
		}
	})
}

// Ctrl-C at the question for a code gives 130 and changes nothing.
func TestWrapperInterrupted(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, _ := install(t)
			term := interactive(t, name, showPrompt(name)+render(t, name, hooked(path)), append(env, loaded("dev", 2*time.Hour+30*time.Second)...)...)
			from := len(term.text())
			term.send("awsenv ask\n")
			term.wait(from, "MFA code: ")
			from = len(term.text())
			term.send("12\x03")
			// The program is a shell here: an interrupt that comes between its question and
			// its read is heard at the next one.
			pressed := time.Now()
			term.Until("prompt after Ctrl-C", func() bool {
				if time.Since(pressed) > time.Second {
					term.send("\x03")
					pressed = time.Now()
				}
				return strings.Contains(term.text()[from:], "(dev")
			})
			// The oldest shells give up with a status of their own.
			oldest := 0
			if name != "fish" {
				_, _, oldest = script(t, name, "case ${ZSH_VERSION+z}${ZSH_VERSION-$BASH_VERSION} in 3.* | z5.0.*) exit 1 ;; esac")
			}
			if got := term.statusOf(""); got != "130" && (oldest != 1 || got == "0") {
				t.Errorf("status %s after Ctrl-C, want 130", got)
			}
			if got := term.value("AWSENV_PROFILE"); got != "dev" {
				t.Errorf("profile is now %q", got)
			}
			from = len(term.text())
			term.send("awsenv ask\n")
			term.wait(from, "MFA code: ")
			term.send("123456\n")
			term.run("true")
			if got := term.value("AWSENV_PROFILE"); got != "ask-123456" {
				t.Errorf("profile %q after the second try", got)
			}
		})
	}
}
