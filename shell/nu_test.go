//go:build !windows

package shell_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// In a script of nu that sourced the hook a call loads, wherever it stands: nu cannot
// tell. A failure has the program's status and ends what was typed, and is caught like
// any other.
func TestNuInScripts(t *testing.T) {
	path, env, _ := install(t)
	hook := filepath.Join(t.TempDir(), "hook.nu")
	if err := os.WriteFile(hook, []byte(render(t, "nu", hooked(path))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, code, out string
		status          int
	}{
		{"a load", "awsenv prod; print $env.AWSENV_PROFILE", "prod\n", 0},
		{"values that other shells would change", "awsenv two; print $env.AWSENV_PROFILE", "it is  two;  *\n", 0},
		{"before a pipe", "awsenv prod | ignore; print $env.AWSENV_PROFILE", "prod\n", 0},
		{"a failure ends the line", "awsenv refuse; print on", "", 5},
		{"a failure is caught", "try { awsenv refuse } catch {|e| print $e.exit_code }; print ($env.AWSENV_PROFILE? | describe)", "5\nnothing\n", 0},
		{"a clear", "awsenv prod; awsenv --clear; print ($env.AWSENV_PROFILE? | describe); ^sh -c 'echo ${AWSENV_PROFILE-none}'", "nothing\nnone\n", 0},
		{"within a block", "do { awsenv prod; print $env.AWSENV_PROFILE }; print ($env.AWSENV_PROFILE? | describe)", "prod\nnothing\n", 0},
		{"within a command that keeps it", "def --env f [] { awsenv prod }; f; print $env.AWSENV_PROFILE", "prod\n", 0},
		{"another command", "print (try { awsenv status x } catch {|e| $e.exit_code })", "3\n", 0},
		{"the hook twice", "source '" + hook + "'; awsenv prod; print $env.AWSENV_PROFILE ($env.config.hooks.pre_prompt | length)", "prod\n1\n", 0},
		{"nothing said", "awsenv silent; print on", "", 1},
		{"killed", "awsenv killed; print on", "", -1},
		{"what programs see of the hook", "awsenv prod; ^sh -c 'env | grep -c -i \"^_awsenv\\|^AWSENV_HOOK\"' | complete | get stdout | print", "0\n", 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			out, errs, status := script(t, "nu", "source '"+hook+"'\n"+c.code, env...)
			if strings.TrimRight(out, "\n") != strings.TrimRight(c.out, "\n") || status != c.status && (c.status != -1 || status == 0) {
				t.Errorf("%q and status %d, want %q and %d\n%s", out, status, c.out, c.status, errs)
			}
		})
	}
}

// On a terminal the hook for nu is no use: a person is told how it gets into nu.
func TestNuHookOnATerminal(t *testing.T) {
	cmd := exec.Command(buildBinary(t), "hook", "nu")
	cmd.Env = baseEnv(t)
	term := ptytest.Start(t, cmd, 300, 50)
	if status := term.End(); status != 0 || !strings.Contains(term.Text(), "put into ~/.config/nushell/config.nu: "+strings.TrimSpace(installed("nu"))) || strings.Contains(term.Text(), "def ") {
		t.Errorf("status %d: %q", status, term.Text())
	}
}

// The hook as a file: nu reads it as it is, and the next shell what is newer.
func TestNuHookFile(t *testing.T) {
	binary := buildBinary(t)
	home := t.TempDir()
	env := append(baseEnv(t), "HOME="+home, "XDG_CONFIG_HOME=", onPath(binary))
	write := exec.Command(binary, "hook", "--write", "nu")
	write.Env = env
	line, err := write.Output()
	if err != nil || string(line) != "source ~/.config/awsenv/hook.nu\n" {
		t.Fatalf("%q, %v", line, err)
	}
	code := string(line) + "print ($env.config.hooks.pre_prompt | length); which --all awsenv | get type | print $in.0"
	guarded := func() bool {
		t.Helper()
		out, errs, status := script(t, "nu", code, env...)
		if out != "1\ncustom\n" || errs != "" || status != 0 {
			t.Fatalf("%q, status %d, %q", out, status, errs)
		}
		text, err := os.ReadFile(filepath.Join(home, ".config/awsenv/hook.nu"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(text), `"terraform"`)
	}
	if guarded() {
		t.Fatal("nothing is guarded yet")
	}
	config := filepath.Join(home, ".config/awsenv/config.toml")
	if err := os.WriteFile(config, []byte("guard = [\"terraform\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("touch", "-d", "2038-01-01T00:00:00", config).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !guarded() {
		t.Error("a configuration that is newer has not written it anew")
	}
}
