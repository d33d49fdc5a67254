// Package dialect writes what awsenv hands to a shell: what to set and what to
// unset, and a word that fails.
//
// Rules: it imports the standard library only and runs nothing. A statement is
// one line that ends in ";" and a newline. Any value without a NUL byte arrives
// in the environment of the shell's children byte for byte, whether the shell
// reads the text as it stands (eval "$(awsenv prod)", awsenv prod | source) or
// splits it first (eval $(awsenv prod), fish's eval (awsenv prod)). Splitting
// turns every run of blanks into one blank and expands words that look like
// file patterns, so the bytes that would be lost are written as escapes.
//
// nu evaluates no text: it gets an object of JSON, a variable a line, in which
// null unsets. What it cannot hold is an error.
//
// What is left to chance: an unquoted eval under an IFS that holds letters,
// digits or the punctuation of names and keys, which no quoting survives; a zsh
// in csh emulation reading the statements of sh; and yash, which keeps text as
// characters and loses bytes that are none in its locale.
//
// An alias or a function called export or unset is the person's own doing and is
// left alone; the hook, which has to work beside any alias, keeps aliases out of
// what it evaluates.
//
// A new shell is a Dialect and a line in shells.
package dialect

import (
	"fmt"
	"io"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
)

// A Dialect is the syntax of one family of shells.
type Dialect interface {
	// Name is the name that Parse takes.
	Name() string
	// Changes is the code that exports the variables of set and then leaves none of
	// the names in unset, neither in the shell nor in its environment. Evaluating it
	// ends with the status of a failure when any of it failed; that there was
	// nothing to unset is none. It is an error when a name is no variable's, or when
	// no variable of the shell can hold a value; the error names the variable and
	// never shows the value.
	Changes(set []Variable, unset []string) (string, error)
	// Quote writes value as one word of the shell's code. The word is right wherever
	// the text is read as it stands; only Changes promises more.
	Quote(value string) (string, error)
	// Evaluate is what a person types so that the shell takes in what the command
	// line typed prints. It fails, too, when the command dies without a word.
	Evaluate(typed string) string
	// Unset is what a person types to be rid of a variable.
	Unset(name string) string
}

// A Variable is one to be set.
type Variable struct{ Name, Value string }

// Format shows the name alone: the value may be a secret.
func (v Variable) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, v.Name) }

// The dialects by name.
const (
	Bash = "bash"
	Zsh  = "zsh"
	Fish = "fish"
	Nu   = "nu"
	Sh   = "sh"
)

// A family is a dialect and the programs that speak it.
type family struct {
	Dialect
	programs []string
}

// shells are all dialects, in the order in which messages list them.
func shells() []family {
	return []family{
		{ansi{name: Bash}, []string{"bash", "rbash"}},
		{ansi{name: Zsh}, []string{"zsh", "rzsh"}},
		{fish{}, []string{"fish"}},
		{nu{}, []string{"nu"}},
		{posix{}, []string{"sh", "ash", "dash", "busybox", "ksh", "rksh", "lksh", "mksh", "oksh", "loksh", "pdksh", "posh", "yash"}},
	}
}

// Names are the names that Parse takes.
func Names() []string {
	var names []string
	for _, s := range shells() {
		names = append(names, s.Name())
	}
	return names
}

// Fail is a statement that fails in every shell. An evaluated failure needs one:
// eval "" would succeed, and the next command would run with whatever the shell
// held before.
const Fail = "false;\n"

// Parse finds a dialect by its name, of which sh is any other POSIX shell's. A name
// that is not one of Names is an *UnknownError.
func Parse(name string) (Dialect, error) {
	for _, s := range shells() {
		if s.Name() == name {
			return s.Dialect, nil
		}
	}
	return nil, &UnknownError{Name: name}
}

// UnknownError says that there is no dialect of that name.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("unknown shell %q", e.Name) }

// Hints names the choices.
func (e *UnknownError) Hints() []string {
	names := Names()
	last := len(names) - 1
	return []string{"the shells are " + strings.Join(names[:last], ", ") + ", and " + names[last] + " for any other POSIX shell"}
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

// TextError says that a value is no UTF-8 text, which is all that a variable of nu
// can hold. It never shows the value, which may be a secret.
type TextError struct {
	// Name is the variable, empty for text that is not a variable's.
	Name string
}

func (e *TextError) Error() string {
	if e.Name == "" {
		return "the text is not UTF-8, and nu can hold nothing else"
	}
	return "the value of " + e.Name + " is not UTF-8 text, and a variable of nu can hold nothing else"
}

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

// statements are the parts of Changes for a shell that evaluates code.
type statements interface {
	// begin comes first. It takes the names in unset away.
	begin(set, unset []string) (string, error)
	// set exports one variable.
	set(name, value string) (string, error)
	// end comes last and fails when any of the others did: the status of an eval is
	// that of its last statement. It is empty when begin's own status says it.
	end(set, unset []string) string
}

// inStatements is Changes for a shell that evaluates code.
func inStatements(d statements, set []Variable, unset []string) (string, error) {
	names := make([]string, len(set))
	for i, v := range set {
		names[i] = v.Name
	}
	statement, err := d.begin(names, unset)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.Grow(4096)
	b.WriteString(statement)
	for _, v := range set {
		if statement, err = d.set(v.Name, v.Value); err != nil {
			return "", err
		}
		b.WriteString(statement)
	}
	b.WriteString(d.end(names, unset))
	return b.String(), nil
}

// check is what is done before a variable is set.
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
