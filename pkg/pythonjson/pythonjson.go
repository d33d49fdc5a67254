// Package pythonjson writes text as Python's json.dumps does with its default settings,
// which is how the AWS CLI writes its files, and what it hashes for their names.
package pythonjson

import (
	"unicode/utf16"
	"unicode/utf8"
)

// AppendString appends s as Python's json.dumps writes a str with its default
// settings: ASCII only, lower-case hex, pairs of surrogates above U+FFFF, DEL
// escaped, and / < > & as they are. encoding/json differs in most of these.
//
// A byte that is not UTF-8 can only come from the command line, where Python would
// have read it as the lone surrogate U+DC80..U+DCFF (os.fsdecode), so that is
// what is written.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			b = appendASCII(b, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = appendUnit(b, 0xdc00+rune(s[i]))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = appendUnit(appendUnit(b, high), low)
		default:
			b = appendUnit(b, r)
		}
		i += size
	}
	return append(b, '"')
}

func appendASCII(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	}
	if c < 0x20 || c > 0x7e {
		return appendUnit(b, rune(c))
	}
	return append(b, c)
}

// appendUnit appends one UTF-16 code unit as \uXXXX.
func appendUnit(b []byte, unit rune) []byte {
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[unit>>12&15], hex[unit>>8&15], hex[unit>>4&15], hex[unit&15])
}
