package keeper

import "golang.org/x/sys/unix"

// peer is the user id at the other end of a socket (unix(4), LOCAL_PEERCRED).
func peer(socket int) (uid int, err error) {
	other, err := unix.GetsockoptXucred(socket, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(other.Uid), nil
}
