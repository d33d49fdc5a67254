package profile

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
)

// ParseError says that a file is not what the AWS CLI would read. One such line
// makes the AWS CLI refuse the whole file, for every profile.
type ParseError struct {
	// Path is the file as messages name it.
	Path string
	// Line counts from 1; 0 when the problem is the file as a whole.
	Line int
	// Problem never holds the text of an option's value: it may be a secret.
	Problem string
	hints   []string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("%s: %s", place(e.Path, e.Line), e.Problem)
}

// Hints says what to change.
func (e *ParseError) Hints() []string { return e.hints }

// ExitCode is that of a faulty configuration.
func (e *ParseError) ExitCode() int { return exit.Config }

// ErrorKind tells apart why a profile cannot be used. Each corresponds to one of
// the AWS CLI's exceptions.
type ErrorKind int

const (
	// UnknownProfile is ProfileNotFound.
	UnknownProfile ErrorKind = iota + 1
	// Loop is InfiniteLoopConfigError.
	Loop
	// PartialCredentials is PartialCredentialsError.
	PartialCredentials
	// NoCredentials is NoCredentialsError.
	NoCredentials
	// EmptySource is CredentialRetrievalError: a credential_source without credentials.
	EmptySource
	// InvalidConfig is InvalidConfigError.
	InvalidConfig
	// InvalidValue is ParamValidationError: a value that STS can never accept.
	InvalidValue
	// NoRegion is NoRegionError.
	NoRegion
	// InvalidRegion is InvalidRegionError, and ValueError for an empty region.
	InvalidRegion
	// InvalidEndpoint is ValueError for a custom endpoint that is no URL.
	InvalidEndpoint
)

// Error says why a profile cannot be used, where that is written and what to
// change.
type Error struct {
	Kind ErrorKind
	// Profile is the profile in whose section the problem is; it can be a source of
	// the one that was asked for. Empty when no profile is at fault.
	Profile string
	// Path (as messages name the file) and Line say where; Path is empty when it is
	// not in a file, Line 0 when it is no single line.
	Path    string
	Line    int
	Problem string
	hints   []string
	// guess adds hints that take a search through all profiles; a list shows none.
	guess func(*Error)
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Profile != "" && e.Kind != UnknownProfile {
		fmt.Fprintf(&b, "profile %q: ", e.Profile)
	}
	b.WriteString(e.Problem)
	if e.Path != "" {
		fmt.Fprintf(&b, " (%s)", place(e.Path, e.Line))
	}
	return b.String()
}

// Hints says what to change.
func (e *Error) Hints() []string {
	if e.guess == nil {
		return e.hints
	}
	found := Error{hints: e.hints[:len(e.hints):len(e.hints)]}
	e.guess(&found)
	return found.hints
}

// ExitCode is that of a faulty configuration.
func (e *Error) ExitCode() int { return exit.Config }

// hint adds a line that says what to do.
func (e *Error) hint(format string, args ...any) *Error {
	e.hints = append(e.hints, fmt.Sprintf(format, args...))
	return e
}

// place is path:line, with the path made safe for a terminal.
func place(path string, line int) string {
	if line == 0 {
		return printable.Line(path)
	}
	return fmt.Sprintf("%s:%d", printable.Line(path), line)
}

// fault is an error about an option of a profile: it finds out where it stands.
func (s *Set) fault(kind ErrorKind, profile, option, format string, args ...any) *Error {
	e := &Error{Kind: kind, Profile: profile, Problem: fmt.Sprintf(format, args...)}
	v := s.view(profile)
	f, at := s.place(&v, option)
	if f == nil {
		f, at = s.place(&v, "")
	}
	if f != nil {
		e.Path, e.Line = f.name, f.lineOf(at)
	}
	return e
}
