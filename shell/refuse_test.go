//go:build !windows

package shell_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// held is code that prints what a load changes, with the status of the line
// before.
func held(name string) string {
	if name == "fish" {
		return "\necho \"status=$status id=$AWS_ACCESS_KEY_ID secret=$AWS_SECRET_ACCESS_KEY region=$AWS_REGION profile=$AWSENV_PROFILE\"\n"
	}
	return "\necho \"status=$? id=${AWS_ACCESS_KEY_ID-} secret=${AWS_SECRET_ACCESS_KEY-} region=${AWS_REGION-} profile=${AWSENV_PROFILE-}\"\n"
}

// before is a shell that holds something, and what held says of it.
var before = []string{"AWS_ACCESS_KEY_ID=AKIAOLD", "AWS_SECRET_ACCESS_KEY=old", "AWS_REGION=mine", "AWSENV_PROFILE=dev"}

const unchanged = "id=AKIAOLD secret=old region=mine profile=dev"

// A load or a clear that a read-only variable, or one with an attribute, would cut
// in half is refused as a whole, and the variable is named.
func TestReadOnlyVariableRefusesTheLoad(t *testing.T) {
	attributes := map[string][]string{
		"bash": {"readonly %s", "declare -i %[1]s; %[1]s=$OLD", "declare -u %[1]s && %[1]s=$OLD", "declare -l %[1]s && %[1]s=$OLD", "declare -a %s", "declare -ar %s", "readonly AWS_SECURITY_TOKEN #%s"},
		"zsh":  {"readonly %s", "typeset -i %s=0", "typeset -u %s", "typeset -l %s", "typeset -a %s", "typeset -A %s", "typeset -Z 9 %s", "typeset -T %s lower", "readonly AWS_SECURITY_TOKEN #%s"},
		"fish": {"set -lx %[1]s $%[1]s"},
	}
	for _, name := range evaluating() {
		path, env, _ := install(t)
		hook := "HOOK=" + render(t, name, hooked(path))
		for _, attribute := range attributes[name] {
			for _, variable := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
				for _, call := range []string{"awsenv prod", "awsenv --clear"} {
					if call == "awsenv --clear" && (variable != "AWS_REGION" || strings.Contains(attribute, "TOKEN")) {
						continue
					}
					t.Run(name+"/"+fmt.Sprintf(attribute, variable)+"/"+call, func(t *testing.T) {
						t.Parallel()
						spoil := "OLD=$" + variable + "\n" + fmt.Sprintf(attribute, variable) + " || exit 77\n"
						if strings.Contains(attribute, "#") {
							spoil = fmt.Sprintf(attribute, variable)
						}
						if name == "fish" {
							spoil = fmt.Sprintf(attribute, variable)
						}
						// What the attribute itself does to the old value is not ours.
						text := source(name) + spoil + held(name) + call + held(name)
						stdout, stderr, status := onTerminal(t, name, text, append(append(env, before...), hook)...)
						if status == 77 {
							t.Skip("this shell has no such attribute")
						}
						was, is, _ := strings.Cut(strings.TrimSuffix(stdout, "\n"), "\n")
						_, was, _ = strings.Cut(was, " ")
						said, is, _ := strings.Cut(is, " ")
						if is != was || said == "status=0" {
							t.Errorf("%s: the shell held %q and holds %q, %s", call, was, is, said)
						}
						if strings.Contains(attribute, "TOKEN") {
							variable = "AWS_SECURITY_TOKEN"
						}
						if strings.Count(stderr, "awsenv: error: "+variable+" ") != 1 || !strings.Contains(stderr, "nothing was changed") {
							t.Errorf("the variable is not named:\n%s", stderr)
						}
					})
				}
			}
		}
	}
}

// A program that ends without a word, killed or starved, must not pass for a load:
// eval of nothing succeeds.
func TestSilenceIsFailure(t *testing.T) {
	for _, name := range evaluating() {
		path, env, _ := install(t)
		hook := "HOOK=" + render(t, name, hooked(path))
		lines := []string{"awsenv silent", "awsenv killed", "awsenv silent --clear", "awsenv prod >&-"}
		for n := 3; n <= 14; n++ {
			lines = append(lines, fmt.Sprintf("ulimit -n %d; awsenv prod", n))
		}
		for _, line := range lines {
			t.Run(name+"/"+line, func(t *testing.T) {
				t.Parallel()
				stdout, stderr, status := onTerminal(t, name, source(name)+line+held(name), append(append(env, before...), hook)...)
				stdout = strings.TrimSuffix(stdout, "\n")
				loaded := stdout == "status=0 id=ASIANEW secret=hush-New/1+= region=eu-west-1 profile=prod"
				if !loaded && (strings.HasPrefix(stdout, "status=0") || stdout != "" && !strings.HasSuffix(stdout, unchanged) || stdout == "" && status == 0) {
					t.Errorf("the shell holds %q, status %d\n%s", stdout, status, stderr)
				}
				if loaded && (strings.Contains(line, "silent") || strings.Contains(line, "killed")) {
					t.Error("loaded")
				}
			})
		}
		t.Run(name+"/no program", func(t *testing.T) {
			t.Parallel()
			stdout, _, _ := onTerminal(t, name, source(name)+"awsenv prod"+held(name), append(append([]string{}, before...), "HOOK="+render(t, name, hooked(path+"-gone")))...)
			if stdout != "status=127 "+unchanged+"\n" {
				t.Errorf("the shell holds %q", stdout)
			}
		})
	}
}

// What the guide tells a script to write fails when the program is killed before it
// can print "false;", in every shell. (Handlers for signals at the program's start
// cost a tenth of a load from the cache and close none of the time before them.)
func TestKilledLoadFailsAPlainEval(t *testing.T) {
	path, env, _ := install(t)
	const posix = `eval "$("$PROGRAM" --shell sh %s || echo false)" && echo on $AWSENV_PROFILE`
	for name, line := range map[string]string{
		"bash": posix, "zsh": posix, "dash": posix,
		"fish": `eval ("$PROGRAM" --shell fish %s || echo false); and echo on $AWSENV_PROFILE`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for word, loads := range map[string]bool{"prod": true, "killed": false, "refuse": false} {
				line := fmt.Sprintf(line, word)
				args := []string{"-c", line}
				if name != "dash" {
					args = append(plainArgs(t, name), args...)
				}
				cmd := exec.Command(tooltest.Program(t, name), args...)
				cmd.Env = append(append(baseEnv(t), env...), "PROGRAM="+path)
				out, _ := cmd.Output()
				if got := string(out) == "on prod\n"; got != loads || !loads && len(out) != 0 {
					t.Errorf("%s: %q", line, out)
				}
			}
		})
	}
}

// onTerminal runs code in a shell that is not interactive and has a terminal as
// its standard output alone.
func onTerminal(t *testing.T, name, code string, env ...string) (stdout, stderr string, status int) {
	t.Helper()
	term := ptytest.Open(t, 500, 50)
	cmd := exec.Command(tooltest.Program(t, name), append(plainArgs(t, name), "-c", code)...)
	cmd.Env = append(baseEnv(t), env...)
	var errs strings.Builder
	cmd.Stderr = &errs
	term.Start(cmd)
	status = term.End()
	return strings.ReplaceAll(term.Text(), "\r\n", "\n"), errs.String(), status
}
