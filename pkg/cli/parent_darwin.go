package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// parentName asks the kernel for the calling process's entry: no child process.
func parentName() string {
	entry, err := unix.SysctlKinfoProc("kern.proc.pid", os.Getppid())
	if err != nil {
		return ""
	}
	return unix.ByteSliceToString(entry.Proc.P_comm[:])
}
