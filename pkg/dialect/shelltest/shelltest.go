// Package shelltest runs real shells for tests. It is never linked into awsenv.
//
// A shell that is not installed skips the test on a person's machine and fails
// it under CI=true, so that a missing package cannot pass for a green run.
package shelltest

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Path finds a program, or skips or fails the test.
func Path(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and CI has to test it: %v", program, err)
	}
	t.Skipf("skipped: %s is not installed", program)
	return ""
}

// A Run is one run of a shell.
type Run struct {
	// Shell is the command line up to the script: {"bash", "--norc", "-c"}.
	Shell []string
	// Script is followed by "env -0", so that what a child of the shell gets is
	// what the test sees.
	Script string
	// Args become $1, $2 and so on ($argv in fish).
	Args []string
	// Env is the whole environment; PATH is added when it is not there.
	Env []string
	Dir string
}

// Environment runs the shell and returns the environment of its last child. Any
// word on standard error and any exit status but 0 is a failure.
func (r Run) Environment(t testing.TB) map[string]string {
	t.Helper()
	out, stderr, err := r.output(t, r.Script+"\nenv -0")
	if err != nil || stderr != "" {
		t.Fatalf("%s: %v\n%s\nin the script:\n%s", strings.Join(r.Shell, " "), err, stderr, r.Script)
	}
	environment := make(map[string]string)
	for entry := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		name, value, _ := strings.Cut(entry, "=")
		environment[name] = value
	}
	return environment
}

// Output runs the shell and returns what the script wrote.
func (r Run) Output(t testing.TB) (stdout, stderr string, err error) {
	t.Helper()
	return r.output(t, r.Script)
}

func (r Run) output(t testing.TB, script string) (string, string, error) {
	t.Helper()
	path := Path(t, r.Shell[0])
	args := append(append([]string{}, r.Shell[1:]...), script)
	// POSIX shells take the first argument after the script as $0.
	if !strings.Contains(r.Shell[0], "fish") {
		args = append(args, "shelltest")
	}
	cmd := exec.Command(path, append(args, r.Args...)...)
	cmd.Dir = r.Dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, r.Env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	return stdout.String(), stderr.String(), err
}
