package aws

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWords is how much of another program's words is shown, in bytes.
const maxWords = 2000

// clean makes text of a server or a process fit to be shown: on one line,
// without control characters and the like, and not endless.
func clean(text string) string {
	if len(text) > maxWords {
		text = strings.ToValidUTF8(text[:maxWords], "") + "…"
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return utf8.RuneError
		}
		return r
	}, text))
}
