package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// parentName asks the kernel for the words that the calling process was started with
// (sysctl kern.proc.args), of which the first is its name: no child process.
func parentName() string {
	words, err := unix.SysctlRaw("kern.proc.args", os.Getppid())
	if err != nil {
		return ""
	}
	return unix.ByteSliceToString(words)
}
