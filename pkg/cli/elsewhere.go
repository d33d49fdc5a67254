package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/spelling"
	"github.com/awsenv/awsenv/shell"
)

// elsewhere is what does here what a word does in other tools, or in the shell; empty
// for a word that is none of theirs.
func elsewhere(word string) string {
	switch word {
	case "ls", "show", "profiles", "list-profiles", "roles", "list-roles":
		return "awsenv list"
	case "unset", "clear", "off", "stop", "deactivate", "release", "unassume":
		return "awsenv unload"
	case "rm", "remove", "delete", "flush", "purge":
		return "awsenv forget PROFILE"
	case "load", "get", "assume", "switch", "set", "export", "env", "eval", "activate":
		return "awsenv PROFILE"
	case "refresh", "reload", "renewal":
		return "awsenv renew"
	case "configure", "config", "add":
		return "awsenv setup PROFILE"
	case "init":
		return "awsenv setup PROFILE, or awsenv hook SHELL for the shell"
	case "shell-init", "install":
		return "awsenv hook SHELL"
	case "id", "identity", "info", "who", "sts", "get-caller-identity":
		return "awsenv whoami"
	case "open", "browser", "web", "signin":
		return "awsenv console PROFILE"
	case "check", "diagnose", "diag", "health", "troubleshoot", "validate", "lint":
		return "awsenv doctor"
	case "session", "sessions", "state", "current", "cache":
		return "awsenv status"
	case "completions", "complete":
		return "awsenv completion SHELL"
	case "man", "usage":
		return "awsenv help"
	}
	return ""
}

// foreignWord is the hint for a command line that begins with another tool's word.
func foreignWord(args []string) []string {
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") {
			continue
		}
		if typed := elsewhere(arg); typed != "" && !isCommand(arg) {
			return []string{fmt.Sprintf("%q of other tools is here: %s", arg, typed)}
		}
		break
	}
	return nil
}

// otherHints is an error with hints in the place of its own.
type otherHints struct {
	error
	hints []string
}

func (h *otherHints) Unwrap() error   { return h.error }
func (h *otherHints) Hints() []string { return h.hints }

// unknownWord adds to the error for a profile that does not exist what another tool's
// word is called here, or the command whose name is like it.
func unknownWord(err error, name string) error {
	var unknown *profile.Error
	if !errors.As(err, &unknown) || unknown.Kind != profile.UnknownProfile || unknown.Profile != name {
		return err
	}
	hints := append(foreignWord([]string{name}), hintsOf(err)...)
	if near := spelling.Near(name, shell.Commands()); len(near) > 0 {
		hints = append(hints, "or the command awsenv "+near[0]+"?")
	}
	return &otherHints{err, hints}
}
