//go:build !linux

package bench

import "testing"

// The state of a program's pages is the system's own affair here.
func asAfterABoot(*testing.B, string) {}
func asAfterACopy(*testing.B, string) {}
