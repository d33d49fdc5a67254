package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNewFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new")
	mustWrite(t, path, "text", 0o640)
	wantFile(t, path, "text", 0o640)
	wantNoLeftovers(t, filepath.Dir(path))
}

func TestModeKept(t *testing.T) {
	for _, mode := range []fs.FileMode{0o600, 0o644, 0o660, 0o400} {
		t.Run(mode.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "credentials")
			put(t, path, "old", mode)
			mustWrite(t, path, "new", 0o600)
			wantFile(t, path, "new", mode)
		})
	}
}

func TestSymbolicLinks(t *testing.T) {
	cases := []struct {
		name  string
		links map[string]string // link -> what it says; $ is the folder
		real  string
		there bool
	}{
		{"relative", map[string]string{"in/link": "../real/file"}, "real/file", true},
		{"absolute", map[string]string{"in/link": "$/real/file"}, "real/file", true},
		{"chain", map[string]string{"in/link": "second", "in/second": "$/real/third", "real/third": "file"}, "real/file", true},
		{"dangling", map[string]string{"in/link": "../real/none"}, "real/none", false},
		{"dangling chain", map[string]string{"in/link": "second", "in/second": "../real/none"}, "real/none", false},
		{"through a linked folder and back", map[string]string{"in/folder": "../real/deep", "in/link": "folder/../file"}, "real/file", true},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, folder := range []string{"in", "real/deep"} {
				if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			real := filepath.Join(dir, tt.real)
			mode := fs.FileMode(0o600)
			if tt.there {
				mode = 0o640
				put(t, real, "old", mode)
			}
			for link, to := range tt.links {
				if err := os.Symlink(strings.ReplaceAll(to, "$", dir), filepath.Join(dir, link)); err != nil {
					t.Fatal(err)
				}
			}
			mustWrite(t, filepath.Join(dir, "in/link"), "new", 0o600)
			wantFile(t, real, "new", mode)
			for link := range tt.links {
				info, err := os.Lstat(filepath.Join(dir, link))
				if err != nil || info.Mode()&fs.ModeSymlink == 0 {
					t.Errorf("%s is no link any more (%v)", link, err)
				}
			}
			wantNoLeftovers(t, dir)
		})
	}
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "file"), "x", 0o600)
	for link, to := range map[string]string{"a": "b", "b": "a", "to-null": os.DevNull} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for name, path := range map[string]string{
		"a folder":            dir,
		"no folder":           filepath.Join(dir, "none", "file"),
		"a file as folder":    filepath.Join(dir, "file", "file"),
		"links in a circle":   filepath.Join(dir, "a"),
		"a device":            os.DevNull,
		"a link to a device":  filepath.Join(dir, "to-null"),
		"a name too long":     filepath.Join(dir, strings.Repeat("x", 300)),
		"the empty path":      "",
		"a trailing slash":    filepath.Join(dir, "new") + "/",
		"a NUL byte in it":    filepath.Join(dir, "a\x00b"),
		"a folder of proc":    "/proc/self/awsenv",
		"the folder's parent": filepath.Join(dir, ".."),
	} {
		t.Run(name, func(t *testing.T) {
			err := Write(path, []byte("secret-text"), 0o600)
			if err == nil {
				t.Fatal("no error")
			}
			if text := err.Error(); !strings.Contains(text, fmt.Sprintf("%q", path)) || strings.Contains(text, "secret-text") || strings.Contains(text, ".tmp") {
				t.Errorf("error %q must name the path, and neither the text nor the temporary file", text)
			}
			wantNoLeftovers(t, dir)
		})
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&fs.ModeDevice == 0 {
		t.Fatalf("%s is no device any more", os.DevNull)
	}
}

