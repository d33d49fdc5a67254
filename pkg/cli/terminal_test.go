//go:build !windows

package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/ptytest"
)

// person is a program on a terminal of its own, with a person before it.
type person struct {
	*ptytest.Terminal
	t *testing.T
	// piped is what standard output gets when it is no terminal.
	piped  bytes.Buffer
	before unix.Termios // the terminal's modes before the program
}

// world is an emulated AWS and the environment of a program in it.
type world struct {
	*awstest.Server
	home string
	env  []string
}

func newWorld(t *testing.T) world {
	t.Helper()
	server, err := awstest.Start(scriptWorld())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	home := t.TempDir()
	if err := awstest.WriteExample(home); err != nil {
		t.Fatal(err)
	}
	env := append(server.Env(), "AWS_ENDPOINT_URL_STS="+server.URL, "HOME="+home, "PATH="+os.Getenv("PATH"),
		"SHELL=/bin/bash", "TERM=xterm", "LANG=C.UTF-8", "AWS_ACCESS_KEY_ID=before")
	return world{server, home, env}
}

// sit starts a program whose controlling terminal is a new pseudo-terminal;
// standard output is a pipe, as in $(…), unless it is to be the terminal.
func (w world) sit(t *testing.T, outputOnTerminal bool, argv ...string) *person {
	t.Helper()
	program, err := exec.LookPath(argv[0])
	if err != nil {
		t.Fatal(err)
	}
	p := &person{Terminal: ptytest.Open(t, 80, 24), t: t}
	p.before = p.Modes()
	cmd := exec.Command(program, argv[1:]...)
	cmd.Env, cmd.Dir = w.env, w.home
	if !outputOnTerminal {
		cmd.Stdout = &p.piped
	}
	p.Start(cmd)
	return p
}

// asIs checks that the terminal is as it was before the program.
func (p *person) asIs() {
	p.t.Helper()
	if modes := p.Modes(); modes != p.before {
		p.t.Errorf("the terminal is left as %+v, not %+v", modes, p.before)
	}
}

