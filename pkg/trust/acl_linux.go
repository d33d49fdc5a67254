package trust

import "golang.org/x/sys/unix"

// hasACL reports whether a file has more of an access control list than its mode.
func hasACL(path string) bool {
	size, err := unix.Getxattr(path, "system.posix_acl_access", nil)
	return err == nil && size > 0
}
