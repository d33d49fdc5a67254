package shell

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/awsenv/awsenv/pkg/segment"
)

// format is a word of shell code that puts a format together from the variables
// of the hook, in the three shells alike: "$_awsenv_shown"' '"$_awsenv_words".
func (w *words) format(shell, format string) string {
	layout, err := segment.Layout(format)
	w.note(err)
	if len(layout) == 0 || len(layout) == 1 && layout[0].Name == "" {
		return w.word(ShownIn(shell, format))
	}
	var b strings.Builder
	for _, part := range layout {
		switch part.Name {
		case segment.ProfileName:
			b.WriteString(`"$_awsenv_shown"`)
		case segment.TimeLeft:
			b.WriteString(`"$_awsenv_words"`)
		default:
			b.WriteString(w.quoted(ShownIn(shell, part.Text)))
		}
	}
	return b.String()
}

// Shown is text as the hooks show it, which have the same rule for the name of a
// profile: what a prompt could run, and what bends the line, is a question mark.
func Shown(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("$`\\!", r) || r == unicode.ReplacementChar || !unicode.IsGraphic(r) {
			return '?'
		}
		return r
	}, text)
}

// ShownIn is Shown for the prompt of the named shell; zsh reads % as an escape.
func ShownIn(shell, text string) string {
	text = Shown(text)
	if shell == "zsh" {
		text = strings.ReplaceAll(text, "%", "%%")
	}
	return text
}

// colors gives the profiles that have a colour, in order of their names, and the
// parameters of the terminal's SGR sequence for each.
func colors(byProfile map[string]string) (profiles, codes []string, err error) {
	for _, profile := range slices.Sorted(maps.Keys(byProfile)) {
		code, ok := segment.SGR(byProfile[profile])
		if !ok {
			return nil, nil, fmt.Errorf("profile %q: unknown color %q", profile, byProfile[profile])
		}
		profiles, codes = append(profiles, profile), append(codes, code)
	}
	return profiles, codes, nil
}
