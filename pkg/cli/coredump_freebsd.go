//go:build amd64 || arm64

package cli

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The names of sys/procctl.h and sys/wait.h.
const (
	processID           = 0 // P_PID
	traceControl        = 7 // PROC_TRACE_CTL
	traceControlDisable = 2 // PROC_TRACE_CTL_DISABLE
)

// refuseCoreDump keeps the keys of this process out of core files, and from other
// programs of the same user that would attach to it. A program that is started from
// here is as it would be without us: the system forgets this when it replaces the
// program (procctl(2)).
func refuseCoreDump() (restore func()) {
	disable := int32(traceControlDisable)
	_, _, _ = unix.Syscall6(unix.SYS_PROCCTL, processID, uintptr(unix.Getpid()), traceControl, uintptr(unsafe.Pointer(&disable)), 0, 0)
	return func() {}
}
