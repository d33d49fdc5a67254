// Package completions holds the completion scripts of bash, zsh and fish.
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

//go:embed awsenv.bash _awsenv awsenv.fish
var files embed.FS

// UnknownError says that there is no completion script for a shell.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("no completion for shell %q", e.Name) }

// Hints names the shells that have one.
func (e *UnknownError) Hints() []string { return []string{"completion is for bash, zsh and fish"} }

// ExitCode is that of wrong usage.
func (e *UnknownError) ExitCode() int { return exit.Usage }

// File is the name of the named shell's script, empty for a shell that has none.
// zsh finds completion by such a name.
func File(shell string) string {
	switch shell {
	case "bash", "fish":
		return "awsenv." + shell
	case "zsh":
		return "_awsenv"
	}
	return ""
}

// Script is the completion script of the named shell, bash, zsh or fish. Another
// name is an *UnknownError.
func Script(shell string) (string, error) {
	name := File(shell)
	if name == "" {
		return "", &UnknownError{Name: shell}
	}
	text, err := files.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read the completion for %s: %w", shell, err)
	}
	return string(text), nil
}
