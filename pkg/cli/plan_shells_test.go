//go:build !windows

package cli_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// open starts awsenv in a window of its own: prompts and messages go to the terminal.
func (w world) open(t *testing.T, args ...string) *person {
	t.Helper()
	return w.sit(t, false, append([]string{"awsenv"}, args...)...)
}

// Any number of shells that want the same session at once ask once.
func TestShellsAskOnce(t *testing.T) {
	for _, c := range []struct {
		name     string
		shells   int
		profiles []string
		calls    int
	}{
		{"two, a long role", 2, []string{"prod"}, 1},
		{"eight, a long role", 8, []string{"prod"}, 1},
		{"eight, a short role", 8, []string{"prod-readonly"}, 2},
		{"eight, two short roles", 8, []string{"prod-readonly", "iam"}, 2},
		{"eight, a chain", 8, []string{"deployer"}, 2},
		{"eight, the inner role and the outer", 8, []string{"deployer", "dev"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			asks := w.open(t, c.profiles[0], "--format", "json")
			asks.Wait(0, "MFA code for profile")
			windows := []*person{asks}
			for i := 1; i < c.shells; i++ {
				p := w.open(t, c.profiles[i%len(c.profiles)], "--format", "json")
				windows = append(windows, p)
				p.Wait(0, fmt.Sprintf("waiting for another awsenv that is getting the same session (pid %d, for profile %s)",
					asks.Cmd.Process.Pid, c.profiles[0]))
			}
			asks.Type(w.code(t) + "\r")
			for i, p := range windows {
				if status := p.End(); status != 0 || !strings.Contains(p.piped.String(), `"session_token"`) {
					t.Errorf("shell %d ended with %d:\n%s", i, status, p.Text())
				}
				if i > 0 && strings.Contains(p.Text(), "MFA code") {
					t.Errorf("shell %d asked as well:\n%s", i, p.Text())
				}
			}
			if log := w.Log(); log.Codes() != 1 || len(log) != c.calls {
				t.Errorf("%d codes and %d calls, not 1 and %d:\n%v", log.Codes(), len(log), c.calls, log)
			}
		})
	}
}

// --refresh in several shells at once is one new session.
func TestShellsRefreshOnce(t *testing.T) {
	w := newWorld(t)
	first := w.open(t, "prod", "--token", w.code(t))
	if status := first.End(); status != 0 {
		t.Fatalf("status %d:\n%s", status, first.Text())
	}
	w.ClearLog()
	asks := w.open(t, "prod", "--refresh")
	asks.Wait(0, "MFA code for profile")
	waits := w.open(t, "prod", "--refresh")
	waits.Wait(0, "waiting for")
	asks.Type(w.code(t) + "\r")
	if asks.End() != 0 || waits.End() != 0 || len(w.Log()) != 1 {
		t.Errorf("%d calls:\n%s\n%s", len(w.Log()), asks.Text(), waits.Text())
	}
	if asks.piped.String() != waits.piped.String() {
		t.Error("the two shells got different sessions")
	}
}

// When the one that asks gives up or dies, the next one asks.
func TestShellsGoOnAfterTheHolder(t *testing.T) {
	for name, end := range map[string]func(*person){
		"killed":  func(p *person) { p.Signal(syscall.SIGKILL) },
		"Ctrl-C":  func(p *person) { p.Type("\x03") },
		"Ctrl-D":  func(p *person) { p.Type("\x04") },
		"no code": func(p *person) { p.Type(strings.Repeat("x\r", 10)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			asks := w.open(t, "prod")
			asks.Wait(0, "MFA code for profile")
			waits := w.open(t, "prod")
			waits.Wait(0, "waiting for")
			end(asks)
			waits.Wait(0, "MFA code for profile")
			waits.Type(w.code(t) + "\r")
			if status := waits.End(); status != 0 {
				t.Errorf("status %d:\n%s", status, waits.Text())
			}
			if log := w.Log(); len(log) != 1 || log.Codes() != 1 {
				t.Errorf("not one call:\n%v", log)
			}
		})
	}
}

// Nobody has to wait until the holder is done: Ctrl-C ends the waiting, and
// --no-prompt does not wait at all.
func TestShellsNeedNotWait(t *testing.T) {
	w := newWorld(t)
	asks := w.open(t, "prod-readonly")
	asks.Wait(0, "MFA code for profile")

	waits := w.open(t, "prod-readonly")
	waits.Wait(0, "waiting for")
	waits.Type("\x03")
	if status := waits.End(); status != 130 || waits.piped.String() != "false;\n" {
		t.Errorf("Ctrl-C: status %d, %q", status, waits.piped.String())
	}

	refuses := w.open(t, "prod-readonly", "--no-prompt")
	if status := refuses.End(); status != 4 { // while the other one still asks
		t.Errorf("--no-prompt: status %d:\n%s", status, refuses.Text())
	}
	if n := len(w.Log()); n != 0 {
		t.Errorf("%d calls", n)
	}
	asks.Type(w.code(t) + "\r")
	if status := asks.End(); status != 0 {
		t.Errorf("status %d:\n%s", status, asks.Text())
	}
	leftovers, _ := filepath.Glob(filepath.Join(w.home, ".cache", "awsenv", "*.tmp*"))
	if len(leftovers) > 0 {
		t.Errorf("left behind: %v", leftovers)
	}
}
