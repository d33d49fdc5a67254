//go:build linux || darwin

package cli_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// person is a program on a terminal of its own, with a person before it.
type person struct {
	t            *testing.T
	cmd          *exec.Cmd
	screen, line *os.File // what the person sees and types on, what the program has
	mu           sync.Mutex
	seen         strings.Builder
	// piped is what standard output gets when it is no terminal.
	piped bytes.Buffer
	done  chan struct{}
	modes string // of the terminal before the program
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
	screen, line, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, screen: screen, line: line, done: make(chan struct{})}
	p.modes = p.stty()
	program, err := exec.LookPath(argv[0])
	if err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.Command(program, argv[1:]...)
	p.cmd.Env, p.cmd.Dir = w.env, w.home
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = line, line, line
	if !outputOnTerminal {
		p.cmd.Stdout = &p.piped
	}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		_, _ = io.Copy(p, screen)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = line.Close()
		_ = screen.Close()
		<-p.done
	})
	return p
}

// Write collects what is on the screen.
func (p *person) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.Write(text)
}

// sees is everything that has been on the screen.
func (p *person) sees() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.String()
}

// waitFor waits until the words are on the screen.
func (p *person) waitFor(words string) {
	p.t.Helper()
	for end := time.Now().Add(10 * time.Second); !strings.Contains(p.sees(), words); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%q is not on the screen:\n%s", words, p.sees())
		}
	}
}

