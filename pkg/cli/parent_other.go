//go:build !linux && !darwin && !freebsd

package cli

// parentName is empty where the system has no cheap way to tell: $SHELL decides.
func parentName() string { return "" }
