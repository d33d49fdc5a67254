package tty

import (
	"strings"
	"unicode"
)

// Width is the number of terminal columns that text takes: two for East Asian
// wide characters and emoji, none for combining marks. Terminals disagree about
// sequences of emoji; this counts each of them, which is never too few.
func Width(text string) int {
	if plain(text) {
		return len(text)
	}
	columns := 0
	for _, r := range text {
		columns += runeWidth(r)
	}
	return columns
}

// Cut shortens text to at most the given number of columns; what is missing at
// the end is shown by an ellipsis.
func Cut(text string, columns int) string {
	if Width(text) <= columns {
		return text
	}
	if columns <= 0 {
		return ""
	}
	used, end := 0, 0
	for i, r := range text {
		used += runeWidth(r)
		if used > columns-1 {
			break
		}
		end = i + len(string(r))
	}
	return text[:end] + "…"
}

// tail is the end of text, at most the given number of columns of it.
func tail(text []rune, columns int) string {
	start := len(text)
	for start > 0 {
		columns -= runeWidth(text[start-1])
		if columns < 0 {
			break
		}
		start--
	}
	return string(text[start:])
}

// wrap breaks text into lines of at most the given number of columns, at blanks
// where it can. Blanks at the end of the text stay where there is room, since
// the answer follows them.
func wrap(text string, columns int) []string {
	trimmed := strings.TrimRight(text, " ")
	lines, line := []string(nil), ""
	for _, word := range strings.Fields(trimmed) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word) <= columns:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		for Width(line) > columns {
			head := split(line, columns)
			if head == len(line) {
				break // one character, wider than the terminal
			}
			lines, line = append(lines, line[:head]), line[head:]
		}
	}
	if trimmed != text && Width(line) < columns {
		line += " "
	}
	return append(lines, line)
}

// split is where in text the given number of columns ends; at least one
// character is before it.
func split(text string, columns int) int {
	for i, r := range text {
		if columns -= runeWidth(r); columns < 0 && i > 0 {
			return i
		}
	}
	return len(text)
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case wide(r):
		return 2
	}
	return 1
}

// wide covers the blocks that Unicode's EastAsianWidth.txt gives as W or F,
// and the emoji blocks, without their gaps.
func wide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, // Hangul initial consonants
		r >= 0x2e80 && r <= 0x303e,   // CJK radicals and punctuation
		r >= 0x3041 && r <= 0xa4cf,   // kana to Yi
		r >= 0xa960 && r <= 0xa97f,   // Hangul extension A
		r >= 0xac00 && r <= 0xd7a3,   // Hangul
		r >= 0xf900 && r <= 0xfaff,   // CJK compatibility
		r >= 0xfe30 && r <= 0xfe6f,   // CJK forms
		r >= 0xff01 && r <= 0xff60,   // full-width forms
		r >= 0xffe0 && r <= 0xffe6,   // full-width signs
		r >= 0x1f300 && r <= 0x1f64f, // emoji
		r >= 0x1f680 && r <= 0x1f6ff,
		r >= 0x1f900 && r <= 0x1faff,
		r >= 0x20000 && r <= 0x3fffd: // CJK extensions
		return true
	}
	return false
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
