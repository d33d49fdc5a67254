package cache

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a hostile file; a real one has four levels.
const maxDepth = 64

// scanner walks a JSON text (RFC 8259) once, from left to right, without
// reflection and without building what nobody asks for. The callbacks of object and
// array must consume exactly one value with object, array, text or skip. After the
// first error every call is a no-op; whole then reports false.
type scanner struct {
	in    []byte
	at    int
	depth int
	bad   bool
}

// whole reports whether the text was one JSON value and nothing else.
func (s *scanner) whole() bool {
	s.blanks()
	return !s.bad && s.at == len(s.in)
}

// object calls visit at the value of each member. A value of another kind is
// skipped, and visit is not called.
func (s *scanner) object(visit func(name []byte)) {
	if s.next() != '{' {
		s.skip()
		return
	}
	s.items('}', func() {
		name, ok := s.text()
		if !ok || s.next() != ':' {
			s.bad = true
			return
		}
		s.at++
		visit(name)
	})
}

// array calls visit at each element, like object.
func (s *scanner) array(visit func()) {
	if s.next() != '[' {
		s.skip()
		return
	}
	s.items(']', visit)
}

// items walks the comma-separated items between the bracket at s.at and end.
func (s *scanner) items(end byte, item func()) {
	if s.depth++; s.depth > maxDepth {
		s.bad = true
	}
	defer func() { s.depth-- }()
	s.at++
	if s.next() == end {
		s.at++
		return
	}
	for !s.bad {
		item()
		switch c := s.next(); {
		case s.bad:
			return
		case c == end:
			s.at++
			return
		case c != ',':
			s.bad = true
			return
		}
		s.at++
	}
}

// skip consumes one value of any kind.
func (s *scanner) skip() {
	switch c := s.next(); c {
	case '{':
		s.object(func([]byte) { s.skip() })
	case '[':
		s.array(s.skip)
	case '"':
		s.text()
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.number()
	}
}

// next is the first byte of the next token, 0 at the end and after an error.
func (s *scanner) next() byte {
	s.blanks()
	if s.bad || s.at == len(s.in) {
		return 0
	}
	return s.in[s.at]
}

func (s *scanner) blanks() {
	for s.at < len(s.in) {
		switch s.in[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) word(word string) {
	end := s.at + len(word)
	if end > len(s.in) || string(s.in[s.at:end]) != word {
		s.bad = true
		return
	}
	s.at = end
}

func (s *scanner) number() {
	s.accept('-')
	if !s.accept('0') && !s.digits() {
		s.bad = true
		return
	}
	if s.accept('.') && !s.digits() {
		s.bad = true
		return
	}
	if s.accept('e') || s.accept('E') {
		if !s.accept('+') {
			s.accept('-')
		}
		if !s.digits() {
			s.bad = true
		}
	}
}

func (s *scanner) accept(c byte) bool {
	if s.bad || s.at == len(s.in) || s.in[s.at] != c {
		return false
	}
	s.at++
	return true
}

func (s *scanner) digits() bool {
	start := s.at
	for s.at < len(s.in) && s.in[s.at]-'0' < 10 {
		s.at++
	}
	return s.at > start
}

// text is the next value when it is a string; another kind of value is skipped
// and gives false. Without escapes the result is a part of the input.
func (s *scanner) text() ([]byte, bool) {
	if s.next() != '"' {
		s.skip()
		return nil, false
	}
	s.at++
	start := s.at
	for s.at < len(s.in) {
		switch c := s.in[s.at]; {
		case c == '"':
			s.at++
			return s.in[start : s.at-1], true
		case c == '\\':
			return s.escaped(append(make([]byte, 0, 2*(s.at-start)+32), s.in[start:s.at]...))
		case c < ' ':
			s.bad = true
			return nil, false
		}
		s.at++
	}
	s.bad = true
	return nil, false
}

// escaped goes on with a string from its first backslash.
func (s *scanner) escaped(out []byte) ([]byte, bool) {
	for s.at < len(s.in) {
		c := s.in[s.at]
		s.at++
		switch {
		case c == '"':
			return out, true
		case c == '\\':
			out = s.escape(out)
		case c < ' ':
			s.bad = true
		default:
			out = append(out, c)
		}
		if s.bad {
			break
		}
	}
	s.bad = true
	return nil, false
}

func (s *scanner) escape(out []byte) []byte {
	if s.at == len(s.in) {
		s.bad = true
		return out
	}
	c := s.in[s.at]
	s.at++
	switch c {
	case '"', '\\', '/':
		return append(out, c)
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case 'u':
		return utf8.AppendRune(out, s.escapedRune())
	}
	s.bad = true
	return out
}

// escapedRune reads the four digits after \u and, when they are the first half of a
// pair, the second half. A half without its other one is U+FFFD, as in encoding/json.
func (s *scanner) escapedRune() rune {
	r := s.unit()
	if !utf16.IsSurrogate(r) {
		return r
	}
	if s.at+1 < len(s.in) && s.in[s.at] == '\\' && s.in[s.at+1] == 'u' {
		back := s.at
		s.at += 2
		if pair := utf16.DecodeRune(r, s.unit()); pair != utf8.RuneError {
			return pair
		}
		s.at = back
	}
	return utf8.RuneError
}

func (s *scanner) unit() rune {
	if s.at+4 > len(s.in) {
		s.bad = true
		return 0
	}
	n, err := strconv.ParseUint(string(s.in[s.at:s.at+4]), 16, 32)
	if err != nil {
		s.bad = true
		return 0
	}
	s.at += 4
	return rune(n)
}
