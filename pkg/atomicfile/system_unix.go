//go:build unix

package atomicfile

import (
	"os"
	"syscall"
)

// rename replaces a file in one step (rename(2)).
func rename(from, to string) error { return os.Rename(from, to) }

// notLink is what the system says when a link's target is asked for and there is no link
// (readlink(2)).
const notLink = syscall.EINVAL

// syncFolder brings a folder's entries to the disk.
func syncFolder(folder *os.File) error { return folder.Sync() }
