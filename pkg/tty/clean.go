package tty

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from files, servers and people safe for a terminal and keeps
// it on one line: white space of any kind becomes a blank, and every other
// control character, every character that reorders or hides text, and every
// byte that is not UTF-8 becomes U+FFFD.
func Clean(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		b.WriteRune(cleanRune(r))
	}
	return b.String()
}

// plain reports whether text is printable ASCII, which most of it is.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func cleanRune(r rune) rune {
	switch {
	case r == '\u200d' || r == '\u200c': // joiners: emoji and several scripts need them
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return utf8.RuneError
	case unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return ' '
	}
	return r
}
