//go:build linux || darwin

package tty

import (
	"context"
	"errors"
	"os"
	"runtime"
	"testing"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// TestNothingStaysBehind asks many times in one process, ending each question
// in another way, and counts goroutines and descriptors.
func TestNothingStaysBehind(t *testing.T) {
	term := ptytest.Open(t, 80, 24)
	terminal, err := open(term.Line.Name(), "xterm")
	if err != nil {
		t.Fatal(err)
	}
	gone := errors.New("gone")
	ask := func() {
		for _, keys := range []string{"1\r", "\x03", "\x04", ""} {
			ctx, cancel := context.WithCancelCause(context.Background())
			ended := make(chan error)
			go func() {
				_, err := terminal.Ask(ctx, "code: ", true)
				ended <- err
			}()
			term.UntilRaw() // the system has its own idea of an early Ctrl-D
			if keys == "" {
				cancel(gone)
			} else {
				term.Type(keys)
			}
			if err := <-ended; keys == "" && !errors.Is(err, gone) {
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
	term.Until("end of the goroutines that the questions began", func() bool { return runtime.NumGoroutine() <= goroutines })
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

// openFiles counts this process's descriptors.
func openFiles() int {
	entries, _ := os.ReadDir("/dev/fd")
	return len(entries)
}
