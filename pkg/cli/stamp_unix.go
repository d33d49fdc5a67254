//go:build unix

package cli

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/profile"
)

// stateOf is the state of a regular file, and the zero State of one that is not there.
func stateOf(path string) (profile.State, bool) {
	if path == "" {
		return profile.State{}, true
	}
	var info unix.Stat_t
	switch err := unix.Stat(path, &info); {
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ENOTDIR):
		return profile.State{}, true
	case err != nil:
		return profile.State{}, false
	}
	return stateIn(&info)
}

// stateOfOpen is stateOf for a file that is open.
func stateOfOpen(file *os.File) (profile.State, bool) {
	var info unix.Stat_t
	if unix.Fstat(int(file.Fd()), &info) != nil {
		return profile.State{}, false
	}
	return stateIn(&info)
}

func stateIn(info *unix.Stat_t) (profile.State, bool) {
	if info.Mode&unix.S_IFMT != unix.S_IFREG {
		return profile.State{}, false
	}
	return profile.State{
		Device: int64(info.Dev), Inode: int64(info.Ino), Size: info.Size, //nolint:unconvert // the types differ from system to system
		Modified: info.Mtim.Nano(), Changed: info.Ctim.Nano(),
	}, true
}
