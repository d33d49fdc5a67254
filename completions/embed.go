// Package completions holds the completion scripts of the shells.
//
// Rules: the scripts are generated from the grammar of pkg/cli and the texts in
// templates, and checked in, so that a person and a linter can read what a shell
// will run; a test of pkg/cli compares them. They get the names of profiles from
// `awsenv list --names`, which reads the AWS files and nothing else. The package
// imports the standard library only.
package completions

import (
	"embed"
	"fmt"

	"github.com/awsenv/awsenv/pkg/exit"
)

//go:embed awsenv.* _awsenv
var files embed.FS

// UnknownError says that there is no completion script for a shell.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("no completion for shell %q", e.Name) }

// Hints names the shells that have one.
func (e *UnknownError) Hints() []string {
	return []string{"completion is for the shells that have a hook: awsenv help completion names them"}
}

// ExitCode is that of wrong usage.
func (e *UnknownError) ExitCode() int { return exit.Usage }

// File is the name of the named shell's script, also of one that is yet to be
// written. zsh finds completion by such a name.
func File(shell string) string {
	if shell == "zsh" {
		return "_awsenv"
	}
	return "awsenv." + shell
}

// Script is the completion script of the named shell. The name of a shell that has
// none is an *UnknownError.
func Script(shell string) (string, error) {
	text, err := files.ReadFile(File(shell))
	if err != nil {
		return "", &UnknownError{Name: shell}
	}
	return string(text), nil
}
