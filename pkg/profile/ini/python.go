package ini

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The dialect is defined by Python's str methods, whose idea of a blank and of
// lower case is not quite Go's: U+001C to U+001F are blanks there, and the
// dotted capital I becomes two characters.

// IsSpace reports what Python's str.isspace says of one character.
func IsSpace(r rune) bool {
	switch {
	case r <= ' ':
		return r == ' ' || r >= '\t' && r <= '\r' || r >= 0x1c && r <= 0x1f
	case r < 0x85:
		return false
	case r < 0x2000:
		return r == 0x85 || r == 0xa0 || r == 0x1680
	}
	return r <= 0x200a || r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000
}

// TrimStart is the index of the first character of text[from:to] that is no
// blank, or to.
func TrimStart(text []byte, from, to int) int {
	for from < to {
		r, size := rune(text[from]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[from:to])
		}
		if !IsSpace(r) {
			break
		}
		from += size
	}
	return from
}

// TrimEnd is the end of text[from:to] without the blanks that it ends in.
func TrimEnd(text []byte, from, to int) int {
	for from < to {
		r, size := rune(text[to-1]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeLastRune(text[from:to])
		}
		if !IsSpace(r) {
			break
		}
		to -= size
	}
	return to
}

// Strip is Python's str.strip.
func Strip(s string) string { return strings.TrimFunc(s, IsSpace) }

// Lower is Python's str.lower, as far as option names go: a final sigma is not
// told from another one.
func Lower(s string) string {
	if strings.ContainsRune(s, 'İ') {
		s = strings.ReplaceAll(s, "İ", "i̇")
	}
	return strings.ToLower(s)
}

// SplitLines is Python's str.splitlines, which knows more line ends than a file
// has: nested blocks are cut at them.
func SplitLines(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case '\n', '\r', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
			return true
		}
		return false
	})
}

// Int is what Python's int takes for a whole number, as ASCII digits with - in front of
// a negative one: blanks around it, a sign, leading zeros, single underscores between
// digits, and the digits of every script are allowed.
func Int(s string) (digits string, ok bool) {
	s = Strip(s)
	var b strings.Builder
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		b.WriteByte('-')
		s = rest
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	digit := false // the character before
	for _, r := range s {
		if r == '_' && digit {
			digit = false
			continue
		}
		n, is := decimal(r)
		if !is {
			return "", false
		}
		digit = true
		b.WriteByte('0' + n)
	}
	return b.String(), digit
}

// decimal is the value of a decimal digit of any script: Unicode keeps the ten of each
// together, in their order.
func decimal(r rune) (value byte, ok bool) {
	if r < utf8.RuneSelf {
		return byte(r - '0'), r >= '0' && r <= '9'
	}
	for _, digits := range unicode.Nd.R16 {
		if rune(digits.Lo) <= r && r <= rune(digits.Hi) {
			return byte((r - rune(digits.Lo)) % 10), true
		}
	}
	for _, digits := range unicode.Nd.R32 {
		if rune(digits.Lo) <= r && r <= rune(digits.Hi) {
			return byte((r - rune(digits.Lo)) % 10), true
		}
	}
	return 0, false
}
