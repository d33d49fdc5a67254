package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/awsenv/awsenv/pkg/spelling"
)

// misread is a command line that kong could not parse. kong's errors have no types, so
// that its words are what they are told apart by; a test makes every one that the
// grammar can give, and wants none of them to reach a person.
type misread struct {
	words string
	// command is the one that was reached, nil before any was.
	command *kong.Node
}

// newMisread takes kong's error apart.
func newMisread(err error) misread {
	m := misread{words: err.Error()}
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		m.command = parse.Context.Selected()
	}
	if m.command != nil && m.command.Name == loadNode {
		m.command = nil
	}
	return m
}

// name is how the command is typed.
func (m misread) name() string {
	if m.command == nil {
		return "awsenv"
	}
	return "awsenv " + m.command.Name
}

// fault is the misreading in awsenv's words, with further hints, and the help that says
// more as the last.
func (m misread) fault(further []string) error {
	message, hints := m.said()
	hints = append(further, hints...)
	return usage(message, append(hints, m.name()+" --help shows what there is")...)
}

func (m misread) said() (message string, hints []string) {
	if flag, got, found := strings.Cut(m.words, ": expected "); found {
		return m.noValue(flag, got)
	}
	if flag, _, found := strings.Cut(m.words, ": missing value"); found {
		return flag + " needs a value", nil
	}
	if what, got, found := strings.Cut(m.words, " must be one of "); found {
		return noneOf(what, got)
	}
	if flag, got, found := strings.Cut(m.words, ": bool value must be "); found {
		return fmt.Sprintf("%s takes no value, and %s is one", flag, afterGot(got)), nil
	}
	if flags, found := strings.CutSuffix(m.words, " can't be used together"); found {
		return flags + " exclude each other", []string{"give one of them"}
	}
	if missing, found := strings.CutPrefix(m.words, "expected "); found {
		article := " needs a "
		if strings.ContainsAny(placeholders(missing)[:1], "AEIOU") {
			article = " needs an "
		}
		return m.name() + article + placeholders(missing), nil
	}
	words, near, _ := strings.Cut(m.words, ", did you mean ")
	if near != "" && strings.Contains(near, `"--`) { // one letter is near every other
		hints = []string{"did you mean " + near}
	}
	if flag, found := strings.CutPrefix(words, "unknown flag "); found {
		return m.name() + " has no flag " + flag, hints
	}
	if word, found := strings.CutPrefix(words, "unexpected argument "); found {
		return m.tooMany(word), nil
	}
	before, command, misplaced := strings.Cut(m.words, ` applies to the default command "`+loadNode+`", not `)
	if misplaced {
		return before + " stands before the command " + command + ", and a command's flags go behind it", nil
	}
	return m.words, nil
}

// noValue is a flag whose value is missing.
func (m misread) noValue(flag, got string) (message string, hints []string) {
	word := afterGot(got)
	if word == `"EOL"` {
		return flag + " needs a value", nil
	}
	plain, err := strconv.Unquote(word)
	if err != nil {
		plain = word
	}
	return fmt.Sprintf("%s needs a value, and %s is a flag", flag, word), []string{flag + "=" + plain + ", if that is the value"}
}

// noneOf is a value that is none of those that there are.
func noneOf(what, got string) (message string, hints []string) {
	list, _, _ := strings.Cut(got, " but got ")
	words := strings.Split(strings.ReplaceAll(list, `"`, ""), ",")
	value := afterGot(got)
	if plain, err := strconv.Unquote(value); err == nil {
		if near := spelling.Near(plain, words); len(near) > 0 {
			hints = []string{fmt.Sprintf("did you mean %q?", near[0])}
		}
	}
	return fmt.Sprintf("%s %s is none of %s", placeholders(what), value, strings.Join(words, ", ")), hints
}

// tooMany is a word more than the command takes.
func (m misread) tooMany(word string) string {
	switch {
	case m.command == nil:
		return fmt.Sprintf("awsenv loads one profile, and %q is a word more", word)
	case len(m.command.Positional) == 0:
		return fmt.Sprintf("%s takes flags only, and %q is none", m.name(), word)
	}
	return fmt.Sprintf("%s takes one %s, and %q is a word more", m.name(), strings.ToUpper(m.command.Positional[len(m.command.Positional)-1].Name), word)
}

// afterGot is what kong says that it got, in its quotes.
func afterGot(words string) string {
	_, got, _ := strings.Cut(words, "but got ")
	if quoted, err := strconv.QuotedPrefix(got); err == nil {
		return quoted
	}
	return got
}

// placeholders are the arguments that kong writes as "<profile> <shell>", as a command
// line's help has them: PROFILE SHELL. The name of a flag stays.
func placeholders(words string) string {
	words = strings.Trim(words, `"`)
	if strings.HasPrefix(words, "-") {
		return words
	}
	return strings.ToUpper(strings.NewReplacer("<", "", ">", "").Replace(words))
}
