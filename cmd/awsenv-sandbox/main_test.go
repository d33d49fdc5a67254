//go:build !windows

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// bin is the folder of the two real programs.
var bin string

func TestMain(m *testing.M) {
	status, err := withPrograms(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

func withPrograms(run func() int) (int, error) {
	folder, err := os.MkdirTemp("", "sandbox-test-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	bin = folder
	for _, program := range []string{"awsenv", "awsenv-sandbox"} {
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", filepath.Join(folder, program), "../"+program)
		if out, err := build.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("build %s: %w\n%s", program, err, out)
		}
	}
	return run(), nil
}

// sandbox is the program with an environment that has a person's own settings
// in it, and folders to find leftovers in.
func sandbox(t *testing.T, args ...string) (cmd *exec.Cmd, home, tmp string) {
	t.Helper()
	home, tmp = t.TempDir(), t.TempDir()
	cmd = exec.Command(filepath.Join(bin, "awsenv-sandbox"), args...)
	cmd.Env = []string{
		"HOME=" + home, "TMPDIR=" + tmp, "PATH=" + os.Getenv("PATH"), "TERM=dumb", "LC_ALL=C.UTF-8", "SHELL=/bin/sh",
		"AWS_PROFILE=mine", "AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE", "AWS_CONFIG_FILE=" + home + "/own", "AWSENV_PROFILE=mine",
		"AWSENV_CONFIG=" + home + "/own.toml", "XDG_CONFIG_HOME=" + home + "/xdg", "ZDOTDIR=" + home, "BASH_ENV=" + home + "/.bashrc", "ENV=" + home + "/.bashrc",
	}
	for _, rc := range []string{".bashrc", ".zshrc", ".zshenv", ".profile"} {
		if err := os.WriteFile(filepath.Join(home, rc), []byte("echo person-rc-was-read; exit 99\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if left, _ := filepath.Glob(tmp + "/*"); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
		if own, _ := filepath.Glob(home + "/.aws*"); len(own) != 0 {
			t.Errorf("written to the person's home: %v", own)
		}
	})
	return cmd, home, tmp
}

func TestDemo(t *testing.T) {
	cmd, _, _ := sandbox(t, "demo")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"assumed-role/admin/", "720 minutes", `did you mean "prod"?`, "key: none, profile: none", "): ******", "assumed-role/AWSReservedSSO_ReadOnly_", "\nDone: ",
	} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if bytes.Contains(out, []byte("person-rc")) || bytes.ContainsRune(out, '\x1b') {
		t.Errorf("the transcript is not clean:\n%q", out)
	}
}

// TestDemoChecksItsSteps has awsenv programs that do a step wrong; the demo
// must fail at that step.
func TestDemoChecksItsSteps(t *testing.T) {
	real := filepath.Join(bin, "awsenv")
	for name, c := range map[string]struct{ program, want string }{
		"never asks":        {"exit 0", "step 1 (load)"},
		"fails":             {"echo 'false;'; exit 5", "step 1 (load)"},
		"clears nothing":    {`[ "$1" = --clear ] || exec ` + real + ` "$@"`, "step 6 (clear)"},
		"failure is silent": {`[ "$1" = prdo ] || exec ` + real + ` "$@"`, "step 5 (failure)"},
		"wrong expiry":      {`[ "$1" = prod ] || exec ` + real + ` "$@"; ` + real + ` "$@" --shell sh | sed "s/AWSENV_EXPIRES='.*'/AWSENV_EXPIRES='99'/"`, "step 3 (time left)"},
		"no sign-in":        {`[ "$1" = sso-dev ] && exit 0; exec ` + real + ` "$@"`, "step 7 (sign in)"},
		"two sign-ins":      {`[ "$1" = sso-prod ] && rm -r ~/.aws/sso; exec ` + real + ` "$@"`, "step 8 (one sign-in)"},
		"no cache":          {`[ "$1" = prod ] && set -- prod --refresh; exec ` + real + ` "$@"`, "step 4 (second shell)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := filepath.Join(t.TempDir(), "awsenv")
			if err := os.WriteFile(program, []byte("#!/bin/sh\n"+c.program+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			cmd, _, _ := sandbox(t, "demo")
			cmd.Env = append(cmd.Env, "AWSENV_SANDBOX_BIN="+program, "AWSENV_SANDBOX_PATIENCE=3s")
			out, err := cmd.CombinedOutput()
			if err == nil || !bytes.Contains(out, []byte("awsenv-sandbox: error: demo: "+c.want)) {
				t.Errorf("%v, want a failure of %s\n%s", err, c.want, out)
			}
		})
	}
}

// TestShell opens each shell on a terminal and does what a person would.
func TestShell(t *testing.T) {
	for name, load := range map[string]string{
		"bash": `eval "$(awsenv prod)"`, "zsh": `eval "$(awsenv prod)"`, "sh": `eval "$(awsenv prod)"`, "fish": "awsenv prod | source",
		"nu": "awsenv prod | from json | load-env",
	} {
		t.Run(name, func(t *testing.T) {
			path := tooltest.Program(t, name)
			cmd, home, tmp := sandbox(t, "shell")
			cmd.Env = append(cmd.Env, "SHELL="+path)
			p := ptytest.Start(t, cmd, 300, 40)
			p.Expect("run it first")
			p.Expect("sandbox")
			p.Type("mfa-code\n")
			code := p.Expect(`\b\d{6}\b`)
			p.Type(load + "\n")
			p.Expect(`(?i)code.*: `)
			p.Type(code + "\n")
			p.Expect("sandbox")
			p.Type("awsenv whoami\n")
			p.Expect("arn:aws:sts::444455556666:assumed-role/admin/")
			if name == "bash" {
				joins(t, p)
			}
			if name == "nu" {
				leavesNu(t, p, tmp)
				return
			}
			p.Type("echo home=$HOME.\n")
			if where := p.Expect(`home=/[^$]*\.`); !strings.HasPrefix(where, "home="+tmp) || strings.Contains(where, home) {
				t.Errorf("the home is %s", where)
			}
			p.Type("echo left=$(env | grep -c -e mine -e own)=\n")
			if left := p.Expect(`left=\d+=`); left != "left=0=" {
				t.Errorf("of the caller's variables, %s", left)
			}
			p.Type("sh -c 'echo $((40+2)); exec sleep 600'\n")
			p.Expect("42") // it runs, and the typed line does not say so
			p.Type("\x03\n")
			p.Type("echo still-$HOME-here\n")
			p.Expect("still-/.*-here")
			p.Type("exit\n")
			p.Expect("the sandbox is gone")
			if status := p.End(); status != 0 {
				t.Errorf("status %d", status)
			}
			if strings.Contains(p.Text(), "person-rc") {
				t.Errorf("the person's start files were read:\n%s", p.Text())
			}
		})
	}
}

// leavesNu is the end of TestShell in the words of nu.
func leavesNu(t *testing.T, p *ptytest.Terminal, tmp string) {
	t.Helper()
	p.Type("print $\"home=($env.HOME).\"\n")
	p.Expect("home=" + regexp.QuoteMeta(tmp))
	p.Type("print $\"left=(^env | lines | find mine own | length)=\"\n")
	p.Expect("left=0=")
	p.Type("exit\n")
	p.Expect("the sandbox is gone")
	if status := p.End(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// joins goes into the sandbox from a second terminal, where what the first has loaded
// is cached.
func joins(t *testing.T, first *ptytest.Terminal) {
	t.Helper()
	join := regexp.MustCompile(`sh (\S+/join)`).FindStringSubmatch(first.Text())
	if join == nil {
		t.Fatalf("the welcome does not say how to join:\n%s", first.Text())
	}
	cmd := exec.Command("sh", join[1])
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TERM=xterm", "AWS_PROFILE=mine"}
	second := ptytest.Start(t, cmd, 300, 40)
	second.Expect("sandbox")
	second.Type("eval \"$(awsenv prod --no-prompt)\" && awsenv whoami; echo profile=$AWS_PROFILE.\n")
	second.Expect("arn:aws:sts::444455556666:assumed-role/admin/")
	second.Expect(`profile=\.`)
	second.Type("exit\n")
	second.End()
}

// TestShellSignsIn has the real AWS CLI sign in at the sandbox's portal, with the
// sandbox's own browser, and awsenv use the token.
func TestShellSignsIn(t *testing.T) {
	bash := tooltest.Program(t, "bash")
	if findCLI(os.Getenv("PATH")) == "" {
		tooltest.Missing(t, "the AWS CLI")
	}
	cmd, _, _ := sandbox(t, "shell")
	cmd.Env = append(cmd.Env, "SHELL="+bash, "BROWSER=false")
	p := ptytest.Start(t, cmd, 300, 40)
	p.Expect("sso-iam, sso-dev, sso-prod")
	p.Expect("sandbox")
	p.Type("browser $AWSENV_SANDBOX_URL/device\n")
	p.Expect("Type the code that the program shows.")
	p.Type("aws sso login --profile sso-dev\n")
	p.Expect("Successfully logged into Start URL: https://d-1234567890.awsapps.com/start")
	p.Type(`eval "$(awsenv sso-dev)" && awsenv whoami` + "\n")
	p.Expect("arn:aws:sts::222233334444:assumed-role/AWSReservedSSO_Admin_")
	p.Type("exit\n")
	p.Expect("the sandbox is gone")
	if status := p.End(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// TestHangUp closes the terminal under the sandbox.
func TestHangUp(t *testing.T) {
	cmd, _, _ := sandbox(t, "shell")
	p := ptytest.Start(t, cmd, 300, 40)
	p.Expect("run it first")
	p.Expect("sandbox")
	p.Signal(syscall.SIGHUP)
	p.End()
}

func TestOutside(t *testing.T) {
	for args, status := range map[string]int{"": 2, "dance": 2, "code": 1, "help": 0, "browse": 2, "browse http://127.0.0.1/": 1} {
		cmd, _, _ := sandbox(t, strings.Fields(args)...)
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != status {
			t.Errorf("%q ends with %d, want %d:\n%s", args, got, status, out)
		}
	}
}
