package profile

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// optionNames are the option names of one section, without regard to case.
//
// Sections of one file are much alike. So the names of the section before stay
// as a guess: while the names come in the same order they need no search, since
// those were found to be different. At the first other name the guess is dropped.
type optionNames struct {
	// names[:count] are the names of this section, the rest is the guess.
	names []optionName
	count int
	// many takes over when a section has so many options that comparing each with
	// each would be slow.
	many map[string]int
}

// optionName is a name and where it was found. first and last are the first eight
// bytes and the last eight up to the delimiter.
type optionName struct {
	signature   uint64
	start, end  uint32
	length      uint32 // up to and with the delimiter; 0 when it cannot be guessed
	first, last uint64
}

// manyNames is where a map begins to pay.
const manyNames = 64

// begin starts a new section.
func (n *optionNames) begin() {
	n.count = 0
	n.many = nil
}

// guess reports whether the text at p begins with the name that is expected next,
// and its delimiter; then it is taken. The length of both is given, else 0.
func (n *optionNames) guess(text []byte, p int) int {
	if n.count >= len(n.names) || n.many != nil {
		return 0
	}
	e := &n.names[n.count]
	length := int(e.length)
	if length < 8 || p+length > len(text) ||
		binary.LittleEndian.Uint64(text[p:]) != e.first || binary.LittleEndian.Uint64(text[p+length-8:]) != e.last {
		return 0
	}
	if length > 16 && !bytes.Equal(text[p+8:p+length-8], text[e.start+8:e.start+e.length-8]) {
		return 0
	}
	n.count++
	return length
}

// add enters the name f.text[from:to], whose delimiter is at the offset at. again
// tells that it is there already, first at the offset first.
func (n *optionNames) add(f *file, from, to, at int) (first int, again bool) {
	if !f.ascii && !ascii(f.text[from:to]) || n.many != nil || n.count == manyNames {
		return n.addSlowly(f, from, to)
	}
	n.names = n.names[:n.count]
	sig := signature(f.text, from, to)
	for i := range n.names {
		e := &n.names[i]
		if e.signature == sig && sameName(f.text[e.start:e.end], f.text[from:to]) {
			return int(e.start), true
		}
	}
	e := optionName{signature: sig, start: uint32(from), end: uint32(to)}
	// A line that begins like this option can still be a header if it begins with a
	// bracket.
	if length := at + 1 - from; length >= 8 && f.text[from] != '[' {
		e.length = uint32(length)
		e.first, e.last = wordAt(f.text, from, 8), wordAt(f.text, at-7, 8)
	}
	n.names = append(n.names, e)
	n.count++
	return 0, false
}

// addSlowly keeps the lower-cased names themselves.
func (n *optionNames) addSlowly(f *file, from, to int) (first int, again bool) {
	if n.many == nil {
		n.many = make(map[string]int, 2*manyNames)
		for _, e := range n.names[:n.count] {
			n.many[ini.Lower(string(f.text[e.start:e.end]))] = int(e.start)
		}
	}
	name := ini.Lower(string(f.text[from:to]))
	if first, again = n.many[name]; !again {
		n.many[name] = from
	}
	return first, again
}

func sameName(a, b []byte) bool {
	return bytes.Equal(a, b) || len(a) == len(b) && strings.EqualFold(string(a), string(b))
}
