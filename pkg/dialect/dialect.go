// Package dialect writes the few statements that awsenv hands to a shell: begin,
// set a variable, end, fail.
//
// Rules: it imports the standard library only and runs nothing. A statement is
// one line that ends in ";" and a newline. Any value without a NUL byte arrives
// in the environment of the shell's children byte for byte, whether the shell
// reads the text as it stands (eval "$(awsenv prod)", awsenv prod | source) or
// splits it first (eval $(awsenv prod), fish's eval (awsenv prod)). Splitting
// turns every run of blanks into one blank and expands words that look like
// file patterns, so the bytes that would be lost are written as escapes.
//
// What is left to chance: an unquoted eval under an IFS that holds letters,
// digits or the punctuation of names and keys, which no quoting survives; a zsh
// in csh emulation reading the statements of sh; and yash, which keeps text as
// characters and loses bytes that are none in its locale.
//
// An alias or a function called export or unset is the person's own doing and is
// left alone; the hook, which has to work beside any alias, keeps aliases out of
// what it evaluates.
package dialect

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
)

// A Dialect is the syntax of one family of shells.
type Dialect interface {
	// Name is the name that Parse takes.
	Name() string
	// Set is the statement that exports name with that value. It is an error
	// when name is no variable name or value holds a NUL byte; the error names
	// the variable and never shows the value.
	Set(name, value string) (string, error)
	// Begin is the statement before those that set the names in set. It removes
	// the names in unset from the shell and from its environment; it succeeds when
	// there is nothing to remove.
	Begin(set, unset []string) (string, error)
	// End is the statement after them, which fails when one of them or Begin did:
	// the status of an eval is that of its last statement. It is empty when Begin's
	// own status says it.
	End(set, unset []string) string
	// Quote writes value as one word of shell code. The word is right wherever
	// the text is read as it stands; only Set promises more.
	Quote(value string) (string, error)
}

// The dialects by name, in the order in which messages list them.
const (
	Bash = "bash"
	Zsh  = "zsh"
	Fish = "fish"
	Sh   = "sh"
)

// Fail is a statement that fails in every shell. An evaluated failure needs one:
// eval "" would succeed, and the next command would run with whatever the shell
// held before.
const Fail = "false;\n"

// Parse finds a dialect by its name: bash, zsh, fish, or sh for any other POSIX
// shell. Any other name is an *UnknownError.
func Parse(name string) (Dialect, error) {
	switch name {
	case Bash, Zsh:
		return ansi{name: name}, nil
	case Fish:
		return fish{}, nil
	case Sh:
		return posix{}, nil
	}
	return nil, &UnknownError{Name: name}
}

// UnknownError says that there is no dialect of that name.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("unknown shell %q", e.Name) }

// Hints names the choices.
func (e *UnknownError) Hints() []string {
	return []string{"the shells are bash, zsh, fish, and sh for any other POSIX shell"}
}

// ExitCode is that of a usage error.
func (e *UnknownError) ExitCode() int { return exit.Usage }

// NameError says that a name cannot be a variable's.
type NameError struct{ Name string }

func (e *NameError) Error() string {
	return fmt.Sprintf("%q is not the name of an environment variable", e.Name)
}

// NULError says that a value holds a NUL byte. It never shows the value, which
// may be a secret.
type NULError struct {
	// Name is the variable, empty for text that is not a variable's.
	Name string
}

func (e *NULError) Error() string {
	if e.Name == "" {
		return "the text holds a NUL byte, which no shell can take"
	}
	return "the value of " + e.Name + " holds a NUL byte, which no environment variable can take"
}

// ExitCode is that of a faulty profile or configuration, where such a value comes
// from.
func (e *NULError) ExitCode() int { return exit.Config }

// ValidName reports whether name is one that every shell can assign to:
// [A-Za-z_][A-Za-z0-9_]*.
func ValidName(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
		case '0' <= c && c <= '9' && i > 0:
		default:
			return false
		}
	}
	return name != ""
}

// check is what every Set does first.
func check(name, value string) error {
	if !ValidName(name) {
		return &NameError{Name: name}
	}
	if strings.IndexByte(value, 0) >= 0 {
		return &NULError{Name: name}
	}
	return nil
}

// checkText is what every Quote does first.
func checkText(value string) error {
	if strings.IndexByte(value, 0) >= 0 {
		return &NULError{}
	}
	return nil
}
