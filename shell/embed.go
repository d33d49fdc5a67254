// Package shell holds the text of the shell hook, in real files that a linter
// and a person can read, and fills in the few words that differ from one
// configuration to the next.
//
// Rules: it reads nothing but its own embedded files, and every word that is filled
// in is quoted for the shell that will read it. The text that comes out holds no
// comment and no empty line. A new shell is its three files and a syntax in
// shells.go.
package shell

import (
	"embed"
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
)

//go:embed awsenv.* refresh.* remove.*
var files embed.FS

// UnknownError says that there is no hook for a shell.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("no hook for shell %q", e.Name) }

// Hints names the shells that have one.
func (e *UnknownError) Hints() []string {
	return []string{"the hook is for " + strings.Join(Names(), ", ")}
}

// ExitCode is that of wrong usage.
func (e *UnknownError) ExitCode() int { return exit.Usage }

// read gives the file "<kind>.<name>".
func read(kind, name string) (string, error) {
	if _, err := syntaxOf(name); err != nil {
		return "", err
	}
	text, err := files.ReadFile(kind + "." + name)
	if err != nil {
		return "", fmt.Errorf("read the hook for %s: %w", name, err)
	}
	return string(text), nil
}

// Remove is the text that takes the hook of the named shell out again: exactly
// what Render's text added, and nothing if it was never there. A name that is not
// one of Names is an *UnknownError.
func Remove(name string) (string, error) {
	text, err := read("remove", name)
	return filled(text, nil), err
}
