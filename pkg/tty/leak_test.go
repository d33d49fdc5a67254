//go:build linux || darwin

package tty

import (
	"context"
	"errors"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestNothingStaysBehind asks many times in one process, ending each question
// in another way, and counts goroutines and descriptors.
func TestNothingStaysBehind(t *testing.T) {
	master, slave := openPair(t)
	defer master.Close() //nolint:errcheck // a test's own
	defer slave.Close()  //nolint:errcheck // a test's own
	go func() {
		buffer := make([]byte, 4096)
		for {
			if _, err := master.Read(buffer); err != nil {
				return
			}
		}
	}()
	terminal, err := open(slave.Name(), "xterm")
	if err != nil {
		t.Fatal(err)
	}
	gone := errors.New("gone")
	modesOf := int(slave.Fd())
	ask := func() {
		for _, keys := range []string{"1\r", "\x03", "\x04", ""} {
			ctx, cancel := context.WithCancelCause(context.Background())
			typed := make(chan struct{})
			if keys == "" {
				close(typed)
				time.AfterFunc(5*time.Millisecond, func() { cancel(gone) })
			} else { // typed once the question is open: the system has its own idea of an early Ctrl-D
				go typeWhenRaw(master, modesOf, keys, typed)
			}
			_, err := terminal.Ask(ctx, "code: ", true)
			<-typed
			if keys == "" && !errors.Is(err, gone) {
				t.Errorf("cancelled: %v", err)
			}
			cancel(nil)
		}
	}
	ask() // what the first question starts for good (os/signal) is not a leak
	goroutines, files := runtime.NumGoroutine(), openFiles()
	for range 25 {
		ask()
	}
	time.Sleep(50 * time.Millisecond)
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines, %d before", now, goroutines)
	}
	if now := openFiles(); now > files {
		t.Errorf("%d open files, %d before", now, files)
	}

	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(gone)
	for range 3 {
		if _, err := terminal.Ask(ctx, "code: ", true); !errors.Is(err, gone) {
			t.Errorf("cancelled before: %v", err)
		}
	}
	if err := terminal.Close(); err != nil {
		t.Error(err)
	}
}

func typeWhenRaw(master *os.File, slave int, keys string, typed chan<- struct{}) {
	defer close(typed)
	for {
		modes, err := unix.IoctlGetTermios(slave, ioctlGetModes)
		if err != nil {
			return
		}
		if modes.Lflag&unix.ICANON == 0 {
			_, _ = master.WriteString(keys)
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// openFiles counts this process's descriptors.
func openFiles() int {
	entries, _ := os.ReadDir("/dev/fd")
	return len(entries)
}
