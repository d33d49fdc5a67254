package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/tty"
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
func report(to io.Writer, paint tty.Paint, err error) {
	writeLine(to, paint, "error", err.Error())
	for _, hint := range hintsOf(err) {
		writeLine(to, paint, "hint", hint)
	}
}

// writeLine writes one message in the program's own form:
// "awsenv: kind: text", in a single write.
func writeLine(to io.Writer, paint tty.Paint, kind, text string) {
	word := kind + ":"
	switch kind {
	case "error":
		word = paint.Bad(word)
	case "warning":
		word = paint.Soon(word)
	case "hint":
		word = paint.Hint(word)
	default:
		word = paint.Faint(word)
	}
	_, _ = io.WriteString(to, "awsenv: "+word+" "+printable.Line(strings.TrimSpace(text))+"\n")
}
