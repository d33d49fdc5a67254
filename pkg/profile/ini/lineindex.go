package ini

import (
	"bytes"
	"fmt"
	"io"
	"sort"
)

// LineIndex counts lines without beginning at the top each time.
type LineIndex struct {
	text []byte
	// marks are beginnings of lines, about markEvery bytes apart.
	marks []mark
}

// Format hides the text, which may hold keys, for every verb.
func (LineIndex) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// mark is where a line begins, and its number.
type mark struct{ at, number int }

// markEvery is how far a search reads at most, unless LF ends no line.
const markEvery = 4096

// NewLineIndex reads the text once.
func NewLineIndex(text []byte) LineIndex {
	x := LineIndex{text: text, marks: []mark{{0, 1}}}
	for {
		last := x.marks[len(x.marks)-1]
		if last.at+markEvery >= len(text) {
			return x
		}
		n := bytes.IndexByte(text[last.at+markEvery:], '\n')
		if n < 0 {
			return x
		}
		at := last.at + markEvery + n + 1
		x.marks = append(x.marks, mark{at, last.number + ends(text[last.at:at])})
	}
}

// Number is the number of the line that an offset is in, from 1.
func (x LineIndex) Number(at int) int {
	i := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].at > at }) - 1
	return x.marks[i].number + ends(x.text[x.marks[i].at:at])
}

// ends counts the ends of lines: LF, CRLF and CR.
func ends(text []byte) int {
	return bytes.Count(text, []byte{'\n'}) + bytes.Count(text, []byte{'\r'}) - bytes.Count(text, []byte("\r\n"))
}