// code is a code that is good.
func (w world) code(t *testing.T) string {
	t.Helper()
	code, err := w.NextCode(awstest.MFASerial)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// calls is how many requests the emulator had.
func (w world) calls(t *testing.T, want int) {
	t.Helper()
	if got := len(w.Log()); got != want {
		t.Errorf("%d requests, not %d:\n%v", got, want, w.Log())
	}
}

func TestTerminalGetsNoSecret(t *testing.T) {
	w := newWorld(t)
	appendConfig(t, w.home, "\n[profile my$prof]\ncredential_process = true\n")
	code := w.code(t)
	if p := w.sit(t, false, "awsenv", "prod", "--token", code); p.End() != 0 {
		t.Fatalf("no session:\n%s", p.Text())
	}
	for _, test := range []struct{ typed, shell, hint string }{
		{"prod", "/bin/bash", `eval "$(awsenv prod || echo false)"`},
		{"prod", "/usr/bin/fish", "eval (awsenv prod || echo false)"},
		{"use prod", "/bin/zsh", `eval "$(awsenv use prod || echo false)"`},
		{"prod --refresh --token 123456", "/bin/sh", `eval "$(awsenv prod --refresh`},
		{"prod --format json", "/bin/sh", "awsenv prod --format json | PROGRAM"},
		{"prod --format process", "/bin/sh", ""},
		{"prod -qt 123456 my$(prof)", "/bin/bash", ""},
		{"prod -qt123456 --token=123456", "/bin/bash", `eval "$(awsenv prod -qtCODE --token=CODE || echo false)"`},
		{"use my$prof", "/bin/bash", `eval "$(awsenv use 'my$prof' || echo false)"`},
		{"--clear", "/bin/sh", `eval "$(awsenv --clear || echo false)"`},
		{"", "/bin/sh", `eval "$(awsenv || echo false)"`},
	} {
		t.Run(test.typed+" in "+filepath.Base(test.shell), func(t *testing.T) {
			here := w
			here.env = append(w.env[:len(w.env):len(w.env)], "SHELL="+test.shell)
			p := here.sit(t, true, append([]string{"awsenv"}, strings.Fields(test.typed)...)...)
			if status := p.End(); status != 2 {
				t.Errorf("exit status %d, not 2", status)
			}
			if leak := secrets([]string{"123456"}).FindString(p.Text()); leak != "" {
				t.Errorf("a secret (%.4s…) is on the screen", leak)
			}
			if !strings.Contains(p.Text(), test.hint) || strings.Contains(p.Text(), "false;") {
				t.Errorf("the screen says\n%s\nwithout %q, or with false;", p.Text(), test.hint)
			}
		})
	}
}

func TestHelpOnATerminalGoesToStandardOutput(t *testing.T) {
	w := newWorld(t)
	p := w.sit(t, true, "sh", "-c", "awsenv --help 2>/dev/null")
	if status := p.End(); status != 0 || !strings.Contains(ptytest.Plain(p.Text()), "Usage: awsenv") {
		t.Errorf("exit status %d, the screen says\n%s", status, p.Text())
	}
}

func TestEndOfTheQuestionForACode(t *testing.T) {
	for name, test := range map[string]struct {
		keys   string
		signal syscall.Signal
		status int
	}{
		"Ctrl-C":                    {keys: "\x03", status: 130},
		"Ctrl-C behind five digits": {keys: "12345\x03", status: 130},
		"Ctrl-D":                    {keys: "\x04", status: 4},
		"SIGINT":                    {signal: syscall.SIGINT, status: 130},
		"SIGTERM":                   {signal: syscall.SIGTERM, status: 143},
		"SIGHUP":                    {signal: syscall.SIGHUP, status: 129},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := w.sit(t, false, "awsenv", "prod")
			p.Wait(0, "MFA code")
			if test.keys != "" {
				p.Type(test.keys)
			} else {
				p.Signal(test.signal)
			}
			if status := p.End(); status != test.status {
				t.Errorf("exit status %d, not %d", status, test.status)
			}
			if p.piped.String() != "false;\n" {
				t.Errorf("standard output is %q", p.piped.String())
			}
			p.asIs()
			w.calls(t, 0)
			if files, _ := filepath.Glob(filepath.Join(w.home, ".aws", "*", "*", "*")); len(files) > 0 {
				t.Errorf("it left %q", files)
			}
			again := w.sit(t, false, "awsenv", "prod", "--no-prompt")
			if status := again.End(); status != 4 || strings.Contains(again.Text(), "another awsenv") {
				t.Errorf("a lock was left behind: exit status %d\n%s", status, again.Text())
			}
		})
	}
}

// TestInterruptedLoadInEveryShell types Ctrl-C at the code of an eval.
func TestInterruptedLoadInEveryShell(t *testing.T) {
	const posix = `eval "$(awsenv prod)" && echo ran; echo "after, with $AWS_ACCESS_KEY_ID"`
	for name, argv := range map[string][]string{
		"bash": {"bash", "--norc", "-c", posix},
		"zsh":  {"zsh", "-f", "-c", posix},
		"sh":   {"sh", "-c", posix},
		"fish": {"fish", "--no-config", "-c", `awsenv prod | source; and echo ran; echo "after, with $AWS_ACCESS_KEY_ID"`},
	} {
		t.Run(name, func(t *testing.T) {
			if have, err := haveTool("have:" + name); err != nil {
				t.Fatal(err)
			} else if !have {
				t.Skipf("%s is not installed", name)
			}
			t.Parallel()
			w := newWorld(t)
			p := w.sit(t, true, argv...)
			p.Wait(0, "MFA code")
			p.Type("\x03")
			p.End()
			if !strings.Contains(p.Text(), "after, with before") || strings.Contains(p.Text(), "ran") {
				t.Errorf("the screen says\n%s", p.Text())
			}
			p.asIs()
		})
	}
}

// TestCodeIsNotShown types a code after the question is there.
func TestCodeIsNotShown(t *testing.T) {
	w := newWorld(t)
	code := w.code(t)
	p := w.sit(t, false, "awsenv", "prod")
	p.Wait(0, "MFA code")
	p.Type(code + "\r")
	if status := p.End(); status != 0 || !strings.Contains(p.piped.String(), "export AWS_SESSION_TOKEN=") {
		t.Errorf("exit status %d, the screen says\n%s", status, p.Text())
	}
	if leak := secrets([]string{code}).FindString(p.Text()); leak != "" {
		t.Errorf("a secret (%.2s…) is on the screen", leak)
	}
}