// Whoever reads during the writes sees one of the texts, whole.
func TestConcurrentWriters(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	texts := make([][]byte, 4)
	for i := range texts {
		texts[i] = bytes.Repeat([]byte{byte('a' + i)}, 100_000)
	}
	mustWrite(t, path, string(texts[0]), 0o600)
	var writers sync.WaitGroup
	for _, text := range texts {
		writers.Go(func() {
			for range 20 {
				if err := Write(path, text, 0o600); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		wantWhole(t, path)
	}
	wantNoLeftovers(t, dir)
}

func mustWrite(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := Write(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
}

func wantFile(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%s holds %q, %v, want %q", path, got, err, text)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode() != mode {
		t.Errorf("%s has mode %v, want %v", path, info.Mode(), mode)
	}
}

// wantWhole checks for 100,000 times the same letter.
func wantWhole(t *testing.T, path string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || len(got) != 100_000 || len(bytes.Trim(got, string(got[:1]))) != 0 {
		t.Fatalf("a mixture of %d bytes, %v", len(got), err)
	}
}

func wantNoLeftovers(t *testing.T, dir string) {
	t.Helper()
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".tmp") {
			t.Errorf("left behind: %s", path)
		}
		return err
	})
}

// TestWriteIfAsksAtTheLastMoment: what is asked right before the rename decides,
// its error comes back as it is, and no temporary file stays.
func TestWriteIfAsksAtTheLastMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "credentials")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	no := errors.New("somebody was faster")
	if err := WriteIf(path, []byte("new"), 0o600, func() error { return no }); !errors.Is(err, no) || err.Error() != no.Error() {
		t.Errorf("got %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "old" {
		t.Errorf("the file holds %q", text)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if err := WriteIf(path, []byte("new"), 0o600, func() error { return nil }); err != nil {
		t.Error(err)
	}
	if text, _ := os.ReadFile(path); string(text) != "new" {
		t.Errorf("the file holds %q", text)
	}
}

// leave puts temporary files beside others, as killed writers leave them.
func leave(t *testing.T, dir string, age time.Duration, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(dir, name)
		put(t, path, "secret-text", 0o600)
		if then := time.Now().Add(-age); os.Chtimes(path, then, then) != nil {
			t.Fatal("no time could be set")
		}
	}
}

// wantNames checks what is in a folder, in the order of names.
func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if !slices.Equal(names, want) {
		t.Errorf("the folder holds %q, not %q", names, want)
	}
}

// Whoever holds the lock of a file sweeps what killed writers of this file left, at
// once, also behind a link; and nothing that a living writer of another file may need.
func TestSweepTakesTheFilesOfOnePathAlone(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "real")
	if err := os.Mkdir(real, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real/credentials", filepath.Join(dir, "credentials")); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(dir, "credentials"), "text", 0o600)
	leave(t, real, 0, ".awsenv-credentials-123.tmp", ".awsenv-credentials-1-2.tmp", ".awsenv-config-123.tmp", ".awsenv-123.tmp", "credentials-123.tmp")
	leave(t, dir, 0, ".awsenv-credentials-123.tmp")
	Sweep(filepath.Join(dir, "credentials"))
	wantNames(t, real, ".awsenv-123.tmp", ".awsenv-config-123.tmp", ".awsenv-credentials-1-2.tmp", "credentials", "credentials-123.tmp")
	wantNames(t, dir, ".awsenv-credentials-123.tmp", "credentials", "real")
}

// What a killed writer left is found by its name.
func TestSweepFindsWhatAWriterLeaves(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"credentials", "a*b?[c]", strings.Repeat("x", 255)} {
		path := filepath.Join(dir, name)
		left := ""
		stop := errors.New("killed here")
		_ = WriteIf(path, []byte("text"), 0o600, func() error {
			found, _ := filepath.Glob(filepath.Join(dir, TempPattern))
			if len(found) == 1 {
				left = found[0] + "x"
				if err := os.Link(found[0], left); err != nil {
					t.Fatal(err)
				}
			}
			return stop
		})
		if err := os.Rename(left, strings.TrimSuffix(left, "x")); err != nil {
			t.Fatal(err)
		}
		Sweep(path)
		wantNames(t, dir)
	}
}

func TestWriteCacheSweepsWhatIsOld(t *testing.T) {
	dir := t.TempDir()
	leave(t, dir, time.Hour, ".awsenv-a-1.tmp", ".awsenv-b-1.tmp", "mine.tmp")
	leave(t, dir, 0, ".awsenv-b-2.tmp")
	if err := WriteCache(filepath.Join(dir, "a"), []byte("text")); err != nil {
		t.Fatal(err)
	}
	wantNames(t, dir, ".awsenv-b-2.tmp", "a", "mine.tmp")
}
