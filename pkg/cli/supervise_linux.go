package cli

import "syscall"

// endWithUs makes the system end the command when we are killed: it could go on only
// until its session ends.
func endWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }
