package atomicfile

import (
	"os"
	"path/filepath"
	"testing"
)

// Two programs that call a file by names of another case change one file on macOS and
// Windows: they must not do so at the same time.
func TestLockNameHasNoCase(t *testing.T) {
	if LockName("/Users/a/.aws/config") != LockName("/Users/A/.AWS/Config") {
		t.Error("one file has two locks")
	}
	if LockName("/home/a/.aws/config") == LockName("/home/b/.aws/config") {
		t.Error("two files have one lock")
	}
}

// Of two programs that make a file at the same time one waits, whatever way each comes
// by: before there is a file, links to it lead nowhere.
func TestLockNameOfAFileThatIsNotThereYet(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "real")
	for _, err := range []error{os.Mkdir(real, 0o700), os.Symlink(real, filepath.Join(dir, "way")), os.Symlink("real/keys.json", filepath.Join(dir, "link"))} {
		if err != nil {
			t.Skip(err)
		}
	}
	t.Chdir(dir)
	want := LockName(filepath.Join(real, "keys.json"))
	for _, path := range []string{filepath.Join(dir, "way", "keys.json"), filepath.Join(dir, "link"), "real/keys.json", "way/../real/keys.json", "link"} {
		if got := LockName(path); got != want {
			t.Errorf("%s is locked as %s, not as %s", path, got, want)
		}
	}
}
