package cli

import "golang.org/x/sys/unix"

// refuseCoreDump keeps the keys of this process out of core files, and from other
// programs of the same user that would attach to it. A program that is started from
// here is as it would be without us: the system forgets this when it replaces the
// program (prctl(2), PR_SET_DUMPABLE).
func refuseCoreDump() (restore func()) {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	return func() {}
}
