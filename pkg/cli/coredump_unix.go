//go:build unix && !linux && !(freebsd && (amd64 || arm64))

package cli

import "golang.org/x/sys/unix"

// refuseCoreDump keeps the keys of this process out of core files. What is started
// from here inherits the limit, unless it is put back before.
func refuseCoreDump() (restore func()) {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) != nil || limit.Cur == 0 {
		return func() {}
	}
	none := limit
	none.Cur = 0
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &none)
	return func() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &limit) }
}
