package mfa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/voice"
)

// CommandLimit is how long an MFA command may take: long enough to touch a
// security key.
const CommandLimit = 30 * time.Second

// Command is the [mfa] command of the configuration: a program that prints a
// code. It runs without a shell, with an empty standard input, and in a session
// of its own: it cannot take the terminal, so a program that wants a password
// there fails at once instead of being stopped, and it can be ended together
// with everything it started.
type Command struct {
	// Argv is the program and its arguments. In each of them {serial} and
	// {profile} stand for the device and the profile.
	Argv []string
	// Env is the program's environment as "name=value"; nil is our own.
	Env []string
	// Limit is how long it may take; 0 is CommandLimit.
	Limit time.Duration
	// Tell hears each line of its standard error as a notice, cleaned of control
	// characters, while it runs ("touch your key"), and of the wait; nil keeps the
	// lines for the error.
	Tell voice.Voice
}

// Format hides the arguments and the environment, for every verb.
func (c Command) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.Name()) }

// outputLimit bounds what is kept of each of the command's streams.
const outputLimit = 4096

// drainLimit is how long the streams may stay open after the command's end,
// held by something that it left running.
const drainLimit = 500 * time.Millisecond

// Name is the program as messages call it.
func (c Command) Name() string {
	if len(c.Argv) == 0 {
		return "the MFA command"
	}
	return fmt.Sprintf("the MFA command %q", printable.Words(filepath.Base(c.Argv[0])))
}

// Code runs the command and returns what it printed. The error is
// *CommandError, or context.Cause when ctx ended.
func (c Command) Code(ctx context.Context, d Device) (string, error) {
	if len(c.Argv) == 0 || c.Argv[0] == "" {
		return "", &CommandError{Name: c.Name(), Problem: "it names no program"}
	}
	limit := c.Limit
	if limit == 0 {
		limit = CommandLimit
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	argv := c.expand(d)
	cmd := exec.CommandContext(limited, argv[0], argv[1:]...)
	var printed kept
	tell := c.Tell
	if tell == nil {
		tell = voice.None{}
	}
	told := lines{say: tell.Notice}
	cmd.Env, cmd.Stdout, cmd.Stderr = c.Env, &printed, &told
	cmd.WaitDelay = drainLimit
	apart(cmd)
	done := tell.Progress("waiting for a code of " + c.Name() + " (touch your key?)")
	err := cmd.Run()
	done()
	told.flush()
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case limited.Err() != nil:
		return "", &CommandError{Name: c.Name(), Problem: fmt.Sprintf("it gave no code within %s", limit), Said: told.text()}
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "", &CommandError{Name: c.Name(), Problem: problem(err), Said: told.text()}
	}
	return string(printed.text), nil
}

// expand fills in the placeholders.
func (c Command) expand(d Device) []string {
	fill := strings.NewReplacer("{serial}", d.Serial, "{profile}", d.Profile)
	argv := make([]string, len(c.Argv))
	for i, arg := range c.Argv {
		argv[i] = fill.Replace(arg)
	}
	return argv
}

// problem says why a command failed, without its arguments.
func problem(err error) string {
	var missing *exec.Error
	if errors.As(err, &missing) {
		return missing.Err.Error()
	}
	return err.Error()
}

// CommandError is an MFA command that gave no code.
type CommandError struct {
	// Name is the command's name, Problem what went wrong.
	Name, Problem string
	// Said is what it wrote to standard error, cleaned, possibly empty.
	Said string
}

func (e *CommandError) Error() string {
	text := e.Name + " gave no code: " + e.Problem
	if e.Said != "" {
		text += ": " + e.Said
	}
	return text
}

// ExitCode: without the command a person is needed.
func (e *CommandError) ExitCode() int { return exit.Person }

// Hints says where the command is set.
func (e *CommandError) Hints() []string {
	return []string{"the command is `command` under [mfa] in awsenv's configuration; --token CODE gives a code without it"}
}

// kept is the beginning of a stream. (It is no bytes.Buffer: io.Copy would go
// past Write, and the limit, to that one's ReadFrom.)
type kept struct{ text []byte }

func (k *kept) Write(data []byte) (int, error) {
	k.text = append(k.text, data[:min(len(data), outputLimit-len(k.text))]...)
	return len(data), nil
}

// lines is a stream of which each line is passed on and the beginning is kept.
type lines struct {
	say  func(string)
	all  kept
	rest []byte
}

func (l *lines) Write(data []byte) (int, error) {
	_, _ = l.all.Write(data)
	for _, b := range data {
		if b == '\n' || b == '\r' || len(l.rest) >= outputLimit {
			l.flush()
		} else {
			l.rest = append(l.rest, b)
		}
	}
	return len(data), nil
}

func (l *lines) flush() {
	if text := printable.Words(string(l.rest)); text != "" {
		l.say(text)
	}
	l.rest = l.rest[:0]
}

func (l *lines) text() string { return printable.Words(string(l.all.text)) }
