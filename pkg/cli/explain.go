package cli

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/dialect"
)

// explainEval is the answer to a load whose output would have ended on the
// screen: how to load, and no secret.
func (a *app) explainEval(format string, clear bool) error {
	shell := a.callingShell()
	typed := retyped(a.world.Args, shell)
	hints := []string{shell.Evaluate(typed)}
	message := "this prints the session for a shell to evaluate, and a terminal is no place for secrets"
	switch {
	case format != formatEnv:
		message = "this prints the session for a program to read, and a terminal is no place for secrets"
		hints = []string{typed + " | PROGRAM", typed + " > FILE"}
	case clear:
		message = "this prints lines for a shell to evaluate; nothing is unloaded by showing them"
	}
	return usage(message, hints...)
}

// retyped is the command line as it can be typed again, in the shell's quotes
// where it takes them, and with the word CODE in the place of a code, which no
// message may show.
func retyped(args []string, shell dialect.Dialect) string {
	switch shell.Name() {
	case dialect.Bash, dialect.Zsh:
		shell, _ = dialect.Parse(dialect.Sh) // its quotes are the ones that people type
	}
	words := []string{"awsenv"}
	code := false
	for _, arg := range args {
		if code {
			words, code = append(words, "CODE"), false
			continue
		}
		arg, code = withoutCode(arg)
		if plain := strings.Trim(arg, plainLetters) == "" && arg != ""; !plain {
			if quoted, err := shell.Quote(arg); err == nil {
				arg = quoted
			}
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}

// plainLetters need no quotes in any shell.
const plainLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@/:-"

// withoutCode takes the code out of --token=CODE, -tCODE and -qtCODE; next says
// that it is the next argument.
func withoutCode(arg string) (shown string, next bool) {
	switch {
	case strings.HasPrefix(arg, "--token="):
		return "--token=CODE", false
	case strings.HasPrefix(arg, "--"):
		return arg, arg == "--token"
	case !strings.HasPrefix(arg, "-"):
		return arg, false
	}
	for i, flag := range arg[1:] {
		switch {
		case flag == 'd': // takes the rest
			return arg, false
		case flag == 't' && i+2 == len(arg):
			return arg, true
		case flag == 't':
			return arg[:i+2] + "CODE", false
		}
	}
	return arg, false
}
