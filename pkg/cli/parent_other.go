//go:build !linux && !darwin

package cli

// parentName is empty where the system has no cheap way to tell: $SHELL decides.
func parentName() string { return "" }
