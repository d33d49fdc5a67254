// What Windows has otherwise, or not at all.

package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

// environment is os.Environ with the names of AWS's variables and ours as everybody else
// writes them: here aws_profile is AWS_PROFILE.
func environment() []string {
	all := os.Environ()
	for i, entry := range all {
		name, value, _ := strings.Cut(entry, "=")
		if upper := strings.ToUpper(name); upper != name && strings.HasPrefix(upper, "AWS") {
			all[i] = upper + "=" + value
		}
	}
	return all
}

// refuseCoreDump does nothing: a process leaves no core file.
func refuseCoreDump() (restore func()) { return func() {} }

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
	if a.interruptible != nil && a.interruptible.Err() != nil {
		return context.Cause(a.interruptible)
	}
	a.interruptible = nil // from here on Ctrl-C is the command's
	// Not signal.Ignore, which leaves it to the system, and that ends us.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	cmd := &exec.Cmd{Path: run.program, Args: run.argv, Env: run.environ, Stdin: a.world.Stdin, Stdout: a.world.Stdout, Stderr: a.world.Stderr}
	err := cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return &commandEnded{status: ended.ExitCode()}
	}
	return cannotRun(run.argv[0], err)
}
