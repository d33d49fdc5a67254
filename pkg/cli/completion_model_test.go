package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/console"
	"github.com/awsenv/awsenv/pkg/dialect"
)

// The generator of the completion scripts is test code, so that the binary does
// not carry it: it turns the kong model into what the templates speak of.

// offer says what can stand in a place of the command line.
type offer struct {
	// kind is "words", "profiles", "start" (a profile or a command), "program"
	// (another program's command line) or "any" (nothing to offer).
	kind  string
	words []string
	// says explains words.
	says map[string]string
	// only is the command whose profiles these are, empty for all.
	only string
}

// completedCommand is a command in a script. The default one is called load.
type completedCommand struct {
	Name, Help string
	Flags      []completedFlag
	Takes      []flagsTaking
	Words      []completedWord
}

// completedFlag is a flag of a command; Offer is empty for a switch.
type completedFlag struct {
	Long, Short, Help, Placeholder string
	Takes                          bool
	Value                          offer
}

// flagsTaking are the flags of a command, as typed, with the same kind of value.
type flagsTaking struct {
	Flags []string
	Value offer
}

// completedWord is a place for a word that is no flag, the first is number 1.
type completedWord struct {
	Number   int
	Name     string
	Optional bool
	Rest     bool
	Value    offer
	// named are the commands that can stand here as well.
	named []completedCommand
}

// completionModel is what the templates are filled with.
type completionModel struct{ Commands []completedCommand }

// newCompletionModel reads the grammar. Hidden commands and flags are not
// offered; the default command is there without its name.
func newCompletionModel(k *kong.Kong) (completionModel, error) {
	var m completionModel
	for _, node := range k.Model.Children {
		isDefault := node == k.Model.DefaultCmd
		if node.Hidden && !isDefault {
			continue
		}
		command, err := completed(node)
		if err != nil {
			return m, err
		}
		if isDefault {
			command.Name = defaultCommand
		}
		m.Commands = append(m.Commands, command)
	}
	for _, command := range m.Commands {
		for i, word := range command.Words {
			if word.Value.kind == "profiles" && (command.Name == "login" || command.Name == "rotate") {
				command.Words[i].Value.only = command.Name
			}
			if word.Value.kind == "commands" {
				command.Words[i].Value = offer{kind: "words", words: m.names()}
			}
		}
		if command.Name == defaultCommand && len(command.Words) > 0 {
			first := &command.Words[0]
			first.Value, first.named = offer{kind: "start"}, m.Named()
		}
	}
	return m, nil
}

// defaultCommand is what the scripts call the command without a name.
const defaultCommand = "load"

// Named are the commands that have a name to type.
func (m completionModel) Named() []completedCommand {
	return slices.DeleteFunc(slices.Clone(m.Commands), func(c completedCommand) bool { return c.Name == defaultCommand })
}

// names are the commands' names.
func (m completionModel) names() (all []string) {
	for _, c := range m.Named() {
		all = append(all, c.Name)
	}
	return all
}

func completed(node *kong.Node) (completedCommand, error) {
	command := completedCommand{Name: node.Name, Help: sentence(node.Help)}
	groups := node.AllFlags(true)
	slices.Reverse(groups) // its own flags first, those of every command last
	for _, group := range groups {
		for _, flag := range group {
			if err := command.addFlag(flag); err != nil {
				return command, err
			}
		}
	}
	for i, arg := range node.Positional {
		word := completedWord{Number: i + 1, Name: arg.Name, Optional: !arg.Required, Rest: arg.IsCumulative()}
		var err error
		if word.Value, err = offered(arg, strings.ToUpper(arg.Name)); err != nil {
			return command, fmt.Errorf("%s: %w", node.Name, err)
		}
		command.Words = append(command.Words, word)
	}
	return command, nil
}

func (c *completedCommand) addFlag(flag *kong.Flag) error {
	f := completedFlag{Long: flag.Name, Help: sentence(flag.Help), Takes: !flag.IsBool() && !flag.IsCounter()}
	typed := []string{"--" + flag.Name}
	if flag.Short != 0 {
		f.Short = string(flag.Short)
		typed = append(typed, "-"+f.Short)
	}
	if f.Takes {
		f.Placeholder = flag.FormatPlaceHolder()
		var err error
		if f.Value, err = offered(flag.Value, f.Placeholder); err != nil {
			return fmt.Errorf("%s --%s: %w", c.Name, flag.Name, err)
		}
		same := func(t flagsTaking) bool { return t.Value.Bash() == f.Value.Bash() }
		if i := slices.IndexFunc(c.Takes, same); i >= 0 {
			c.Takes[i].Flags = append(c.Takes[i].Flags, typed...)
		} else {
			c.Takes = append(c.Takes, flagsTaking{Flags: typed, Value: f.Value})
		}
	}
	c.Flags = append(c.Flags, f)
	return nil
}

// offered tells from the grammar what a value can be. A name that this does not
// know fails, so that nobody adds a flag without a decision.
func offered(value *kong.Value, name string) (offer, error) {
	switch {
	case value.Enum != "":
		return offer{kind: "words", words: value.EnumSlice(), says: formats}, nil
	case name == "GLOB":
		return offer{kind: "any"}, nil
	case value.IsCumulative():
		return offer{kind: "program"}, nil
	}
	switch name {
	case "PROFILE":
		return offer{kind: "profiles"}, nil
	case "SHELL":
		return offer{kind: "words", words: dialect.Names()}, nil
	case "TOPIC":
		return offer{kind: "commands"}, nil
	case "REGION":
		return offer{kind: "words", words: regions}, nil
	case "SERVICE":
		return offer{kind: "words", words: console.Services()}, nil
	case "TIME":
		if value.Name == "min" {
			return offer{kind: "words", words: times[:len(times)-1]}, nil
		}
		return offer{kind: "words", words: times}, nil
	case "KEEPER":
		return offer{kind: "words", words: config.KeeperNames()}, nil
	case "CODE", "POLICY", "ARN", "NAME", "ID", "URL", "TEXT", "TEMPLATE", "SESSION":
		return offer{kind: "any"}, nil
	}
	return offer{}, fmt.Errorf("what can stand for %q? Say so in offered", name)
}

// sentence is a help text as a description: one line without its full stop.
func sentence(help string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(help), " "), ".")
}
