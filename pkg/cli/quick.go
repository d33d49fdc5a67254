package cli

import "strings"

// commandWords are the words that kong takes for a command; a profile of such a
// name is loaded with `use`. A test compares them with the grammar.
const commandWords = " use list status login forget version "

// plainLoad recognises the command lines that a person and the hook type all
// day, `[--shell SHELL] PROFILE`, without building the kong model. Anything else
// is left to the grammar; a test holds both to the same answer.
func plainLoad(args []string) (*loadCommand, bool) {
	load := &loadCommand{}
	load.Format = formatEnv
	if len(args) > 0 {
		if shell, joined := strings.CutPrefix(args[0], "--shell="); joined {
			load.Shell, args = shell, args[1:]
		} else if args[0] == "--shell" && len(args) > 1 {
			load.Shell, args = args[1], args[2:]
		}
	}
	if len(args) != 1 || args[0] == "" || strings.HasPrefix(args[0], "-") || isCommand(args[0]) {
		return nil, false
	}
	load.Profile = args[0]
	return load, true
}

// isCommand reports whether a word is a command's name.
func isCommand(word string) bool {
	return !strings.Contains(word, " ") && strings.Contains(commandWords, " "+word+" ")
}
