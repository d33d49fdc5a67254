//go:build !windows

package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/awsenv/awsenv/pkg/voice"
)

// Environment of the test binary when it runs as a second process.
const (
	lockDir = "AWSENV_TEST_LOCK_DIR"
	lockJob = "AWSENV_TEST_LOCK_JOB"
)

func TestMain(m *testing.M) {
	dir := os.Getenv(lockDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	s := Store{Dir: dir}
	unlock, err := s.Lock(context.Background(), "mfa", voice.None{}, "waiting")
	if err != nil {
		os.Exit(1)
	}
	switch os.Getenv(lockJob) {
	case "hold":
		fmt.Println("held")
		time.Sleep(time.Minute)
	case "count":
		// Only the lock makes this addition whole.
		file := filepath.Join(dir, "counter")
		text, _ := os.ReadFile(file)
		time.Sleep(5 * time.Millisecond)
		if os.WriteFile(file, append(text, 'x'), 0o600) != nil {
			os.Exit(1)
		}
	}
	unlock()
}

func lockChild(dir, job string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), lockDir+"="+dir, lockJob+"="+job)
	return cmd
}

// holder starts a process that holds the lock.
func holder(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := lockChild(dir, "hold")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if _, err := out.Read(make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// noticed hands on what is noticed.
type noticed struct {
	voice.None
	hear func(text string)
}

func (n noticed) Notice(text string) { n.hear(text) }

func TestLockInTurn(t *testing.T) {
	s := Store{Dir: t.TempDir(), Holder: "pid 1 (prod)\x1b[31m\n"}
	unlock, err := s.Lock(t.Context(), "mfa", noticed{hear: func(string) { t.Error("waited for nobody") }}, "busy")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.LockHolder("mfa"); got != "pid 1 (prod)\ufffd[31m" {
		t.Errorf("holder %q", got)
	}
	if _, ok, err := s.TryLock("mfa"); ok || err != nil {
		t.Errorf("locked twice: %v, %v", ok, err)
	}
	other, ok, err := s.TryLock("other")
	if !ok || err != nil {
		t.Errorf("another name: %v, %v", ok, err)
	} else {
		other()
	}
	unlock()
	if got := s.LockHolder("mfa"); got != "" {
		t.Errorf("holder after unlock %q", got)
	}
	again, ok, err := s.TryLock("mfa")
	if !ok || err != nil {
		t.Fatalf("after unlock: %v, %v", ok, err)
	}
	again()
}

func TestLockTakenOverFromKilled(t *testing.T) {
	dir := t.TempDir()
	first := holder(t, dir)
	told := make(chan string, 1)
	type result struct {
		unlock func()
		err    error
	}
	done := make(chan result, 1)
	go func() {
		unlock, err := Store{Dir: dir}.Lock(t.Context(), "mfa", noticed{hear: func(h string) { told <- h }}, "busy")
		done <- result{unlock, err}
	}()
	if got, want := <-told, fmt.Sprintf("waiting for another awsenv that is busy (pid %d)", first.Process.Pid); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	killed := time.Now()
	r := <-done
	if r.err != nil {
		t.Fatal(r.err)
	}
	r.unlock()
	if waited := time.Since(killed); waited > 30*time.Second {
		t.Errorf("taken over after %v", waited)
	}
}

func TestLockCancelled(t *testing.T) {
	dir := t.TempDir()
	holder(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	var cancelled time.Time
	_, err := Store{Dir: dir}.Lock(ctx, "mfa", noticed{hear: func(string) { cancelled = time.Now(); cancel() }}, "busy")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if waited := time.Since(cancelled); waited > 30*time.Second {
		t.Errorf("came back %v after the end", waited)
	}
	if _, err := (Store{Dir: t.TempDir()}).Lock(ctx, "mfa", voice.None{}, "busy"); !errors.Is(err, context.Canceled) {
		t.Errorf("a free lock after the end: %v", err)
	}
}

// The holder that cannot say who it is, its disk being full, is spoken of all the same.
func TestLockOfSomebodySilent(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	unlock, err := s.Lock(t.Context(), "mfa", voice.None{}, "busy")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if err := os.Truncate(s.lockPath("mfa"), 0); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	told := ""
	_, _ = s.Lock(ctx, "mfa", noticed{hear: func(h string) { told = h; cancel() }}, "busy")
	if told != "waiting for another awsenv that is busy (it does not say which)" {
		t.Errorf("told %q", told)
	}
}

// Whoever locks a file that has lost its name holds nothing: others lock a new one.
func TestLockFileRemoved(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	path := s.lockPath("mfa")
	lock := flock.New(path)
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer lock.Unlock()
	if !sameFile(lock, path) {
		t.Error("the file that has its name is taken for another one")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if sameFile(lock, path) {
		t.Error("a file without a name is taken for a lock")
	}
	unlock, ok, err := s.TryLock("mfa")
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer unlock()
	if sameFile(lock, path) {
		t.Error("the old file is taken for the new one")
	}
}

func TestLockExcludesProcesses(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if out, err := lockChild(dir, "count").CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	if text, err := os.ReadFile(filepath.Join(dir, "counter")); string(text) != strings.Repeat("x", 8) {
		t.Errorf("%d of 8 additions, %v", len(text), err)
	}
}
