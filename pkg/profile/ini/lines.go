// Package ini is the line grammar of ~/.aws/config and ~/.aws/credentials: that of
// Python's configparser (RawConfigParser, strict) as botocore uses it. It says where
// a text's lines are and what each of them is; package profile says what is valid
// and what it means, package edit changes it.
//
// Rules: nothing is copied but what is asked for, and the text is never modified.
// A text must be valid UTF-8. LF, CRLF and CR end a line.
package ini

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Default is the section that configparser copies into every other one.
const Default = "DEFAULT"

// Kind is what a line is.
type Kind uint8

const (
	// Blank has nothing but blanks. Inside a value of several lines it is an empty
	// line of it.
	Blank Kind = iota
	// Comment begins with # or ;, also between the lines of a value.
	Comment
	// Header begins a section.
	Header
	// Option is a name, a delimiter and the first line of a value; or, in a faulty
	// text, any line that is none of the others.
	Option
	// Continuation is indented deeper than the option above it, and belongs to its value.
	Continuation
)

// Line is text[Start:Next]: blanks up to Text, what it says up to Stop, blanks up to
// End, then the line's end.
type Line struct {
	Kind                         Kind
	Start, Text, Stop, End, Next int
}

// Reader walks over the lines of Text from the beginning of the text or of any
// section's header on, and keeps what the meaning of the next line depends on
// (RawConfigParser._read).
type Reader struct {
	Text []byte
	// Carriage says that some line may end in CR or CRLF.
	Carriage bool
	// deeper is how far a line must be indented to continue the option above it; 0 when
	// the section has had none.
	deeper int
}

// Format hides the text, which may hold keys, for every verb.
func (Reader) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// NewReader reads a text from its beginning.
func NewReader(text []byte) Reader {
	return Reader{Text: text, Carriage: bytes.IndexByte(text, '\r') >= 0}
}

// Line takes the line that begins at an offset before the end of the text.
func (r *Reader) Line(start int) Line {
	text := r.Text
	end, next := r.end(start, start)
	l := Line{Start: start, Text: start, Stop: end, End: end, Next: next}
	if c := text[start]; c <= ' ' || c >= utf8.RuneSelf {
		l.Text = TrimStart(text, start, end)
	}
	if l.Text == end {
		return l
	}
	if c := text[end-1]; c <= ' ' || c >= utf8.RuneSelf {
		l.Stop = TrimEnd(text, l.Text, end)
	}
	c := text[l.Text]
	if c == '#' || c == ';' {
		l.Kind = Comment
		return l
	}
	column := utf8.RuneCount(text[start:l.Text])
	if r.deeper > 0 && column >= r.deeper {
		l.Kind = Continuation
		return l
	}
	l.Kind, r.deeper = Option, column+1
	if c == '[' && bytes.LastIndexByte(text[l.Text:l.Stop], ']') > 1 {
		l.Kind, r.deeper = Header, 0
	}
	return l
}

// end is LineEnd for the reader's text.
func (r *Reader) end(start, from int) (end, next int) {
	n := bytes.IndexByte(r.Text[from:], '\n')
	end, next = from+n, from+n+1
	if n < 0 {
		end, next = len(r.Text), len(r.Text)
	}
	if r.Carriage {
		return beforeCarriage(r.Text, start, end, next)
	}
	return end, next
}

// beforeCarriage ends a line at the first CR before its LF.
func beforeCarriage(text []byte, start, end, next int) (int, int) {
	if n := bytes.IndexByte(text[start:end], '\r'); n >= 0 {
		end = start + n
		if next = end + 1; bytes.HasPrefix(text[next:], []byte("\n")) {
			next++
		}
	}
	return end, next
}

// LineEnd is where the line that begins at start ends and where the next one begins,
// when nothing before from ends it. carriage says whether to look for CR as well.
func LineEnd(text []byte, start, from int, carriage bool) (end, next int) {
	r := Reader{Text: text, Carriage: carriage}
	return r.end(start, from)
}

// HeaderName is what stands between the brackets of a header: up to the last one.
func HeaderName(text []byte, l Line) []byte {
	return text[l.Text+1 : l.Text+bytes.LastIndexByte(text[l.Text:l.Stop], ']')]
}

// Delimiter is the index of the first = or : of text[from:to], or -1.
func Delimiter(text []byte, from, to int) int {
	for i := from; i < to; i++ {
		if text[i] == '=' || text[i] == ':' {
			return i
		}
	}
	return -1
}

// Name is the name on the line of a valid option as it is written; its meaning is
// that of Lower.
func Name(text []byte, l Line) []byte {
	return text[l.Text:TrimEnd(text, l.Text, Delimiter(text, l.Text, l.Stop))]
}

// ValueAt is where the value on the line of a valid option begins; it is the line's
// Stop when the value is empty.
func ValueAt(text []byte, l Line) int {
	return TrimStart(text, Delimiter(text, l.Text, l.Stop)+1, l.Stop)
}

// Value is the value of an option, given its own line and all lines up to the last
// one that continues it: joined with LF, each without the blanks around it, and
// without the comments between them.
func Value(text []byte, lines []Line) string {
	value := string(text[ValueAt(text, lines[0]):lines[0].Stop])
	if len(lines) == 1 {
		return value
	}
	parts := append(make([]string, 0, len(lines)), value)
	for _, l := range lines[1:] {
		if l.Kind != Comment {
			parts = append(parts, string(text[l.Text:l.Stop]))
		}
	}
	return strings.Join(parts, "\n")
}
