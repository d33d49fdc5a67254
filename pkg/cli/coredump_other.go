//go:build !unix

package cli

// refuseCoreDump does nothing where a process leaves no core file.
func refuseCoreDump() (restore func()) { return func() {} }
