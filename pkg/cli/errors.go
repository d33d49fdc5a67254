package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
)

// coded is any error that knows its exit status, hinted any that knows what to
// do about it. Both are structural, so that no package below imports this one.
type coded interface{ ExitCode() int }
type hinted interface{ Hints() []string }

// fault is an error of the command layer itself.
type fault struct {
	status  int
	message string
	hints   []string
}

func (f *fault) Error() string   { return f.message }
func (f *fault) ExitCode() int   { return f.status }
func (f *fault) Hints() []string { return f.hints }

// usage is a fault in what was typed.
func usage(message string, hints ...string) error {
	return &fault{status: exit.Usage, message: message, hints: hints}
}

// emptyArgument answers the likeliest slip of a script: a variable that is not
// set, in the place of a profile.
func emptyArgument() error {
	return usage("an argument is empty", "is the variable that it comes from set?")
}

// exitStatus is the status that the outermost error with an opinion asks for.
func exitStatus(err error) int {
	var c coded
	if errors.As(err, &c) {
		return c.ExitCode()
	}
	return exit.Unexpected
}

// unfinished is an error in the middle of something: its hints say how things stand.
type unfinished struct {
	error
	hints []string
}

func (u *unfinished) Unwrap() error   { return u.error }
func (u *unfinished) Hints() []string { return u.hints }

// hintsOf are the hints of an error.
func hintsOf(err error) []string {
	var h hinted
	if errors.As(err, &h) {
		return slices.Clone(h.Hints())
	}
	return nil
}

// report writes an error and its hints to a person. Text that came from files
// and servers is cleaned, so that it cannot steer the terminal.
func report(to io.Writer, err error) {
	writeLine(to, "error", err.Error())
	for _, hint := range hintsOf(err) {
		writeLine(to, "hint", hint)
	}
}

// writeLine writes one message in the program's own form:
// "awsenv: kind: text", in a single write.
func writeLine(to io.Writer, kind, text string) {
	_, _ = io.WriteString(to, "awsenv: "+kind+": "+printable.Line(strings.TrimSpace(text))+"\n")
}
