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
	"github.com/awsenv/awsenv/shell"
)

// The promise of the hook: no process per prompt, loaded or not. The kernel is
// the witness; the same count sees a fork that is put in.
func TestNoProcessPerPrompt(t *testing.T) {
	need(t, "strace")
	fork := map[string]string{
		"bash": "PROMPT_COMMAND=\"${PROMPT_COMMAND-};x=\\$(:)\"\n",
		"zsh":  "forking() { x=$(:) }; precmd_functions+=(forking)\n",
		"fish": "function forking --on-event fish_prompt; command true; end\n",
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
		term.send(fmt.Sprintf("printf '<%%s-%d>\\n' turn\n", i))
		term.wait(from, fmt.Sprintf("<turn-%d>", i))
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

// A bash before 5.0 has no EPOCHSECONDS, one before 4.2 no clock in printf: the
// oldest asks date once and counts on.
func TestOlderBash(t *testing.T) {
	for version, forks := range map[string]int{"(4 2)": 0, "(4 4)": 0, "(3 2)": 0, "(5 0)": 0} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			text := strings.ReplaceAll(render(t, "bash", usual()), "BASH_VERSINFO", "_awsenv_version")
			rc := "_awsenv_version=" + version + "\n" + showPrompt("bash") + text
			term := interactive(t, "bash", rc, loaded("prod", 11*time.Hour+42*time.Minute+30*time.Second)...)
			if out := term.run("true"); !strings.Contains(out, "(prod 11h42m)>") {
				t.Errorf("the prompt says %q", out)
			}
			if version == "(3 2)" {
				term.run("SECONDS=1000000")
				term.run("SECONDS=0") // the date is read again
				if out := term.run("true"); !strings.Contains(out, "(prod 11h42m)>") {
					t.Errorf("after SECONDS was set the prompt says %q", out)
				}
			}
			if n := countProcesses(t, "bash", rc, loaded("prod", time.Hour)); n != forks {
				t.Errorf("%d processes in 20 prompts, want %d", n, forks)
			}
		})
	}
}

// A fish without "path mtime" asks date, at a prompt with a session only.
func TestOlderFish(t *testing.T) {
	text := render(t, "fish", usual())
	rc := showPrompt("fish") + strings.ReplaceAll(text, "if builtin path mtime", "if builtin path missing")
	if rc == showPrompt("fish")+text {
		t.Fatal("the hook does not look for path mtime")
	}
	term := interactive(t, "fish", rc, loaded("prod", 11*time.Hour+42*time.Minute+30*time.Second)...)
	if out := term.run("true"); !strings.Contains(out, "(prod 11h42m)>") {
		t.Errorf("the prompt says %q", out)
	}
	if n := countProcesses(t, "fish", rc, nil); n != 0 {
		t.Errorf("%d processes in 20 prompts with nothing loaded", n)
	}
}
