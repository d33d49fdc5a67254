//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/shell"
)

// The promise of the hook: no process per prompt, loaded or not. The kernel is
// the witness; the same count sees a fork that is put in.
func TestNoProcessPerPrompt(t *testing.T) {
	tooltest.Program(t, "strace")
	fork := map[string]string{
		"bash": "PROMPT_COMMAND=\"${PROMPT_COMMAND-};x=\\$(:)\"\n",
		"zsh":  "forking() { x=$(:) }; precmd_functions+=(forking)\n",
		"fish": "function forking --on-event fish_prompt; command true; end\n",
		"nu":   "$env.config.hooks.pre_prompt ++= [{|| ^true }]\n",
	}
	sessions := map[string][]string{
		"nothing loaded": nil,
		"loaded":         loaded("my $prod", 11*time.Hour),
		"nearly over":    loaded("prod", 100*time.Second),
		"over":           loaded("prod", -time.Hour),
	}
	for _, name := range allShells() {
		o := usual()
		o.Guard, o.Colors = []string{"terraform"}, map[string]string{"prod": "red"}
		for what, env := range sessions {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				if n := countProcesses(t, name, showPrompt(name)+render(t, name, o), env); n != 0 {
					t.Errorf("%d processes in 20 prompts", n)
				}
			})
		}
		t.Run(name+"/the count sees a fork", func(t *testing.T) {
			t.Parallel()
			rc := showPrompt(name) + render(t, name, shell.Options{}) + fork[name]
			if n := countProcesses(t, name, rc, sessions["loaded"]); n < 20 {
				t.Errorf("a fork at each of 20 prompts, but only %d were counted", n)
			}
		})
	}
}

// countProcesses is how many processes and programs a shell starts in 20
// prompts.
func countProcesses(t *testing.T, name, rc string, env []string) int {
	t.Helper()
	term := interactive(t, name, rc, env...)
	trace := filepath.Join(t.TempDir(), "trace")
	strace := exec.Command("strace", "-f", "-qq", "-p", fmt.Sprint(term.Cmd.Process.Pid), "-e", "trace=clone,clone3,fork,vfork,execve", "-o", trace)
	if err := strace.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = strace.Wait()
		close(ended)
	}()
	t.Cleanup(func() { _ = strace.Process.Kill() })
	status := fmt.Sprintf("/proc/%d/status", term.Cmd.Process.Pid)
	term.Until("tracer", func() bool {
		text, err := os.ReadFile(status)
		if err != nil {
			t.Fatal(err)
		}
		return !strings.Contains(string(text), "TracerPid:\t0\n")
	})
	for i := range 20 {
		from := len(term.text())
		// A builtin of each shell, so that the line itself starts nothing.
		term.send(term.printf(fmt.Sprintf("<%%s-%d>", i), "turn") + "\n")
		term.wait(from, fmt.Sprintf("<turn-%d>", i))
		term.ready()
	}
	// strace ends with the shell; to detach in the middle of a fork can hang.
	term.send("exit\n")
	select {
	case <-ended:
	case <-time.After(ptytest.Patience):
		t.Fatal("the shell did not end")
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	// fish has threads: a clone that shares the memory and the thread group is
	// none of our business.
	n := 0
	for line := range strings.Lines(string(text)) {
		if regexp.MustCompile(`\b(clone3?|v?fork|execve)\(`).MatchString(line) && !strings.Contains(line, "CLONE_THREAD") {
			n++
		}
	}
	return n
}

// A bash before 4.2 has no clock in printf: it asks date once and counts on.
func TestOlderBash(t *testing.T) {
	text := strings.ReplaceAll(render(t, "bash", usual()), "BASH_VERSINFO", "older")
	rc := "older=(3 2)\n" + showPrompt("bash") + text
	term := interactive(t, "bash", rc, loaded("prod", 11*time.Hour+42*time.Minute+30*time.Second)...)
	if out := term.run("true"); !strings.Contains(out, "(prod 11h42m)>") {
		t.Errorf("the prompt says %q", out)
	}
	term.run("SECONDS=1000000")
	term.run("SECONDS=0") // the date is read again
	if out := term.run("true"); !strings.Contains(out, "(prod 11h42m)>") {
		t.Errorf("after SECONDS was set the prompt says %q", out)
	}
	if n := countProcesses(t, "bash", rc, loaded("prod", time.Hour)); n != 0 {
		t.Errorf("%d processes in 20 prompts", n)
	}
}

// Under set -u a bash whose EPOCHSECONDS somebody unset gave up at its first prompt.
func TestBashWithoutEpochSeconds(t *testing.T) {
	rc := "unset EPOCHSECONDS\nset -u\n" + showPrompt("bash") + render(t, "bash", usual())
	term := interactive(t, "bash", rc, loaded("prod", 11*time.Hour+42*time.Minute+30*time.Second)...)
	if out := term.run("true"); !strings.Contains(out, "(prod 11h42m)>") || strings.Contains(term.text(), "unbound") {
		t.Errorf("the prompt says %q", out)
	}
}

// A fish without the builtin path refused the whole hook, and forked date at each
// prompt: on Linux it counts on from the start of the machine.
func TestOlderFish(t *testing.T) {
	older := func(uptime string) string {
		text := render(t, "fish", usual())
		faked := strings.Replace(text, "if builtin contains -- path (builtin --names)", "if builtin false", 1)
		if text == faked {
			t.Fatal("the hook does not look for the builtin path")
		}
		return showPrompt("fish") + strings.Replace(faked, "/proc/uptime", uptime, 1)
	}
	for _, uptime := range []string{"/proc/uptime", "/nowhere"} {
		term := interactive(t, "fish", older(uptime), loaded("prod", 11*time.Hour+42*time.Minute+30*time.Second)...)
		if out := term.run("true"); !strings.Contains(out, "(prod 11h42m)>") {
			t.Errorf("with %s the prompt says %q", uptime, out)
		}
	}
	for _, env := range [][]string{nil, loaded("prod", time.Hour)} {
		if n := countProcesses(t, "fish", older("/proc/uptime"), env); n != 0 {
			t.Errorf("%d processes in 20 prompts with %q", n, env)
		}
	}
}
