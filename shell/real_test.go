//go:build !windows

package shell_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/shell"
)

// A real is the real program before an emulated AWS, with the hook installed the
// way the README says, in an interactive shell on a terminal.
type real struct {
	*terminal
	aws  *awstest.Server
	home string
}

// TestReal tells what a person lives through with the hook: each journey in each
// shell, with the real program and its questions on the terminal.
func TestReal(t *testing.T) {
	binary := buildBinary(t)
	for _, name := range allShells() {
		for _, j := range []struct {
			what, config string
			env          []string
			tell         func(*testing.T, *real)
		}{
			{"a day", "", []string{"AWS_REGION=us-west-2", "AWS_PROFILE=mine"}, tellDay},
			{"wrong codes and refusals", "", nil, tellRefusals},
			{"interrupted at the question", "", nil, tellInterrupted},
			{"a narrow terminal and a prompt of two lines", "", nil, tellNarrow},
			{"a variable that the person changed", "", []string{"AWS_REGION=us-west-2", "AWS_DEFAULT_PROFILE=mine"}, tellChanged},
			{"sub-shells", "", []string{"AWS_REGION=us-west-2"}, tellSubshells},
			{"eval and pipes", "", nil, tellEval},
			{"what to type for a role", "", nil, tellRenewedByHand("prod", true)},
			{"what to type for a name like a command", "", nil, tellRenewedByHand("use status", true)},
			{"what to type for a user", "", nil, tellRenewedByHand("iam", true)},
			{"what to type for a short role", "", nil, tellRenewedByHand("prod-readonly -d 15m", false)},
			{"what to type for a role without a profile", "", nil, tellRenewedByHand("--role-arn "+awstest.OpenRole+" --source-profile keys --region eu-west-1", false)},
			{"a threshold passes", "", nil, tellCrossed},
			{"renewed at the prompt", "renew = \"auto\"\n[mfa]\ncommand = [\"/bin/sh\", \"-c\", \"touch $HOME/asked; exit 1\"]\n", nil, tellRenewed},
			{"renewed by another shell", "renew = \"auto\"\n", nil, tellAdopted},
			{"cannot be renewed", "renew = \"auto\"\n", nil, tellNotRenewed},
			{"to be asked about", "renew = \"auto\"\n[profile.open]\nconfirm = true\n", nil, tellUnconfirmed},
			{"a source that would ask", "renew = \"auto\"\n", nil, tellProcess},
			{"not reached at the prompt", "renew = \"auto\"\n", nil, tellUnreached},
			{"guarded commands", "warn = [\"20m\", \"10m\"]\nguard = [\"id\"]\n", nil, tellGuarded},
			{"asked before loading", "[profile.open]\nconfirm = true\n", nil, tellConfirmed},
			{"taken out", "guard = [\"id\"]\n", nil, tellRemoved},
		} {
			t.Run(name+"/"+j.what, func(t *testing.T) {
				t.Parallel()
				j.tell(t, enter(t, name, binary, j.config, j.env...))
			})
		}
	}
}

// installed is the line of a start-up file that installs the hook.
func installed(name string) string {
	_, line, _ := shell.StartUp(name)
	return line + "\n"
}

// install installs the hook in the running shell.
func (term *terminal) install() {
	term.t.Helper()
	if term.shell == "nu" {
		term.run("awsenv hook nu | save --force hook.nu")
		term.run("source hook.nu")
		return
	}
	term.run(strings.TrimSuffix(installed(term.shell), "\n"))
}

// enter opens a shell with the hook before an AWS of its own.
func enter(t *testing.T, name, binary, config string, env ...string) *real {
	t.Helper()
	return enterWith(t, name, binary, installed(name), config, env...)
}

