// Package exit names the exit statuses of awsenv, which scripts rely on: the table in
// README.md is theirs, too.
//
// Rules: it imports nothing. An error says its status through a method
// ExitCode() int, whatever package it is of; the command layer asks the outermost
// error that has one.
package exit

const (
	// Done is a command that did what it was asked to do.
	Done = 0
	// Unexpected is every failure that none of the others is.
	Unexpected = 1
	// Usage is a fault in what was typed: a flag, a value, a shell's name.
	Usage = 2
	// Config is a fault in a profile or in awsenv's own configuration.
	Config = 3
	// Person is the lack of somebody to ask: no terminal, --no-prompt, a question
	// that was left unanswered, a sign-in that has to be made first.
	Person = 4
	// Refused is AWS saying no.
	Refused = 5
	// Unreachable is an endpoint that was not reached, or whose answer is not AWS's.
	Unreachable = 6
	// CannotRun is a command of `exec` that is there and cannot be run, NotFound one that
	// is not there: as a shell has them.
	CannotRun = 126
	NotFound  = 127
)

// Signalled is the status for a program that a signal ended, as a shell reports it.
func Signalled(number int) int { return 128 + number }
