//go:build unix && !linux && !(freebsd && (amd64 || arm64))

package cli

import "golang.org/x/sys/unix"

// refuseCoreDump keeps the keys of this process out of core files. What is started
// from here inherits the limit, and may raise it again: the hard limit stays.
func refuseCoreDump() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) == nil && limit.Cur != 0 {
		limit.Cur = 0
		_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	}
}
