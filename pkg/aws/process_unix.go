//go:build unix

package aws

import (
	"os"
	"os/exec"
	"syscall"
)

// endTogether makes the end of cmd's context end the program with all that it
// started; sweep removes what is left of it afterwards.
//
// Without a terminal it gets a process group of its own for that. With one it
// stays in ours, as under the AWS CLI: a program in another group is stopped when
// it asks on the terminal. The terminal's own keys then reach all of the group.
// alone takes the terminal away, with a session of its own.
func endTogether(cmd *exec.Cmd, alone bool) (sweep func()) {
	if !alone && haveTerminal() {
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
		return func() {}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !alone, Setsid: alone}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	return func() {
		if cmd.Process != nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
	}
}

// haveTerminal reports whether this process has a controlling terminal.
func haveTerminal() bool {
	terminal, err := os.OpenFile("/dev/tty", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return false
	}
	_ = terminal.Close()
	return true
}
