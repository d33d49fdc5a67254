//go:build unix

package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
)

// handedOn are the signals that the command gets from us.
var handedOn = [...]os.Signal{
	syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTSTP, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGCONT,
}

// ignoredSignals are those that are ignored, as under nohup, and which the command is to
// ignore, too. The question is to be asked before anything listens to one.
func ignoredSignals() []os.Signal {
	return slices.DeleteFunc(slices.Clone(handedOn[:]), func(s os.Signal) bool { return !signal.Ignored(s) })
}

// supervise runs the command as a child and ends as it ends.
//
// The child stays in our process group: the terminal's keys reach it as well as us, and
// the others of a pipeline keep the terminal. So what the keys send is left to the
// terminal, and what reaches us alone is handed on.
func (a *app) supervise(run execution) error {
	if a.interruptible != nil && a.interruptible.Err() != nil {
		return context.Cause(a.interruptible)
	}
	a.interruptible = nil // from here on signals are the command's
	signal.Reset()
	signals := make(chan os.Signal, 16)
	for _, s := range handedOn {
		if !slices.Contains(run.ignored, s) {
			signal.Notify(signals, s)
		}
	}
	defer signal.Stop(signals)

	// The child's end with ours hangs on the thread that starts it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	child, err := a.start(run)
	if err != nil {
		return cannotRun(run.argv[0], err)
	}
	// A question in the background must not stop us: the endpoint answers on.
	signal.Ignore(syscall.SIGTTIN, syscall.SIGTTOU)

	changes := make(chan syscall.WaitStatus)
	go watch(child, changes)
	var unanswered <-chan time.Time
	for {
		select {
		case s := <-signals:
			// A shell that brings us to the front continues the command as well. To do it
			// once more later could undo the next Ctrl-Z.
			if s == syscall.SIGCONT && a.inForeground() {
				unanswered = time.After(signalTakesEffect)
				continue
			}
			a.handOn(child, s.(syscall.Signal))
		case <-unanswered:
			a.handOn(child, syscall.SIGCONT)
		case status := <-changes:
			unanswered = nil
			switch {
			case status.Stopped():
				a.stopWith()
			case status.Signaled():
				return &commandEnded{status: exit.Signalled(int(status.Signal())), signal: status.Signal()}
			case status.Exited():
				return &commandEnded{status: status.ExitStatus()}
			}
		}
	}
}

// start starts the command.
func (a *app) start(run execution) (pid int, err error) {
	if a.world.Restore != nil {
		a.world.Restore()
		defer func() { a.world.Restore = refuseCoreDump() }()
	}
	attributes := &syscall.ProcAttr{Env: run.environ, Files: []uintptr{0, 1, 2}, Sys: endWithUs()}
	pid, err = syscall.ForkExec(run.program, run.argv, attributes)
	if script, ok := run.asScript(err); ok {
		return syscall.ForkExec(script.program, script.argv, attributes)
	}
	return pid, err
}

// watch tells of every change of the child, the last one is its end.
func watch(pid int, changes chan<- syscall.WaitStatus) {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(pid, &status, syscall.WUNTRACED|syscall.WCONTINUED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err != nil: // somebody else's SIGCHLD is ignored: the system keeps no status
			status = syscall.WaitStatus(exit.Unexpected << 8)
		}
		changes <- status
		if status.Exited() || status.Signaled() {
			return
		}
	}
}

// handOn gives a signal to the command, unless it was the terminal's, which has given it
// already: twice would be, for some programs, the request to stop at once.
func (a *app) handOn(pid int, s syscall.Signal) {
	switch s {
	case syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTSTP:
		if a.inForeground() {
			return
		}
	}
	_ = syscall.Kill(pid, s)
}

// inForeground reports whether the terminal's keys reach us.
func (a *app) inForeground() bool {
	terminal, err := a.openTerminal()
	if err != nil {
		return false
	}
	defer terminal.Close()
	return terminal.Foreground()
}

// stopWith stops us as well when the command has stopped on a terminal, so that the shell
// gets the terminal back.
func (a *app) stopWith() {
	terminal, err := a.openTerminal()
	if err != nil {
		return
	}
	_ = terminal.Close()
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
}

// signalTakesEffect is how long a signal may take until it is seen to have happened.
const signalTakesEffect = time.Second

// end is the status to exit with. An interrupted command takes us along by the same
// signal: a shell that runs a script stops only then.
func (e *commandEnded) end() int {
	if e.signal == syscall.SIGINT {
		signal.Reset(syscall.SIGINT)
		if syscall.Kill(os.Getpid(), syscall.SIGINT) == nil {
			time.Sleep(signalTakesEffect)
		}
	}
	return e.status
}

// running reports whether there is a process of that number.
func running(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