func TestPickAProfile(t *testing.T) {
	for name, test := range map[string]struct {
		keys   string
		status int
		output string
	}{
		"typed and chosen": {"partn\r", 0, "export AWSENV_PROFILE='partner';"},
		"Ctrl-C":           {"\x03", 130, "false;\n"},
		"Esc":              {"\x1b", 130, "false;\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			config := strings.ReplaceAll(awstest.ExampleConfig(), "[profile iam]\nregion = eu-west-1\nmfa_serial = "+awstest.MFASerial, "[profile iam]")
			if err := os.WriteFile(filepath.Join(w.home, ".aws", "config"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			p := w.sit(t, false, "awsenv")
			p.Wait(0, "prod-readonly")
			p.Type(test.keys)
			if status := p.End(); status != test.status {
				t.Errorf("exit status %d, not %d:\n%s", status, test.status, p.Text())
			}
			if !strings.Contains(p.piped.String(), test.output) {
				t.Errorf("standard output is %q", p.piped.String())
			}
			p.asIs()
		})
	}
}

// What was picked is the first one next time, unless AWS_PROFILE names where to begin.
func TestPickerBeginsWithWhatIsUsed(t *testing.T) {
	w := newWorld(t)
	config := strings.ReplaceAll(awstest.ExampleConfig(), "[profile iam]\nregion = eu-west-1\nmfa_serial = "+awstest.MFASerial, "[profile iam]")
	if err := os.WriteFile(filepath.Join(w.home, ".aws", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ keys, env, want string }{
		{"partn\r", "", "partner"},
		{"\r", "", "partner"},
		{"\r", "AWS_PROFILE=iam", "iam"},
	} {
		here := w
		here.env = append(w.env[:len(w.env):len(w.env)], test.env, "AWS_REGION=eu-west-1")
		p := here.sit(t, false, "awsenv")
		p.Wait(0, "prod-readonly")
		p.Type(test.keys)
		if status := p.End(); status != 0 || !strings.Contains(p.piped.String(), "AWSENV_PROFILE='"+test.want+"'") {
			t.Errorf("%q with %q: exit status %d, standard output %q, the screen\n%s", test.keys, test.env, status, p.piped.String(), p.Text())
		}
	}
}

// TestTwoShellsAtOnce: one asks, the others wait and use what it gets; who may
// not wait, or does not want to any more, ends at once.
func TestTwoShellsAtOnce(t *testing.T) {
	for _, profile := range []string{"prod", "prod-readonly", "iam"} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			code := w.code(t)
			first := w.sit(t, false, "awsenv", profile)
			first.Wait(0, "MFA code")
			second, third := w.sit(t, false, "awsenv", profile), w.sit(t, false, "awsenv", profile)
			second.Wait(0, "waiting for another awsenv")
			third.Wait(0, "waiting for another awsenv")

			hasty := w.sit(t, false, "awsenv", profile, "--no-prompt")
			if status := hasty.End(); status != 4 || hasty.piped.String() != "false;\n" {
				t.Errorf("with --no-prompt: exit status %d, %q\n%s", status, hasty.piped.String(), hasty.Text())
			}
			third.Signal(syscall.SIGINT)
			if status := third.End(); status != 130 || third.piped.String() != "false;\n" {
				t.Errorf("interrupted while it waits: exit status %d, %q\n%s", status, third.piped.String(), third.Text())
			}

			first.Type(code + "\r")
			if one, two := first.End(), second.End(); one != 0 || two != 0 {
				t.Fatalf("exit statuses %d and %d\n%s\n%s", one, two, first.Text(), second.Text())
			}
			if first.piped.String() != second.piped.String() || strings.Contains(second.Text(), "MFA code") {
				t.Errorf("the second has another session, or asked:\n%s", second.Text())
			}
			if codes := w.Log().Codes(); codes != 1 {
				t.Errorf("%d codes were sent:\n%v", codes, w.Log())
			}
		})
	}
}

// TestTerminalKnowsTheProfiles: on a terminal, too, a mistyped profile is told
// from one that only has to be evaluated.
func TestTerminalKnowsTheProfiles(t *testing.T) {
	w := newWorld(t)
	p := w.sit(t, true, "awsenv", "prdo")
	if p.End() != 3 || !strings.Contains(p.Text(), `did you mean "prod"?`) {
		t.Errorf("the screen says\n%s", p.Text())
	}
	w.calls(t, 0)
}
