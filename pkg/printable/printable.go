// Package printable makes foreign text safe to be shown: what files, servers, other
// programs and people wrote can otherwise steer a terminal, hide text or reorder it.
//
// Rules: pure, standard library only. Whoever shows such text takes it from here, so
// that one rule says what is safe.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MostWords is how much of another program's words is shown, in bytes.
const MostWords = 2000

// Line is text on one line: white space of any kind becomes a blank, and every other
// control character, every character that reorders or hides text, and every byte that
// is not UTF-8 becomes U+FFFD.
func Line(text string) string { return strings.Map(safe, text) }

// Words are what a server or a program said: on one line, with single blanks, and not
// endless.
func Words(text string) string {
	if len(text) > MostWords {
		text = strings.ToValidUTF8(text[:MostWords], "") + "…"
	}
	return strings.Join(strings.Fields(Line(text)), " ")
}

func safe(r rune) rune {
	switch {
	case r >= ' ' && r <= '~', r == '\u200d', r == '\u200c': // joiners: emoji and several scripts need them
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
		return utf8.RuneError
	}
	return r
}
