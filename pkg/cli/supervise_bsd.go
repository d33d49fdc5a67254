//go:build unix && !linux

package cli

import "syscall"

// endWithUs is nothing where no system call does it: a command whose awsenv was killed
// goes on until its session ends.
func endWithUs() *syscall.SysProcAttr { return nil }