func (p *person) types(keys string) {
	p.t.Helper()
	if _, err := p.screen.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// ends waits for the program and gives its exit status.
func (p *person) ends() int {
	p.t.Helper()
	slow := time.AfterFunc(20*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer slow.Stop()
	err := p.cmd.Wait()
	time.Sleep(20 * time.Millisecond) // for the last of its words to arrive
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// stty is the terminal's modes.
func (p *person) stty() string {
	p.t.Helper()
	cmd := exec.Command("stty", "-g")
	cmd.Stdin = p.line
	modes, err := cmd.Output()
	if err != nil {
		p.t.Fatal(err)
	}
	return string(modes)
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
	code, err := w.NextCode(awstest.MFASerial)
	if err != nil {
		t.Fatal(err)
	}
	if p := w.sit(t, false, "awsenv", "prod", "--token", code); p.ends() != 0 {
		t.Fatalf("no session:\n%s", p.sees())
	}
	for _, test := range []struct{ typed, shell, hint string }{
		{"prod", "/bin/bash", `eval "$(awsenv prod)"`},
		{"prod", "/usr/bin/fish", "awsenv prod | source"},
		{"use prod", "/bin/zsh", `eval "$(awsenv use prod)"`},
		{"prod --refresh --token 123456", "/bin/sh", `eval "$(awsenv prod --refresh`},
		{"prod --format json", "/bin/sh", "awsenv prod --format json | PROGRAM"},
		{"prod --format process", "/bin/sh", ""},
		{"prod -qt 123456 my$(prof)", "/bin/bash", ""},
		{"prod -qt123456 --token=123456", "/bin/bash", `eval "$(awsenv prod -qtCODE --token=CODE)"`},
		{"use my$prof", "/bin/bash", `eval "$(awsenv use 'my$prof')"`},
		{"--clear", "/bin/sh", `eval "$(awsenv --clear)"`},
		{"", "/bin/sh", `eval "$(awsenv)"`},
	} {
		t.Run(test.typed+" in "+filepath.Base(test.shell), func(t *testing.T) {
			here := w
			here.env = append(w.env[:len(w.env):len(w.env)], "SHELL="+test.shell)
			p := here.sit(t, true, append([]string{"awsenv"}, strings.Fields(test.typed)...)...)
			if status := p.ends(); status != 2 {
				t.Errorf("exit status %d, not 2", status)
			}
			if leak := secrets([]string{"123456"}).FindString(p.sees()); leak != "" {
				t.Errorf("a secret (%.4s…) is on the screen", leak)
			}
			if !strings.Contains(p.sees(), test.hint) || strings.Contains(p.sees(), "false;") {
				t.Errorf("the screen says\n%s\nwithout %q, or with false;", p.sees(), test.hint)
			}
		})
	}
}

func TestHelpOnATerminalGoesToStandardOutput(t *testing.T) {
	w := newWorld(t)
	p := w.sit(t, true, "sh", "-c", "awsenv --help 2>/dev/null")
	if status := p.ends(); status != 0 || !strings.Contains(p.sees(), "Usage: awsenv") {
		t.Errorf("exit status %d, the screen says\n%s", status, p.sees())
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
			p.waitFor("MFA code")
			if test.keys != "" {
				p.types(test.keys)
			} else if err := p.cmd.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			if status := p.ends(); status != test.status {
				t.Errorf("exit status %d, not %d", status, test.status)
			}
			if p.piped.String() != "false;\n" {
				t.Errorf("standard output is %q", p.piped.String())
			}
			if modes := p.stty(); modes != p.modes {
				t.Errorf("the terminal is left as %s, not %s", modes, p.modes)
			}
			w.calls(t, 0)
			if files, _ := filepath.Glob(filepath.Join(w.home, ".aws", "*", "*", "*")); len(files) > 0 {
				t.Errorf("it left %q", files)
			}
			again := w.sit(t, false, "awsenv", "prod", "--no-prompt")
			if status := again.ends(); status != 4 || strings.Contains(again.sees(), "another awsenv") {
				t.Errorf("a lock was left behind: exit status %d\n%s", status, again.sees())
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
			p.waitFor("MFA code")
			p.types("\x03")
			p.ends()
			if !strings.Contains(p.sees(), "after, with before") || strings.Contains(p.sees(), "ran") {
				t.Errorf("the screen says\n%s", p.sees())
			}
			if modes := p.stty(); modes != p.modes {
				t.Errorf("the terminal is left as %s, not %s", modes, p.modes)
			}
		})
	}
}

// TestCodeIsNotShown types a code after the question is there.
func TestCodeIsNotShown(t *testing.T) {
	w := newWorld(t)
	code, err := w.NextCode(awstest.MFASerial)
	if err != nil {
		t.Fatal(err)
	}
	p := w.sit(t, false, "awsenv", "prod")
	p.waitFor("MFA code")
	p.types(code + "\r")
	if status := p.ends(); status != 0 || !strings.Contains(p.piped.String(), "export AWS_SESSION_TOKEN=") {
		t.Errorf("exit status %d, the screen says\n%s", status, p.sees())
	}
	if leak := secrets([]string{code}).FindString(p.sees()); leak != "" {
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
		"Esc":              {"\x1b", 4, "false;\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			config := strings.ReplaceAll(awstest.ExampleConfig(), "[profile iam]\nregion = eu-west-1\nmfa_serial = "+awstest.MFASerial, "[profile iam]")
			if err := os.WriteFile(filepath.Join(w.home, ".aws", "config"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			p := w.sit(t, false, "awsenv")
			p.waitFor("prod-readonly")
			p.types(test.keys)
			if status := p.ends(); status != test.status {
				t.Errorf("exit status %d, not %d:\n%s", status, test.status, p.sees())
			}
			if !strings.Contains(p.piped.String(), test.output) {
				t.Errorf("standard output is %q", p.piped.String())
			}
			if modes := p.stty(); modes != p.modes {
				t.Errorf("the terminal is left as %s, not %s", modes, p.modes)
			}
		})
	}
}

// TestTwoShellsAtOnce: one asks, the others wait and use what it gets; who may
// not wait, or does not want to any more, ends at once.
func TestTwoShellsAtOnce(t *testing.T) {
	for _, profile := range []string{"prod", "prod-readonly", "iam"} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			code, err := w.NextCode(awstest.MFASerial)
			if err != nil {
				t.Fatal(err)
			}
			first := w.sit(t, false, "awsenv", profile)
			first.waitFor("MFA code")
			second, third := w.sit(t, false, "awsenv", profile), w.sit(t, false, "awsenv", profile)
			second.waitFor("waiting for another awsenv")
			third.waitFor("waiting for another awsenv")

			hasty := w.sit(t, false, "awsenv", profile, "--no-prompt")
			if status := hasty.ends(); status != 4 || hasty.piped.String() != "false;\n" {
				t.Errorf("with --no-prompt: exit status %d, %q\n%s", status, hasty.piped.String(), hasty.sees())
			}
			if err := third.cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if status := third.ends(); status != 130 || third.piped.String() != "false;\n" {
				t.Errorf("interrupted while it waits: exit status %d, %q\n%s", status, third.piped.String(), third.sees())
			}

			first.types(code + "\r")
			if one, two := first.ends(), second.ends(); one != 0 || two != 0 {
				t.Fatalf("exit statuses %d and %d\n%s\n%s", one, two, first.sees(), second.sees())
			}
			if first.piped.String() != second.piped.String() || strings.Contains(second.sees(), "MFA code") {
				t.Errorf("the second has another session, or asked:\n%s", second.sees())
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
	if p.ends() != 3 || !strings.Contains(p.sees(), `did you mean "prod"?`) {
		t.Errorf("the screen says\n%s", p.sees())
	}
	w.calls(t, 0)
}
