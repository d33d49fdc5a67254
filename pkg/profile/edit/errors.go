package edit

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/exit"
)

// Error says why a file was left as it was.
type Error struct {
	Problem string
	// Changed says that somebody else wrote the file between reading and writing:
	// trying again may do.
	Changed bool
	hints   []string
	err     error
}

// Error implements error. It holds no value of any option.
func (e *Error) Error() string { return e.Problem }

// Unwrap is the system's reason, where there is one.
func (e *Error) Unwrap() error { return e.err }

// Hints says what to do.
func (e *Error) Hints() []string { return e.hints }

// ExitCode is that of a faulty configuration.
func (e *Error) ExitCode() int { return exit.Config }

func refused(format string, args ...any) *Error { return &Error{Problem: fmt.Sprintf(format, args...)} }

// cannot is a change that would change more than it says.
func cannot(c Change) *Error {
	return &Error{Problem: fmt.Sprintf("%s of profile %q cannot be changed without changing what other lines of the file mean", c.what(), c.profile),
		hints: []string{"edit the file by hand: unusual indentation makes lines depend on the ones above them"}}
}
