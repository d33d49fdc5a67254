// Package tooltest is about the programs that tests run for real. It is never linked into
// awsenv.
//
// Rules: what a machine has not skips a test there and fails it under CI=true, so that a
// missing package cannot pass for a green run.
package tooltest

import (
	"os"
	"os/exec"
	"testing"
)

// Program is the path of a program, without which the test ends.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, name)
	}
	return path
}

// Missing ends a test that needs what this machine has not.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing, and CI must run this", what)
	}
	t.Skipf("%s is missing: this did not run", what)
}
