package shell

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// format is a word of shell code that puts a format together from the variables
// of the hook, in the three shells alike: "$_awsenv_shown"' '"$_awsenv_words".
func (w *words) format(shell, format string) string {
	var b strings.Builder
	text := func(s string) {
		if s != "" {
			b.WriteString(w.quoted(promptText(shell, s)))
		}
	}
	if !strings.Contains(format, "{profile}") && !strings.Contains(format, "{left}") {
		return w.word(promptText(shell, format))
	}
	for format != "" {
		profile, left := strings.Index(format, "{profile}"), strings.Index(format, "{left}")
		switch {
		case profile >= 0 && (left < 0 || profile < left):
			text(format[:profile])
			b.WriteString(`"$_awsenv_shown"`)
			format = format[profile+len("{profile}"):]
		case left >= 0:
			text(format[:left])
			b.WriteString(`"$_awsenv_words"`)
			format = format[left+len("{left}"):]
		default:
			text(format)
			format = ""
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

// promptText makes text of the configuration fit for a prompt; zsh reads % as an
// escape.
func promptText(shell, text string) string {
	text = Shown(text)
	if shell == "zsh" {
		text = strings.ReplaceAll(text, "%", "%%")
	}
	return text
}

// ColorError says that a colour has no such name.
type ColorError struct{ Profile, Color string }

func (e *ColorError) Error() string {
	return fmt.Sprintf("profile %q: unknown color %q", e.Profile, e.Color)
}

// Hints names the colours.
func (e *ColorError) Hints() []string {
	return []string{"colors are black, red, green, yellow, blue, magenta, cyan, white, or #rrggbb"}
}

// ExitCode is that of a bad value in the configuration.
func (e *ColorError) ExitCode() int { return 3 }

// colors gives the profiles that have a colour, in order of their names, and the
// parameters of the terminal's SGR sequence (ECMA-48, 8.3.117) for each.
func colors(byProfile map[string]string) (profiles, codes []string, err error) {
	for _, profile := range slices.Sorted(maps.Keys(byProfile)) {
		color := byProfile[profile]
		if color == "" {
			continue
		}
		code, ok := sgr(color)
		if !ok {
			return nil, nil, &ColorError{Profile: profile, Color: color}
		}
		profiles, codes = append(profiles, profile), append(codes, code)
	}
	return profiles, codes, nil
}

func sgr(color string) (string, bool) {
	names := [...]string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}
	if i := slices.Index(names[:], color); i >= 0 {
		return strconv.Itoa(30 + i), true
	}
	if len(color) != 7 || color[0] != '#' {
		return "", false
	}
	rgb, err := strconv.ParseUint(color[1:], 16, 24)
	if err != nil {
		return "", false
	}
	return fmt.Sprintf("38;2;%d;%d;%d", rgb>>16, rgb>>8&0xff, rgb&0xff), true
}
