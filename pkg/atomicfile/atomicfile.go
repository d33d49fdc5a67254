// Package atomicfile replaces a file in one step: a reader, a crash or a full
// disk sees the old file or the new one, never something in between.
//
// Rules: every write of awsenv goes through Write, WriteIf or WriteCache. The new
// text is written to a temporary file beside the real file (rename is atomic only
// within one file system), is readable by its owner alone until it is complete, and
// reaches the disk before it gets its name.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// TempPattern matches the names of all temporary files, for filepath.Match. A process
// that is killed in the middle of a write leaves one behind, see Sweep.
const TempPattern = tempPrefix + "*" + tempSuffix

const (
	tempPrefix, tempSuffix = ".awsenv-", ".tmp"
	// longestName bounds what the name of a temporary file takes over of its file's: a
	// file name has 255 bytes at most.
	longestName = 200
)

// maxLinks is how many symbolic links in a row Linux follows (path_resolution(7)).
const maxLinks = 40

// Write replaces the content of the file at path with data, or makes the file.
//
// A symbolic link is followed, also when it leads to nothing yet: the link stays
// and the file it names is written. A file that exists keeps its permissions, and its
// owner, group, extended attributes and access control list where the system permits
// that (a list that cannot be kept leaves the owner's rights alone); a new one gets
// mode, whatever the umask says, and when root makes it in the folder of somebody else
// it is theirs. The folder must exist.
//
// On failure the file is as it was and no temporary file is left. The error names
// the file and wraps the system's reason. Only a failure to get the folder's entry
// to the disk comes after the replacement; it says so.
func Write(path string, data []byte, mode fs.FileMode) error {
	return WriteIf(path, data, mode, nil)
}

// WriteIf is Write unless last, which is called when all that is left to do is the
// rename, returns an error: then nothing is replaced and the error comes back as it
// is. It is the place to look whether the file is still the one that was read. A
// nil last is none.
func WriteIf(path string, data []byte, mode fs.FileMode, last func() error) error {
	target, err := exchange(path, data, mode, last)
	if err != nil {
		return err
	}
	if err := SyncFolder(filepath.Dir(target)); err != nil {
		return fmt.Errorf("write %q: the file is replaced, but it may not survive a power failure: %w", path, reason(err))
	}
	return nil
}

// WriteCache is Write for what can be got again, in a folder of our own: it is as whole
// at any moment, but after a power failure the old file may be back. A link is not
// followed but replaced, as is the file of anybody else, and the mode is 0600 whatever
// it was. What killed writers left in the folder a minute ago or earlier goes.
func WriteCache(path string, data []byte) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("write %q: %w", path, reason(err))
	case !info.Mode().IsRegular() && info.Mode()&fs.ModeSymlink == 0:
		return fmt.Errorf("write %q: it is not a regular file", path)
	}
	if err := replace(path, data, 0o600, nil, nil); err != nil {
		return fmt.Errorf("write %q: %w", path, reason(err))
	}
	sweepOld(path)
	return nil
}

// exchange is Write up to and including the rename; it tells which file it replaced.
func exchange(path string, data []byte, mode fs.FileMode, last func() error) (target string, err error) {
	target, err = realPath(path)
	if err != nil {
		return "", fmt.Errorf("write %q: %w", path, err)
	}
	old, err := os.Stat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		old = nil
	case err != nil:
		return "", fmt.Errorf("write %q: %w", path, reason(err))
	case !old.Mode().IsRegular():
		// A rename would put a file in place of the device or the pipe.
		return "", fmt.Errorf("write %q: it is not a regular file", path)
	default:
		mode = old.Mode()
	}
	var refused error
	if last != nil {
		check := last
		last = func() error {
			refused = check()
			return refused
		}
	}
	err = replace(target, data, mode.Perm(), old, last)
	switch {
	case refused != nil:
		return "", refused
	case err != nil:
		return "", fmt.Errorf("write %q: %w", path, reason(err))
	}
	return target, nil
}

// replace does everything up to and including the rename.
func replace(target string, data []byte, perm fs.FileMode, old fs.FileInfo, last func() error) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(target), tempFor(target)+"*"+tempSuffix) // made with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	if _, err := temp.Write(data); err != nil {
		return err
	}
	if old != nil {
		keepOwner(temp, old)
		if !keepAttributes(temp, target) {
			// The bits of the group were the most that anybody named in the list may do.
			perm &= 0o700
		}
	} else {
		giveToFolder(temp)
	}
	// After the owner, because a change of owner may clear permission bits. What is as it
	// should be already is not set again: that costs a file system as much as a change.
	if info, err := temp.Stat(); err != nil || info.Mode().Perm() != perm {
		if err := temp.Chmod(perm); err != nil {
			return err
		}
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if last != nil {
		if err := last(); err != nil {
			return err
		}
	}
	return rename(temp.Name(), target)
}

// tempFor is how the names of the temporary files of a file begin; behind it are
// digits. They tell for which file they are, unless its name is too long.
func tempFor(target string) string {
	if name := filepath.Base(target); len(name) <= longestName {
		return tempPrefix + name + "-"
	}
	return tempPrefix
}

// Sweep removes what writers that were killed left beside the file at path, or the file
// that it links to: they hold the secrets of the text that was to be written. It is for
// those who hold a lock that every writer of the file takes, and so know that no other
// one is alive. What cannot be removed stays.
func Sweep(path string) {
	target, err := realPath(path)
	if err != nil {
		return
	}
	sweep(filepath.Dir(target), func(name string, _ fs.DirEntry) bool {
		digits, ours := strings.CutPrefix(name, tempFor(target))
		return ours && strings.Trim(strings.TrimSuffix(digits, tempSuffix), "0123456789") == ""
	})
}

// abandoned is the age of a temporary file that no living writer has: a write takes
// milliseconds.
const abandoned = time.Minute

// sweepOld removes what killed writers of any file left in the folder of a file that
// was just written, for those who hold no lock.
func sweepOld(written string) {
	latest, err := os.Stat(written)
	if err != nil {
		return
	}
	sweep(filepath.Dir(written), func(_ string, entry fs.DirEntry) bool {
		info, err := entry.Info()
		return err == nil && latest.ModTime().Sub(info.ModTime()) > abandoned
	})
}

// sweep removes the temporary files of a folder that are dead.
func sweep(folder string, dead func(name string, entry fs.DirEntry) bool) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) && entry.Type().IsRegular() && dead(name, entry) {
			_ = os.Remove(filepath.Join(folder, name))
		}
	}
}

// realPath follows symbolic links in the last element of path. The folders before
// it are left to the system: cleaning them as text would be wrong for "link/..".
func realPath(path string) (string, error) {
	for range maxLinks {
		to, err := os.Readlink(path)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, notLink):
			return path, nil // nothing there, or not a link
		case err != nil:
			return "", reason(err)
		case filepath.IsAbs(to):
			path = to
		default:
			folder, _ := filepath.Split(path)
			path = folder + to
		}
	}
	return "", syscall.ELOOP
}

// LockName is a path by which a file is locked: the same for every way to it, by links or
// from another folder, also before there is a file. Where the case of letters makes no
// other file it makes no other lock either.
func LockName(path string) string {
	if real, err := realPath(path); err == nil {
		path = real
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return strings.ToLower(path)
}

// SyncFolder makes a renamed entry durable, for what WriteCache wrote. A folder that
// cannot be opened, or a file system that has no such operation, is not an error:
// there is nothing more to do.
func SyncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer folder.Close()
	err = syncFolder(folder)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// reason is the system's own error without the operation and the temporary name,
// which mean nothing to a person.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
