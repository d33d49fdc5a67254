//go:build !unix

package program

import "os/exec"

// apart has nothing to do where there are no process groups: the command alone
// is ended.
func apart(*exec.Cmd) {}
