//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// keepOwner gives the new file the owner and group of the old one. Only root may
// give a file away, others may at most choose among their groups, so a refusal
// leaves what the system gave.
func keepOwner(file *os.File, old fs.FileInfo) {
	was, ok := old.Sys().(*syscall.Stat_t)
	if !ok {
		return
	}
	if info, err := file.Stat(); err == nil {
		if is, ok := info.Sys().(*syscall.Stat_t); ok && is.Uid == was.Uid && is.Gid == was.Gid {
			return
		}
	}
	if file.Chown(int(was.Uid), int(was.Gid)) != nil {
		_ = file.Chown(-1, int(was.Gid))
	}
}

// giveToFolder gives a new file that root makes to the owner of its folder: under sudo
// that is the person's, who could not change it otherwise.
func giveToFolder(file *os.File) {
	if os.Geteuid() != 0 {
		return
	}
	if folder, err := os.Stat(filepath.Dir(file.Name())); err == nil {
		keepOwner(file, folder)
	}
}

// MakeFolder is os.MkdirAll, and gives what root makes to the owner of the folder that
// it is in.
func MakeFolder(path string, mode fs.FileMode) error {
	if _, err := os.Stat(path); err == nil || os.Geteuid() != 0 {
		return os.MkdirAll(path, mode)
	}
	above := filepath.Dir(path)
	if above != path {
		if err := MakeFolder(above, mode); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, mode); err != nil {
		return err
	}
	if info, err := os.Stat(above); err == nil {
		if is, ok := info.Sys().(*syscall.Stat_t); ok {
			return os.Lchown(path, int(is.Uid), int(is.Gid))
		}
	}
	return nil
}
