//go:build unix

package program

import (
	"os/exec"
	"syscall"
)

// apart gives a command a session, and with it a process group, of its own,
// and makes its end the end of the whole group.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
