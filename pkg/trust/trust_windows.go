package trust

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// NoFollow has no meaning here.
const NoFollow = 0

func mine(fs.FileInfo) bool                               { return true }
func roots(fs.FileInfo) bool                              { return false }
func owner(fs.FileInfo) string                            { return "" }
func others(string, fs.FileInfo, fs.FileMode) fs.FileMode { return 0 }

// What the system says of a file for the moment in which another program replaces it
// (winerror.h).
const (
	accessDenied     syscall.Errno = 5
	sharingViolation syscall.Errno = 32
)

// The tries of openFile add up to a quarter of a second.
const (
	pause = 5 * time.Millisecond
	tries = 50
)

// openFile is os.OpenFile, and waits for the end of a replacement.
func openFile(path string, flag int) (file *os.File, err error) {
	for range tries {
		file, err = os.OpenFile(path, flag, 0)
		if !errors.Is(err, sharingViolation) && !errors.Is(err, accessDenied) {
			break
		}
		if info, failed := os.Lstat(path); failed == nil && !info.Mode().IsRegular() {
			break
		}
		time.Sleep(pause)
	}
	return file, err
}
