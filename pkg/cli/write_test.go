//go:build !windows

package cli_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/cli"
)

// writes counts the calls of Write, and fails them when it is told to.
type writes struct {
	text  bytes.Buffer
	count int
	fail  error
}

func (w *writes) Write(p []byte) (int, error) {
	w.count++
	if w.fail != nil {
		return 0, w.fail
	}
	return w.text.Write(p)
}

// run runs awsenv in this process.
func (w world) run(stdout *writes, args ...string) (status int, stderr string) {
	env := func(name string) (string, bool) {
		for i := len(w.env) - 1; i >= 0; i-- {
			if value, found := strings.CutPrefix(w.env[i], name+"="); found {
				return value, true
			}
		}
		return "", false
	}
	var said bytes.Buffer
	status = cli.Run(cli.World{
		Args: args, Env: env, Environ: func() []string { return w.env },
		Stdin: strings.NewReader(""), Stdout: stdout, Stderr: &said,
		StdoutIsTerminal: func() bool { return false },
		StderrIsTerminal: func() bool { return false },
		StdoutColumns:    func() int { return 0 },
		Now:              time.Now, Parent: func() string { return "sh" }, ReadFile: os.ReadFile,
	})
	return status, said.String()
}

func TestStandardOutputIsWrittenOnce(t *testing.T) {
	w := newWorld(t)
	for _, args := range [][]string{
		{"--role-arn", "arn:aws:iam::222233334444:role/open", "--source-profile", "iam", "--no-prompt"},
		{"prod", "--no-prompt"}, {"prdo"}, {"--clear"}, {"--no-such-flag"}, {"prod", "--shell", "tcsh"},
	} {
		var out writes
		if w.run(&out, args...); out.count != 1 {
			t.Errorf("awsenv %q writes %d times:\n%s", args, out.count, out.text.String())
		}
	}
}

func TestOutputThatNobodyTakesIsAFailure(t *testing.T) {
	w := newWorld(t)
	out := writes{fail: errors.New("no space left on device")}
	status, stderr := w.run(&out, "--clear")
	if status == 0 || !strings.Contains(stderr, "no space left") {
		t.Errorf("exit status %d:\n%s", status, stderr)
	}
}
