package keeper

import "golang.org/x/sys/unix"

// peer is the user id at the other end of a socket (unix(7), SO_PEERCRED).
func peer(socket int) (uid int, err error) {
	other, err := unix.GetsockoptUcred(socket, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(other.Uid), nil
}
