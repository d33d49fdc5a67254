//go:build !unix

package aws

import "os/exec"

// endTogether does nothing where there are no process groups: only the program
// itself is ended.
func endTogether(*exec.Cmd, bool) (sweep func()) { return func() {} }
