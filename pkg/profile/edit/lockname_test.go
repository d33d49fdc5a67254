package edit

import "testing"

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
