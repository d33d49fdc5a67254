package keeper

import (
	"net"

	"golang.org/x/sys/unix"
)

// ownerOf is the user id of the process at the other end of a socket (unix(4),
// LOCAL_PEERCRED).
func ownerOf(socket *net.UnixConn) (uid int, err error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return 0, err
	}
	var peer *unix.Xucred
	var failed error
	if err := raw.Control(func(fd uintptr) { peer, failed = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED) }); err != nil {
		return 0, err
	}
	if failed != nil {
		return 0, failed
	}
	return int(peer.Uid), nil
}
