// Package shelltest runs real shells for tests. It is never linked into awsenv.
package shelltest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// FishFlags are those of a fish that reads nothing of the person's and asks the
// terminal nothing: they differ from version to version.
func FishFlags(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command(tooltest.Program(t, "fish"), "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	var major, minor int
	if _, err := fmt.Sscanf(string(out), "fish, version %d.%d", &major, &minor); err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	switch {
	case major == 3 && minor < 2:
		return nil
	case major > 4 || major == 4 && minor > 0:
		return []string{"--no-config", "--features", "no-query-term"}
	}
	return []string{"--no-config"}
}

// A Run is one run of a shell.
type Run struct {
	// Shell is the command line up to the script: {"bash", "--norc", "-c"}.
	Shell []string
	// Script is followed by "env -0", so that what a child of the shell gets is
	// what the test sees.
	Script string
	// Args become $1, $2 and so on ($argv in fish, the first one $file in nu).
	Args []string
	// Env is the whole environment; PATH and an empty HOME are added when they are not there.
	Env []string
	Dir string
}

// Environment runs the shell and returns the environment of its last child. Any
// word on standard error and any exit status but 0 is a failure.
func (r Run) Environment(t testing.TB) map[string]string {
	t.Helper()
	env := "env -0"
	if r.isNu() {
		env = "^env -0"
	}
	out, stderr, err := r.output(t, r.Script+"\n"+env)
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

func (r Run) isNu() bool { return r.Shell[0] == "nu" }

func (r Run) output(t testing.TB, script string) (string, string, error) {
	t.Helper()
	path := tooltest.Program(t, r.Shell[0])
	args := slices.Clone(r.Shell[1:])
	switch {
	case r.isNu():
		if len(r.Args) > 0 {
			// Quoted as data, not by the dialect under test.
			script = "let file = r###'" + r.Args[0] + "'###\n" + script
		}
		args = append(args, script)
	case strings.Contains(r.Shell[0], "fish"):
		if i := slices.Index(args, "--no-config"); i >= 0 {
			args = slices.Replace(args, i, i+1, FishFlags(t)...)
		}
		// fish 3.1 keeps $argv empty under -c.
		args = append(args, "set argv '"+strings.Join(r.Args, "' '")+"'\n"+script)
	default:
		// POSIX shells take the first argument after the script as $0.
		args = append(append(args, script, "shelltest"), r.Args...)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = r.Dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, r.Env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	return stdout.String(), stderr.String(), err
}
