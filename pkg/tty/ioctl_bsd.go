//go:build darwin || freebsd

package tty

import "golang.org/x/sys/unix"

const (
	ioctlGetModes = unix.TIOCGETA
	ioctlSetModes = unix.TIOCSETA
	// ioctlUnread is FIONREAD of <sys/filio.h>, which x/sys does not list.
	ioctlUnread = 0x4004667f
)
