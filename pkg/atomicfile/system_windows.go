package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// MakeFolder is os.MkdirAll.
func MakeFolder(path string, mode fs.FileMode) error { return os.MkdirAll(path, mode) }

// A file that another program has open cannot be replaced, unlike on Unix. Most have it
// open for the moment of a read: the tries below add up to five seconds.
const (
	firstPause, lastPause = time.Millisecond, 128 * time.Millisecond
	tries                 = 46
)

// rename replaces a file in one step, on the disk when it returns (MoveFileExW), also one
// that may only be read, as a rename does elsewhere.
func rename(from, to string) error {
	source, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	protect := allowWriting(target)
	pause := firstPause
	for range tries {
		err = windows.MoveFileEx(source, target, windows.MOVEFILE_REPLACE_EXISTING|windows.MOVEFILE_WRITE_THROUGH)
		if err == nil {
			return nil
		}
		if !isOpen(err) {
			break
		}
		time.Sleep(pause)
		pause = min(2*pause, lastPause)
	}
	protect()
	return err
}

// isOpen reports whether an error may come of another program's having a file open.
func isOpen(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
}

// allowWriting takes the read-only attribute from a file, and gives what puts it back.
func allowWriting(path *uint16) (protect func()) {
	attributes, err := windows.GetFileAttributes(path)
	if err != nil || attributes&windows.FILE_ATTRIBUTE_READONLY == 0 {
		return func() {}
	}
	_ = windows.SetFileAttributes(path, attributes&^windows.FILE_ATTRIBUTE_READONLY)
	return func() { _ = windows.SetFileAttributes(path, attributes) }
}

// notLink is what the system says when a link's target is asked for and there is no link.
const notLink = windows.ERROR_NOT_A_REPARSE_POINT

// syncFolder does nothing: rename has waited for the disk.
func syncFolder(*os.File) error { return nil }

// keepOwner leaves a new file to who makes it.
func keepOwner(*os.File, fs.FileInfo) {}

// giveToFolder does too.
func giveToFolder(*os.File) {}

// keepAttributes gives the new file the access control list of the old one at path. ok is
// false when it could not: the new file then has what its folder gives.
func keepAttributes(file *os.File, path string) (ok bool) {
	old, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return false
	}
	list, _, err := old.DACL()
	if err != nil {
		return false
	}
	which := windows.SECURITY_INFORMATION(windows.DACL_SECURITY_INFORMATION | windows.UNPROTECTED_DACL_SECURITY_INFORMATION)
	if control, _, err := old.Control(); err == nil && control&windows.SE_DACL_PROTECTED != 0 {
		which = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
	}
	return windows.SetNamedSecurityInfo(file.Name(), windows.SE_FILE_OBJECT, which, nil, nil, list, nil) == nil
}
