//go:build !windows

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestReadFileWaitsForNothing: a pipe or an endless device in a file's place is an
// error at once, the null device is an empty file, and a missing one an error as usual.
func TestReadFileWaitsForNothing(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "config")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, "/dev/zero"} {
		if _, err := readFile(path); !errors.Is(err, errNotRegular{}) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := readFile(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
	if text, err := readFile(os.DevNull); err != nil || len(text) != 0 {
		t.Errorf("%s: %q, %v", os.DevNull, text, err)
	}
}
