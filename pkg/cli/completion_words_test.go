package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/awsenv/awsenv/pkg/dialect"
)

// What the parts of the model look like in the scripts.

// Bash is the kind of a value as the bash script passes it on.
func (o offer) Bash() string {
	return strings.Join(append([]string{o.kind}, o.words...), " ") + o.filter()
}

// filter is what the listing of names is asked for beside them.
func (o offer) filter() string {
	if o.only == "" {
		return ""
	}
	return " --for=" + o.only
}

// explained says whether each of the words has its explanation.
func (o offer) explained() bool {
	return len(o.words) > 0 && !slices.ContainsFunc(o.words, func(w string) bool { return o.says[w] == "" })
}

// zsh is the action of _arguments.
func (o offer) zsh() string {
	switch o.kind {
	case "words":
		if !o.explained() {
			return "(" + strings.Join(o.words, " ") + ")"
		}
		var list []string
		for _, word := range o.words {
			list = append(list, word+`\:"`+o.says[word]+`"`)
		}
		return "((" + strings.Join(list, " ") + "))"
	case "profiles":
		if o.only != "" {
			return " _awsenv_profiles" + o.filter()
		}
		return "_awsenv_profiles"
	case "start":
		return "_awsenv_start"
	case "program":
		return "_normal"
	}
	return " "
}

// fish is the argument of complete -a, empty for nothing.
func (o offer) fish() string {
	switch o.kind {
	case "words":
		if !o.explained() {
			return fishWord(strings.Join(o.words, " "))
		}
		var list []string
		for _, word := range o.words {
			list = append(list, word+`\t"`+o.says[word]+`"`)
		}
		return "'" + strings.Join(list, " ") + "'"
	case "profiles", "start":
		return "'(_awsenv_complete_profiles" + o.filter() + ")'"
	case "program":
		return "'(_awsenv_complete_program)'"
	}
	return ""
}

// nu is the offer as a record of nu.
func (o offer) nu() string {
	var b strings.Builder
	b.WriteString("{kind: " + nuWord(o.kind))
	if o.only != "" {
		b.WriteString(", only: " + nuWord(o.filter()[1:]))
	}
	if len(o.words) > 0 {
		b.WriteString(", words: [[value description];")
		for _, word := range o.words {
			b.WriteString(" [" + nuWord(word) + " " + nuWord(o.says[word]) + "]")
		}
		b.WriteString("]")
	}
	return b.String() + "}"
}

// NuOffers are the offers of all flags and words as records of nu, each once.
func (m completionModel) NuOffers() []string {
	var all []string
	for _, command := range m.Commands {
		for _, f := range command.Flags {
			if f.Takes {
				all = append(all, f.Value.nu())
			}
		}
		for _, w := range command.Words {
			all = append(all, w.Value.nu())
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// NuOffer is the place of an offer among NuOffers.
func (m completionModel) NuOffer(o offer) int { return slices.Index(m.NuOffers(), o.nu()) }

// nuFlag is a line for a flag of one or more commands.
type nuFlag struct {
	completedFlag
	Commands []string
}

// NuFlags are the flags, those that several commands share once.
func (m completionModel) NuFlags() []nuFlag {
	var all []nuFlag
	for _, command := range m.Commands {
		for _, f := range command.Flags {
			same := func(o nuFlag) bool {
				return o.Short == f.Short && o.Long == f.Long && o.Takes == f.Takes && o.Value.nu() == f.Value.nu() && o.Help == f.Help
			}
			if i := slices.IndexFunc(all, same); i >= 0 {
				all[i].Commands = append(all[i].Commands, command.Name)
			} else {
				all = append(all, nuFlag{f, []string{command.Name}})
			}
		}
	}
	return all
}

// NuProgram is the place of another program's command line.
func (m completionModel) NuProgram() int { return m.NuOffer(offer{kind: "program"}) }

// nuWord is a text as a word of nu.
func nuWord(text string) string {
	d, err := dialect.Parse(dialect.Nu)
	if err != nil {
		panic(err)
	}
	word, err := d.Quote(text)
	if err != nil {
		panic(err)
	}
	return word
}

// TakesFlags are all flags, as typed, that take the next word.
func (c completedCommand) TakesFlags() []string {
	var all []string
	for _, t := range c.Takes {
		all = append(all, t.Flags...)
	}
	return all
}

// Zsh is the flag as a specification of _arguments.
func (f completedFlag) Zsh() string {
	help := "[" + zshEscape(f.Help) + "]"
	value, glued, equals := "", "", ""
	if f.Takes {
		value, glued, equals = ":"+zshEscape(f.Placeholder)+":"+f.Value.zsh(), "+", "="
	}
	if f.Short == "" {
		return zshWord("--" + f.Long + equals + help + value)
	}
	return fmt.Sprintf("%s{-%s%s,--%s%s}%s", zshWord("(-"+f.Short+" --"+f.Long+")"), f.Short, glued, f.Long, equals, zshWord(help+value))
}

// Zsh is the word as a specification of _arguments.
func (w completedWord) Zsh() string {
	name := zshEscape(w.Name)
	switch {
	case w.Rest:
		return zshWord("*:::" + name + ":" + w.Value.zsh())
	case w.Optional:
		return zshWord(strconv.Itoa(w.Number) + "::" + name + ":" + w.Value.zsh())
	}
	return zshWord(strconv.Itoa(w.Number) + ":" + name + ":" + w.Value.zsh())
}

// fishOffer is one line of what fish offers for a word.
type fishOffer struct{ Words, Help string }

// Fish are the lines for the word.
func (w completedWord) Fish() []fishOffer {
	var lines []fishOffer
	if words := w.Value.fish(); words != "" {
		help := ""
		if w.Value.kind != "program" {
			help = fishWord(strings.ToUpper(w.Name[:1]) + w.Name[1:])
		}
		lines = append(lines, fishOffer{words, help})
	}
	for _, command := range w.named {
		lines = append(lines, fishOffer{command.Name, fishWord(command.Help)})
	}
	return lines
}

// fishFlag is one line for a flag of one or more commands.
type fishFlag struct {
	Commands                 []string
	Short, Long, Words, Help string
	Takes                    bool
}

// FishFlags are the flags, those that several commands share once.
func (m completionModel) FishFlags() []fishFlag {
	var all []fishFlag
	for _, command := range m.Commands {
		for _, f := range command.Flags {
			line := fishFlag{Short: f.Short, Long: f.Long, Takes: f.Takes, Words: f.Value.fish(), Help: fishWord(f.Help)}
			same := func(o fishFlag) bool {
				return o.Short == line.Short && o.Long == line.Long && o.Takes == line.Takes && o.Words == line.Words && o.Help == line.Help
			}
			if i := slices.IndexFunc(all, same); i >= 0 {
				all[i].Commands = append(all[i].Commands, command.Name)
				continue
			}
			line.Commands = []string{command.Name}
			all = append(all, line)
		}
	}
	return all
}

// zshWord quotes for zsh.
func zshWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// zshEscape protects what has a meaning within a specification.
func zshEscape(text string) string {
	return strings.NewReplacer(`\`, `\\`, ":", `\:`, "[", `\[`, "]", `\]`).Replace(text)
}

// fishWord quotes for fish, with as few quotes as fish_indent leaves.
func fishWord(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' && r < 'a' || r > 'z' }) {
		return text
	}
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}
