package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/awsenv/awsenv/pkg/exit"
)

// interruption is a signal that asked the program to stop.
type interruption struct{ signal syscall.Signal }

func (i interruption) Error() string {
	if i.signal == syscall.SIGINT {
		return "interrupted"
	}
	return fmt.Sprintf("stopped by signal: %v", i.signal)
}

// ExitCode is what a shell reports for a program that the signal killed.
func (i interruption) ExitCode() int { return exit.Signalled(int(i.signal)) }

// context ends, with an interruption as its cause, at the first SIGINT, SIGTERM or
// SIGHUP, so that terminal and files are put in order before the program exits. It is
// the only one of a run, made when something first has to be waited for: until then a
// signal ends the program by itself.
func (a *app) context() context.Context {
	if a.interruptible != nil {
		return a.interruptible
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	a.interruptible = ctx
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		if number, ok := (<-signals).(syscall.Signal); ok {
			cancel(interruption{number})
		}
	}()
	return ctx
}

// unlessInterrupted is the error to report of a command: what an interruption made
// fail is not worth a word, but how things were left is.
func (a *app) unlessInterrupted(err error) error {
	if err == nil || a.interruptible == nil || a.interruptible.Err() == nil {
		return err
	}
	cause := context.Cause(a.interruptible)
	var left *unfinished
	if !errors.As(err, &left) {
		return cause
	}
	if left.Error() != cause.Error() {
		a.Warn(left.Error())
	}
	return &unfinished{cause, left.hints}
}
