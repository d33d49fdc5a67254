package cli_test

import (
	"bytes"
	"fmt"
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

// desk is a home, and an AWS that its terminals call.
type desk struct {
	t    *testing.T
	aws  *awstest.Server
	home string
	env  []string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	server, err := awstest.Start(scriptWorld())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	d := &desk{t: t, aws: server, home: t.TempDir()}
	if err := awstest.WriteExample(d.home); err != nil {
		t.Fatal(err)
	}
	d.env = append([]string{"HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "TERM=xterm", "SHELL=/bin/sh"}, server.Env()...)
	return d
}

func (d *desk) code() string {
	d.t.Helper()
	code, err := d.aws.NextCode(awstest.MFASerial)
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

// window is awsenv running in a terminal window of its own.
type window struct {
	desk   *desk
	cmd    *exec.Cmd
	screen *os.File
	stdout bytes.Buffer
	ended  chan struct{}

	mu   sync.Mutex
	seen strings.Builder
}

// open starts awsenv in a new window: prompts and messages go to the terminal.
func (d *desk) open(args ...string) *window {
	d.t.Helper()
	w := &window{desk: d, cmd: exec.Command("awsenv", args...), ended: make(chan struct{})}
	screen, terminal, err := pty.Open()
	if err != nil {
		d.t.Fatal(err)
	}
	w.screen = screen
	w.cmd.Env, w.cmd.Stdin, w.cmd.Stdout, w.cmd.Stderr = d.env, terminal, &w.stdout, terminal
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := w.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	_ = terminal.Close()
	go w.watch()
	go func() {
		_ = w.cmd.Wait()
		close(w.ended)
	}()
	d.t.Cleanup(func() {
		_ = w.cmd.Process.Kill()
		_ = w.screen.Close()
	})
	return w
}

func (w *window) watch() {
	buffer := make([]byte, 4096)
	for {
		n, err := w.screen.Read(buffer)
		w.mu.Lock()
		w.seen.Write(buffer[:n])
		w.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (w *window) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen.String()
}

// shows waits until the window shows the words.
func (w *window) shows(words string) {
	w.desk.t.Helper()
	for end := time.Now().Add(10 * time.Second); !strings.Contains(w.text(), words); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.desk.t.Fatalf("the window never showed %q, but:\n%s", words, w.text())
		}
	}
}

func (w *window) typeIn(text string) {
	w.desk.t.Helper()
	if _, err := w.screen.WriteString(text); err != nil {
		w.desk.t.Fatal(err)
	}
}

// status waits for the program's end.
func (w *window) status() int {
	w.desk.t.Helper()
	select {
	case <-w.ended:
	case <-time.After(20 * time.Second):
		w.desk.t.Fatalf("awsenv did not end; its window shows:\n%s", w.text())
	}
	return w.cmd.ProcessState.ExitCode()
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
			d := newDesk(t)
			asks := d.open(c.profiles[0], "--format", "json")
			asks.shows("MFA code for profile")
			windows := []*window{asks}
			for i := 1; i < c.shells; i++ {
				w := d.open(c.profiles[i%len(c.profiles)], "--format", "json")
				windows = append(windows, w)
				w.shows(fmt.Sprintf("waiting for another awsenv that is getting the same session (pid %d, for profile %s)",
					asks.cmd.Process.Pid, c.profiles[0]))
			}
			asks.typeIn(d.code() + "\r")
			for i, w := range windows {
				if status := w.status(); status != 0 || !strings.Contains(w.stdout.String(), `"session_token"`) {
					t.Errorf("shell %d ended with %d:\n%s", i, status, w.text())
				}
				if i > 0 && strings.Contains(w.text(), "MFA code") {
					t.Errorf("shell %d asked as well:\n%s", i, w.text())
				}
			}
			if log := d.aws.Log(); log.Codes() != 1 || len(log) != c.calls {
				t.Errorf("%d codes and %d calls, not 1 and %d:\n%v", log.Codes(), len(log), c.calls, log)
			}
		})
	}
}

// --refresh in several shells at once is one new session.
func TestShellsRefreshOnce(t *testing.T) {
	d := newDesk(t)
	first := d.open("prod", "--token", d.code())
	if status := first.status(); status != 0 {
		t.Fatalf("status %d:\n%s", status, first.text())
	}
	d.aws.ClearLog()
	asks := d.open("prod", "--refresh")
	asks.shows("MFA code for profile")
	waits := d.open("prod", "--refresh")
	waits.shows("waiting for")
	asks.typeIn(d.code() + "\r")
	if asks.status() != 0 || waits.status() != 0 || len(d.aws.Log()) != 1 {
		t.Errorf("%d calls:\n%s\n%s", len(d.aws.Log()), asks.text(), waits.text())
	}
	if asks.stdout.String() != waits.stdout.String() {
		t.Error("the two shells got different sessions")
	}
}

// When the one that asks gives up or dies, the next one asks.
func TestShellsGoOnAfterTheHolder(t *testing.T) {
	for name, end := range map[string]func(*window){
		"killed":  func(w *window) { _ = w.cmd.Process.Signal(syscall.SIGKILL) },
		"Ctrl-C":  func(w *window) { w.typeIn("\x03") },
		"Ctrl-D":  func(w *window) { w.typeIn("\x04") },
		"no code": func(w *window) { w.typeIn("x\ry\rz\r") },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			asks := d.open("prod")
			asks.shows("MFA code for profile")
			waits := d.open("prod")
			waits.shows("waiting for")
			end(asks)
			waits.shows("MFA code for profile")
			waits.typeIn(d.code() + "\r")
			if status := waits.status(); status != 0 {
				t.Errorf("status %d:\n%s", status, waits.text())
			}
			if log := d.aws.Log(); len(log) != 1 || log.Codes() != 1 {
				t.Errorf("not one call:\n%v", log)
			}
		})
	}
}

// Nobody has to wait until the holder is done: Ctrl-C ends the waiting, and
// --no-prompt does not wait at all.
func TestShellsNeedNotWait(t *testing.T) {
	d := newDesk(t)
	asks := d.open("prod-readonly")
	asks.shows("MFA code for profile")

	waits := d.open("prod-readonly")
	waits.shows("waiting for")
	waits.typeIn("\x03")
	if status := waits.status(); status != 130 || waits.stdout.String() != "false;\n" {
		t.Errorf("Ctrl-C: status %d, %q", status, waits.stdout.String())
	}

	begun := time.Now()
	refuses := d.open("prod-readonly", "--no-prompt")
	if status, took := refuses.status(), time.Since(begun); status != 4 || took > 2*time.Second {
		t.Errorf("--no-prompt: status %d after %v:\n%s", status, took, refuses.text())
	}
	if n := len(d.aws.Log()); n != 0 {
		t.Errorf("%d calls", n)
	}
	asks.typeIn(d.code() + "\r")
	if status := asks.status(); status != 0 {
		t.Errorf("status %d:\n%s", status, asks.text())
	}
	leftovers, _ := filepath.Glob(filepath.Join(d.home, ".cache", "awsenv", "*.tmp*"))
	if len(leftovers) > 0 {
		t.Errorf("left behind: %v", leftovers)
	}
}
