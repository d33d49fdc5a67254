package mfa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/program"
	"github.com/awsenv/awsenv/pkg/voice"
)

// CommandLimit is how long an MFA command may take: long enough to touch a
// security key.
const CommandLimit = 30 * time.Second

// Command is the [mfa] command of the configuration: a program that prints a
// code. It runs as package program runs one.
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

// Name is the program as messages call it.
func (c Command) Name() string {
	if len(c.Argv) == 0 {
		return "the MFA command"
	}
	return "the MFA command " + program.Name(c.Argv)
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
	tell := c.Tell
	if tell == nil {
		tell = voice.None{}
	}
	printed, err := program.Program{
		Argv: c.expand(d), Env: c.Env, Limit: limit, Tell: tell,
		Doing: "waiting for a code of " + c.Name() + " (touch your key?)",
	}.Run(ctx)
	var failed *program.Error
	switch {
	case errors.As(err, &failed) && failed.Slow:
		return "", &CommandError{Name: c.Name(), Problem: fmt.Sprintf("it gave no code within %s", limit), Said: failed.Said}
	case errors.As(err, &failed):
		return "", &CommandError{Name: c.Name(), Problem: failed.Problem, Said: failed.Said}
	}
	return string(printed), err
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
