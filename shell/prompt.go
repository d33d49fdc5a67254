package shell

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/awsenv/awsenv/pkg/segment"
)

// format is shell code that puts a format together from the variables of the hook:
// "$_awsenv_shown"' '"$_awsenv_words".
func (w *words) format(format string) string {
	layout, err := segment.Layout(format)
	w.note(err)
	if len(layout) == 0 || len(layout) == 1 && layout[0].Name == "" {
		return w.word(w.escape(Shown(format)))
	}
	var b strings.Builder
	for i, part := range layout {
		if i > 0 {
			b.WriteString(w.join)
		}
		switch part.Name {
		case segment.ProfileName:
			b.WriteString(w.profile)
		case segment.TimeLeft:
			b.WriteString(w.left)
		default:
			b.WriteString(w.quoted(w.escape(Shown(part.Text))))
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

// ShownIn is Shown for the prompt of the named shell, which has more to escape.
func ShownIn(shell, text string) string {
	s, err := syntaxOf(shell)
	if err != nil {
		return Shown(text)
	}
	return s.escape(Shown(text))
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
