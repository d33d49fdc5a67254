package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/awsenv/awsenv/pkg/spelling"
)

// loadNode is the name of the load in the grammar. It is typed without a name,
// and this one leaves every word that may be a profile's to profiles.
const loadNode = "(load)"

const (
	// helpColumns is the width of help.
	helpColumns = 80
	// helpIndent is where the explanations begin.
	helpIndent = 28
)

// helpCommand is `awsenv help [TOPIC]`.
type helpCommand struct {
	Topic string `arg:"" optional:"" help:"The command to explain; without one, all of awsenv."`
}

// Run implements the command.
func (c *helpCommand) Run(ctx *kong.Context) error {
	if c.Topic == "" {
		return writeHelp(ctx.Stdout, ctx.Model, nil)
	}
	var names []string
	for _, node := range ctx.Model.Leaves(true) {
		if node.Name == c.Topic {
			return writeHelp(ctx.Stdout, ctx.Model, node)
		}
		names = append(names, node.Name)
	}
	hints := foreignWord([]string{c.Topic})
	if near := spelling.Near(c.Topic, names); len(near) > 0 {
		hints = append(hints, "did you mean awsenv help "+near[0]+"?")
	}
	return usage(fmt.Sprintf("there is no help about %q", c.Topic), append(hints, "awsenv help lists the commands")...)
}

// printHelp is what kong calls for --help.
func printHelp(_ kong.HelpOptions, ctx *kong.Context) error {
	command := ctx.Selected()
	if command != nil && command.Name == loadNode {
		command = nil
	}
	return writeHelp(ctx.Stdout, ctx.Model, command)
}

// writeHelp explains a command, or with nil awsenv itself: the commands, and the flags
// of a load, which kong takes for a command of its own.
func writeHelp(to io.Writer, model *kong.Application, command *kong.Node) error {
	var h helpText
	node, name := command, ""
	if command == nil {
		node = model.DefaultCmd
		h.line("Usage: awsenv [PROFILE] [FLAGS]")
		h.line("       awsenv COMMAND [FLAGS]")
		h.section("", model.Help)
		for _, group := range groups("Help", model.Leaves(true), func(n *kong.Node) *kong.Group { return n.Group }) {
			h.section(group.name, "")
			for _, n := range group.members {
				h.row("  "+n.Name, n.Help)
			}
		}
	} else {
		name = command.Name
		h.line("Usage: " + synopsisOf(command))
		h.section("", command.Help)
		if len(command.Positional) > 0 {
			h.section("Arguments", "")
			for _, arg := range command.Positional {
				h.row("  "+strings.ToUpper(arg.Name), arg.Help)
			}
		}
	}
	shown := slices.DeleteFunc(slices.Clone(node.Flags), func(f *kong.Flag) bool { return f.Hidden })
	inGroups := groups("Flags", shown, func(f *kong.Flag) *kong.Group { return f.Group })
	for _, group := range append(inGroups, helpGroup[*kong.Flag]{"Help", model.Flags}) {
		h.section(group.name, "")
		for _, flag := range group.members {
			h.row(flagWords(flag), flag.Help)
		}
	}
	h.section("Examples", "")
	for _, e := range examples(name) {
		h.line("  " + e.typed)
		h.line("      " + e.does)
	}
	if command == nil {
		h.section("", "awsenv help COMMAND explains a command and its flags; man awsenv has all of it.")
	}
	_, err := io.WriteString(to, h.String())
	return err
}

// synopsisOf is how a command is typed.
func synopsisOf(command *kong.Node) string {
	text := "awsenv " + command.Name
	for _, arg := range command.Positional {
		name := strings.ToUpper(arg.Name)
		if arg.IsCumulative() {
			name += "…"
		}
		if !arg.Required {
			name = "[" + name + "]"
		}
		text += " " + name
	}
	return text + " [FLAGS]"
}

// flagWords are a flag as it is typed.
func flagWords(flag *kong.Flag) string {
	text := "      --" + flag.Name
	if flag.Short != 0 {
		text = "  -" + string(flag.Short) + ", --" + flag.Name
	}
	if !flag.IsBool() {
		text += " " + flag.FormatPlaceHolder()
	}
	return text
}

// helpGroup are commands or flags under one heading.
type helpGroup[T any] struct {
	name    string
	members []T
}

// groups sorts by heading, in the order in which the headings first come. What has
// none comes under the one that is given.
func groups[T any](without string, all []T, of func(T) *kong.Group) []helpGroup[T] {
	var list []helpGroup[T]
	for _, member := range all {
		name := without
		if group := of(member); group != nil {
			name = group.Title
		}
		i := slices.IndexFunc(list, func(g helpGroup[T]) bool { return g.name == name })
		if i < 0 {
			i, list = len(list), append(list, helpGroup[T]{name: name})
		}
		list[i].members = append(list[i].members, member)
	}
	return list
}

// helpText is help while it is written.
type helpText struct{ strings.Builder }

func (h *helpText) line(text string) { h.WriteString(text + "\n") }

// section begins a part with its heading, or with a sentence.
func (h *helpText) section(heading, sentence string) {
	h.line("")
	if heading != "" {
		h.line(heading + ":")
	}
	if sentence != "" {
		h.line(strings.Join(wrapWords(sentence, helpColumns), "\n"))
	}
}

// row is a word with its explanation beside it, or below it where it is long.
func (h *helpText) row(word, explanation string) {
	lines := wrapWords(explanation, helpColumns-helpIndent)
	if len(word)+2 > helpIndent {
		h.line(word)
		word = ""
	}
	for _, line := range lines {
		h.line(fmt.Sprintf("%-*s%s", helpIndent, word, line))
		word = ""
	}
}

// wrapWords breaks a text into lines of at most that many columns.
func wrapWords(text string, columns int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > columns {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