// enterWith does the same with a hook that is code of the start-up file.
func enterWith(t *testing.T, name, binary, hook, config string, env ...string) *real {
	t.Helper()
	world := awstest.ExampleWorld()
	for i := range world.Users {
		for j := range world.Users[i].Devices {
			world.Users[i].Devices[j].Drift = 20 // many codes at once
		}
	}
	server, err := awstest.Start(world)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	home := t.TempDir()
	if err := awstest.WriteExample(home); err != nil {
		t.Fatal(err)
	}
	more := fmt.Sprintf("\n\n[profile status]\nrole_arn = %s\nsource_profile = iam\nmfa_serial = %s\nduration_seconds = 7200\nregion = eu-west-1\n", awstest.DevRole, awstest.MFASerial) +
		"\n\n[profile open]\nrole_arn = " + awstest.OpenRole + "\nsource_profile = keys\nregion = eu-west-1\n"
	appendTo(t, filepath.Join(home, ".aws/config"), more)
	appendTo(t, filepath.Join(home, ".aws/credentials"), strings.Replace(awstest.ExampleCredentials(), "[iam]", "[keys]", 1))
	if err := os.WriteFile(filepath.Join(home, "awsenv.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	all := append(server.Env(), "HOME="+home, "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"),
		"AWSENV_CONFIG="+filepath.Join(home, "awsenv.toml"), "AWSENV_CACHE_DIR="+filepath.Join(home, "store"))
	return &real{interactive(t, name, showPrompt(name)+hook, append(all, env...)...), server, home}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(old, text...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// load types a load that asks for a code, and answers.
func (r *real) load(line string) {
	r.t.Helper()
	from := r.ask(line)
	r.code()
	r.wait(from, ")>")
}

// settled is text with the time that a session has left a second after it began,
// where it may say the time that it was made for.
func settled(text string) string {
	return strings.NewReplacer("\x01", "", "\x02", "", "12h00m", "11h59m", "1h00m", "59m").Replace(text)
}

// ask types a load and waits for the question; it returns where the answer to
// it begins.
func (r *real) ask(line string) int {
	r.t.Helper()
	from := len(r.text())
	r.send(line + "\n")
	r.wait(from, "MFA code")
	r.wait(from, "): ")
	return len(r.text())
}

// code types a code that is good.
func (r *real) code() {
	r.t.Helper()
	code, err := r.aws.NextCode(awstest.MFASerial)
	if err != nil {
		r.t.Fatal(err)
	}
	r.send(code + "\n")
}

// holds checks variables of the shell: name, value, name, value …
func (r *real) holds(want ...string) {
	r.t.Helper()
	for i := 0; i < len(want); i += 2 {
		if got := r.value(want[i]); got != want[i+1] {
			r.t.Errorf("%s is %q, want %q", want[i], got, want[i+1])
		}
	}
}

// shows checks what the prompt says about the session.
func (r *real) shows(want string) {
	r.t.Helper()
	if out := settled(r.run("true")); !strings.Contains(out, "("+want+")>") {
		r.t.Errorf("the prompt does not show %q:\n%q", want, out)
	}
}

// status checks the exit status of a line that asks nothing.
func (r *real) status(line, want string) {
	r.t.Helper()
	if got := r.statusOf(line); got != want {
		r.t.Errorf("%s: status %s, want %s", line, got, want)
	}
}

// called checks how often an action was called.
func (r *real) called(action string, want int) {
	r.t.Helper()
	if got := len(r.aws.Log().Of(action)); got != want {
		r.t.Errorf("%s was called %d times, want %d\n%v", action, got, want, r.aws.Log())
	}
}

// environment is what of the shell's environment is AWS's or awsenv's, but for what
// was loaded before, which stays.
func (r *real) environment() string {
	r.t.Helper()
	r.run(r.posix("env | grep ^AWS | grep -v -e ^AWSENV_PREVIOUS= -e ^AWSENV_PROMPT= | sort >environment"))
	return strings.Join(r.lines("environment"), "\n")
}

// posix is the line that runs one of a POSIX shell.
func (term *terminal) posix(line string) string {
	if term.shell == "nu" {
		return "^sh -c `" + line + "`"
	}
	return line
}

// age makes every session of the home that much older, and the one that the
// shell holds as well: another one, for the hook.
func (r *real) age(by time.Duration) {
	r.t.Helper()
	r.older(by)
	var seconds int64
	if _, err := fmt.Sscan(r.value("AWSENV_EXPIRES"), &seconds); err != nil {
		r.t.Fatal(err)
	}
	r.send(export(r.shell, "AWSENV_EXPIRES", fmt.Sprint(seconds-int64(by/time.Second))) + "\n")
}

// older makes every session of the home that much older.
func (r *real) older(by time.Duration) {
	r.t.Helper()
	folders := []string{".aws/cli/cache/*", "store/*", "store/*/*"}
	stamp := regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT`)
	aged := 0
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(r.home, folder))
		if err != nil {
			r.t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				continue // a folder
			}
			text = stamp.ReplaceAllFunc(text, func(old []byte) []byte {
				aged++
				for _, layout := range []string{time.RFC3339, http.TimeFormat} {
					if at, err := time.Parse(layout, string(old)); err == nil {
						return []byte(at.Add(-by).Format(layout))
					}
				}
				return old
			})
			if err := os.WriteFile(file, text, 0o600); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	if aged == 0 {
		r.t.Fatal("no session to make older")
	}
}

// said are the messages of the hook since a place in the text, once each.
func (r *real) said(from int) []string {
	r.t.Helper()
	r.run("true")
	return messages(settled(plainText(r.text()[from:])))
}
