//go:build linux || darwin || freebsd || netbsd

package atomicfile

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// accessList is the extended attribute in which Linux keeps an access control list.
const accessList = "system.posix_acl_access"

// keepAttributes gives the new file the extended attributes of the old one at path, and
// with them, on Linux, its access control list and its security label. Some are for
// the system alone to set: a refusal leaves what the system gave. ok is false when an
// access control list got lost.
func keepAttributes(file *os.File, path string) (ok bool) {
	ok = true
	// The folder may have given the new file a list that the old one has not.
	_ = unix.Fremovexattr(int(file.Fd()), accessList)
	for _, name := range attributes(path) {
		value, err := attribute(path, name)
		if err == nil {
			err = unix.Fsetxattr(int(file.Fd()), name, value, 0)
		}
		if err != nil && name == accessList {
			ok = false
		}
	}
	return ok
}

// attributes are the names of a file's extended attributes, none where there are none.
func attributes(path string) []string {
	size, err := unix.Listxattr(path, nil)
	if err != nil || size <= 0 {
		return nil
	}
	names := make([]byte, size)
	if size, err = unix.Listxattr(path, names); err != nil {
		return nil
	}
	return strings.FieldsFunc(string(names[:size]), func(r rune) bool { return r == 0 })
}

func attribute(path, name string) ([]byte, error) {
	size, err := unix.Getxattr(path, name, nil)
	if err != nil {
		return nil, err
	}
	value := make([]byte, size)
	size, err = unix.Getxattr(path, name, value)
	return value[:max(size, 0)], err
}
