package cli

import (
	"slices"
	"strings"

	"github.com/awsenv/awsenv/shell"
)

// plainLoad recognises the loads that people and the hook type all day without
// building the kong model, which costs more than a load from the cache: one
// profile, and the commonest flags in their plainest form. Anything else, right
// or wrong, is left to the grammar; a test holds both to the same answer.
func plainLoad(args []string) (*loadCommand, bool) {
	load := &loadCommand{}
	load.Format = formatEnv
	for len(args) > 0 {
		rest, known := load.takePlain(args)
		if !known {
			return nil, false
		}
		args = rest
	}
	return load, load.Profile != ""
}

// takePlain takes the first argument, with its value where it has one.
func (c *loadCommand) takePlain(args []string) (rest []string, known bool) {
	word := args[0]
	if !strings.HasPrefix(word, "-") {
		if word == "" || c.Profile != "" || isCommand(word) {
			return nil, false
		}
		c.Profile = word
		return args[1:], true
	}
	switch word {
	case "--refresh":
		c.Refresh = true
		return args[1:], true
	case "--no-prompt":
		c.NoPrompt = true
		return args[1:], true
	case "-q", "--quiet":
		c.Quiet = true
		return args[1:], true
	case "-v", "--verbose":
		c.Verbose = true
		return args[1:], true
	}
	name, value, joined := strings.Cut(word, "=")
	if !joined {
		if len(args) < 2 {
			return nil, false
		}
		value, args = args[1], args[1:]
	}
	return args[1:], c.setPlain(name, value)
}

// setPlain sets a flag that takes a value. An empty value, or one that begins
// like a flag, is left to the grammar.
func (c *loadCommand) setPlain(name, value string) bool {
	if value == "" || strings.HasPrefix(value, "-") {
		return false
	}
	switch name {
	case "--shell":
		c.Shell = value
	case "--region":
		c.Region = value
	case "--token":
		c.Token = value
	case "--duration":
		return c.Duration.UnmarshalText([]byte(value)) == nil
	case "--min":
		return c.Min.UnmarshalText([]byte(value)) == nil
	default:
		return false
	}
	return true
}

// plainHook recognises `hook SHELL`, which every start of a shell waits for.
func plainHook(args []string) (*hookCommand, bool) {
	if len(args) != 2 || args[0] != "hook" {
		return nil, false
	}
	if !slices.Contains(shell.Names(), args[1]) {
		return nil, false
	}
	return &hookCommand{Shell: args[1]}, true
}

// plainPrompt recognises `prompt`, which a status line runs again and again.
func plainPrompt(args []string) bool { return len(args) == 1 && args[0] == "prompt" }

// isCommand reports whether kong takes a word for a command; a profile of such a name is
// loaded with `use`.
func isCommand(word string) bool {
	return slices.Contains(shell.Loads(), word) || slices.Contains(shell.Commands(), word)
}

// plainNames recognises `list --names` as the completion scripts type it.
func plainNames(args []string) (*listCommand, bool) {
	if len(args) < 2 || args[0] != "list" || args[1] != "--names" {
		return nil, false
	}
	list := &listCommand{Names: true}
	for _, arg := range args[2:] {
		switch arg {
		case "--described":
			list.Described = true
		case "--for=login", "--for=rotate":
			list.For = strings.TrimPrefix(arg, "--for=")
		default:
			return nil, false
		}
	}
	return list, true
}
