//go:build !unix

package cli

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
)

// ignoredSignals is for systems with signals.
func ignoredSignals() []os.Signal { return nil }

// supervise is the same here.
func (a *app) supervise(run execution) error { return a.become(run) }

// end is the status to exit with.
func (e *commandEnded) end() int { return e.status }

// running reports whether there may be a process of that number.
func running(int) bool { return true }

// become runs the command as a child, since this system cannot replace a process, and
// ends as it ends. Ctrl-C reaches both; it is the command that has to know what to do.
func (a *app) become(run execution) error {
	signal.Ignore(os.Interrupt)
	cmd := &exec.Cmd{Path: run.program, Args: run.argv, Env: run.environ, Stdin: a.world.Stdin, Stdout: a.world.Stdout, Stderr: a.world.Stderr}
	err := cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return &commandEnded{status: ended.ExitCode()}
	}
	return cannotRun(run.argv[0], err)
}
