//go:build linux || darwin

package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/voice"
)

// TestTheWaitForAFileEndsWithASignal interrupts a command that waits for another one's
// edit; TestFaultMatrix does at the calls.
func TestTheWaitForAFileEndsWithASignal(t *testing.T) {
	w := newWorld(t)
	w.lockCredentials(t)
	p := w.sit(t, false, "awsenv", "login", "iam", "--write", "--token", w.code(t))
	p.Wait(0, "waiting for another awsenv that is changing ~/.aws/credentials (pid 1)")
	p.Signal(syscall.SIGINT)
	if status := p.End(); status != 130 || !strings.Contains(ptytest.Plain(p.Text()), "awsenv: error: interrupted") {
		t.Errorf("exit status %d, the screen says\n%s", status, p.Text())
	}
	p.asIs()
}

// lockCredentials takes the lock of the credentials file, as another awsenv would.
func (w world) lockCredentials(t *testing.T) {
	t.Helper()
	path, err := filepath.EvalSymlinks(filepath.Join(w.home, ".aws", "credentials"))
	if err != nil {
		t.Fatal(err)
	}
	store := cache.Store{Dir: filepath.Join(w.home, ".cache", "awsenv"), Holder: "pid 1"}
	unlock, err := store.Lock(t.Context(), edit.LockName(path), voice.None{}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(unlock)
}

// TestALongWaitIsShown: a line on the terminal as long as the program of [mfa] command
// gives no code, which makes room for what that one says and is gone afterwards.
func TestALongWaitIsShown(t *testing.T) {
	const line = `waiting for a code of the MFA command "sh" \(touch your key\?\): `
	w := newWorld(t)
	touched := filepath.Join(w.home, "touched")
	config := fmt.Sprintf(`[mfa]
command = ["sh", "-c", "while ! [ -e said ]; do sleep 0.05; done; echo touch your key >&2; while ! [ -e %s ]; do sleep 0.05; done; echo %s"]
`, touched, w.code(t))
	w.env = append(w.env, "AWSENV_CONFIG="+filepath.Join(w.home, "awsenv.toml"))
	w.write(t, "awsenv.toml", config)
	p := w.sit(t, false, "awsenv", "login", "iam")
	p.Expect(line)
	w.write(t, "said", "")
	p.Expect("awsenv: note: touch your key")
	p.Expect(line)
	w.write(t, "touched", "")
	if status := p.End(); status != 0 || strings.TrimSpace(p.Screen()) != "awsenv: note: touch your key" {
		t.Errorf("exit status %d, the screen says\n%s", status, p.Screen())
	}
	p.asIs()

	w.write(t, "awsenv.toml", fmt.Sprintf("[mfa]\ncommand = [\"sh\", \"-c\", \"sleep 1; echo %s\"]\n", w.code(t)))
	if p := w.sit(t, false, "awsenv", "login", "iam", "--refresh", "-q"); p.End() != 0 || strings.TrimSpace(p.Screen()) != "" {
		t.Errorf("-q says\n%s", p.Text())
	}
}

func (w world) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.home, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestWaitingForALockIsShown: with whose it is, and no more once it is free; a pipe gets
// none of it.
func TestWaitingForALockIsShown(t *testing.T) {
	w := newWorld(t)
	path, err := filepath.EvalSymlinks(filepath.Join(w.home, ".aws", "credentials"))
	if err != nil {
		t.Fatal(err)
	}
	store := cache.Store{Dir: filepath.Join(w.home, ".cache", "awsenv"), Holder: "pid 1, for profile prod"}
	unlock, err := store.Lock(t.Context(), edit.LockName(path), voice.None{}, "")
	if err != nil {
		t.Fatal(err)
	}
	p := w.sit(t, false, "sh", "-c", "awsenv login iam --write --token "+w.code(t)+" 2>errors")
	p.Expect(`[-|/\\] waiting for another awsenv \(pid 1, for profile prod\): \d+ s`)
	unlock()
	if status := p.End(); status != 0 || strings.TrimSpace(p.Screen()) != "" {
		t.Errorf("exit status %d, the screen says\n%s", status, p.Screen())
	}
	said, err := os.ReadFile(filepath.Join(w.home, "errors"))
	if err != nil || strings.Contains(string(said), " s\n") || strings.ContainsAny(string(said), "\r\x1b") {
		t.Errorf("the pipe got %q (%v)", said, err)
	}
}
