package edit

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// lineKind is what a line is to the parser.
type lineKind int

const (
	blankLine lineKind = iota
	commentLine
	headerLine
	optionLine
	// moreLine continues the value above.
	moreLine
)

// line is text[start:next]: blanks up to text, what it says up to stop, blanks up
// to end, then the line's end.
type line struct {
	kind                         lineKind
	start, text, stop, end, next int
}

// layout is where the lines of a valid text are and what they are. The parser of
// package profile has the same rules (Python's RawConfigParser._read) and is asked
// whether a text is valid and what counts; this only finds the places.
type layout struct {
	text  []byte
	lines []line
}

// lay finds the lines of a text that package profile has accepted.
func lay(text []byte) *layout {
	l := &layout{text: text}
	hasOption, indent := false, 0
	for p := 0; p < len(text); {
		n := line{start: p, end: len(text), next: len(text)}
		if i := bytes.IndexAny(text[p:], "\r\n"); i >= 0 {
			n.end = p + i
			n.next = n.end + 1
			if bytes.HasPrefix(text[n.end:], []byte("\r\n")) {
				n.next++
			}
		}
		said := bytes.TrimLeftFunc(text[p:n.end], isBlank)
		n.text = n.end - len(said)
		said = bytes.TrimRightFunc(said, isBlank)
		n.stop = n.text + len(said)
		column := utf8.RuneCount(text[p:n.text])
		switch {
		case len(said) == 0:
			n.kind = blankLine
		case said[0] == '#' || said[0] == ';':
			n.kind = commentLine
		case hasOption && column > indent:
			n.kind = moreLine
		case said[0] == '[' && bytes.LastIndexByte(said, ']') > 1:
			n.kind, hasOption, indent = headerLine, false, column
		default:
			n.kind, hasOption, indent = optionLine, true, column
		}
		l.lines = append(l.lines, n)
		p = n.next
	}
	return l
}

// isBlank is Python's str.isspace, which the dialect trims and measures by.
func isBlank(r rune) bool {
	switch {
	case r <= ' ':
		return r == ' ' || r >= '\t' && r <= '\r' || r >= 0x1c && r <= 0x1f
	case r < 0x2000:
		return r == 0x85 || r == 0xa0 || r == 0x1680
	}
	return r <= 0x200a || r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000
}

// part is a section: the lines from its header up to, without, the next header.
type part struct{ head, stop int }

// partAt is the section whose header is line number head.
func (l *layout) partAt(head int) part {
	stop := head + 1
	for stop < len(l.lines) && l.lines[stop].kind != headerLine {
		stop++
	}
	return part{head, stop}
}

// found is an option: its own line and those that continue its value.
type found struct {
	at   int
	more []int
}

// option finds an option of a section.
func (l *layout) option(p part, name string) (o found, ok bool) {
	for i := p.head + 1; i < p.stop; i++ {
		switch l.lines[i].kind {
		case optionLine:
			if ok {
				return o, true
			}
			if l.name(i) == name {
				o, ok = found{at: i}, true
			}
		case moreLine:
			if ok {
				o.more = append(o.more, i)
			}
		}
	}
	return o, ok
}

// lastOption is the last line of the last option of a section, and the line that
// the option begins on; -1 when there is none.
func (l *layout) lastOption(p part) (begins, ends int) {
	begins, ends = -1, -1
	for i := p.head + 1; i < p.stop; i++ {
		switch l.lines[i].kind {
		case optionLine:
			begins, ends = i, i
		case moreLine:
			ends = i
		}
	}
	return begins, ends
}

// note is the line of a section's note, or -1.
func (l *layout) note(p part) int {
	for i := p.head + 1; i < p.stop; i++ {
		if l.lines[i].kind == commentLine && strings.HasPrefix(l.said(i), strings.TrimSpace(notePrefix)) {
			return i
		}
	}
	return -1
}

// said is a line without the blanks around it.
func (l *layout) said(i int) string { return string(l.text[l.lines[i].text:l.lines[i].stop]) }

// name is the name of the option on a line, in lower case.
func (l *layout) name(i int) string {
	name := string(bytes.TrimRightFunc(l.text[l.lines[i].text:l.delimiter(i)], isBlank))
	// Python makes two characters of the dotted capital I, so that it is no i.
	return strings.ToLower(strings.ReplaceAll(name, "İ", "i̇"))
}

// delimiter is where the = or : of an option line is.
func (l *layout) delimiter(i int) int {
	n := l.lines[i]
	return n.text + bytes.IndexAny(l.text[n.text:n.stop], "=:")
}

// valueAt is where the value on an option line begins; it is the line's stop when
// the value is empty.
func (l *layout) valueAt(i int) int {
	from, stop := l.delimiter(i)+1, l.lines[i].stop
	if from >= stop {
		return stop
	}
	return stop - len(bytes.TrimLeftFunc(l.text[from:stop], isBlank))
}

// value is an option's value as the parser reads it.
func (l *layout) value(o found) string {
	value := []string{string(l.text[l.valueAt(o.at):l.lines[o.at].stop])}
	if len(o.more) == 0 {
		return value[0]
	}
	for i := o.at + 1; i <= o.more[len(o.more)-1]; i++ {
		switch l.lines[i].kind {
		case blankLine:
			value = append(value, "")
		case moreLine:
			value = append(value, l.said(i))
		}
	}
	return strings.Join(value, "\n")
}

// headName is what stands between the brackets of a header line.
func (l *layout) headName(i int) string {
	said := l.said(i)
	return said[1:strings.LastIndexByte(said, ']')]
}

// meaning is everything that a text says apart from the lines of one section that
// skip names (and its header), for comparing a text before and after an edit.
func (l *layout) meaning(p part, skip func(i int) bool) []string {
	var all []string
	for i := range l.lines {
		if i == p.head || i > p.head && i < p.stop && skip(i) {
			continue
		}
		switch l.lines[i].kind {
		case headerLine:
			all = append(all, "["+l.headName(i))
		case optionLine:
			all = append(all, "="+l.name(i)+"\x00"+l.value(l.optionFrom(i)))
		case commentLine:
			all = append(all, l.said(i))
		}
	}
	return all
}

// optionFrom is the option that begins on a line.
func (l *layout) optionFrom(at int) found {
	o := found{at: at}
	for i := at + 1; i < len(l.lines) && !slices.Contains([]lineKind{optionLine, headerLine}, l.lines[i].kind); i++ {
		if l.lines[i].kind == moreLine {
			o.more = append(o.more, i)
		}
	}
	return o
}
