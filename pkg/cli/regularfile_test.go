//go:build !windows

package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestReadFile: a file comes back as it is, whatever its size is to the pages
// that it is read into.
func TestReadFile(t *testing.T) {
	for _, size := range []int{0, 1, 512<<10 - 1, 512 << 10, 2<<20 - 1, 2 << 20, 2<<20 + 1, 5 << 20} {
		text := bytes.Repeat([]byte("[profile x]\nregion = eu-west-1\n"), size/31+1)[:size]
		path := filepath.Join(t.TempDir(), "config")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := readFile(path)
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("%d bytes: got %d, %v", size, len(got), err)
		}
	}
	if _, err := readFile(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
}

// TestReadFileWaitsForNothing: a pipe or an endless device in a file's place is an
// error at once, and the null device is an empty file.
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
	if text, err := readFile(os.DevNull); err != nil || len(text) != 0 {
		t.Errorf("%s: %q, %v", os.DevNull, text, err)
	}
}
