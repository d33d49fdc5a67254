package edit

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// layout is where the lines of a valid text are and what they are. Package profile is
// asked whether a text is valid and which of its sections counts.
type layout struct {
	text  []byte
	lines []ini.Line
}

// lay finds the lines of a text that package profile has accepted.
func lay(text []byte) *layout {
	l := &layout{text: text}
	reader := ini.NewReader(text)
	for p := 0; p < len(text); {
		line := reader.Line(p)
		l.lines = append(l.lines, line)
		p = line.Next
	}
	return l
}

// part is a section: the lines from its header up to, without, the next header.
type part struct {
	head, stop int
	// there is false for a section that the text does not have.
	there bool
	// profile is whose it is, empty for none's.
	profile string
}

// partAt is the section whose header is line number head.
func (l *layout) partAt(head int) part {
	stop := head + 1
	for stop < len(l.lines) && l.lines[stop].Kind != ini.Header {
		stop++
	}
	return part{head: head, stop: stop, there: true}
}

// found is an option: its own line and those that continue its value.
type found struct {
	at   int
	more []int
}

// option finds an option of a section.
func (l *layout) option(p part, name string) (o found, ok bool) {
	for i := p.head + 1; i < p.stop; i++ {
		switch l.lines[i].Kind {
		case ini.Option:
			if ok {
				return o, true
			}
			if l.name(i) == name {
				o, ok = found{at: i}, true
			}
		case ini.Continuation:
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
		switch l.lines[i].Kind {
		case ini.Option:
			begins, ends = i, i
		case ini.Continuation:
			ends = i
		}
	}
	return begins, ends
}

// note is the line of a section's note, or -1.
func (l *layout) note(p part) int {
	for i := p.head + 1; i < p.stop; i++ {
		if l.lines[i].Kind == ini.Comment && strings.HasPrefix(l.said(i), strings.TrimSpace(notePrefix)) {
			return i
		}
	}
	return -1
}

// said is a line without the blanks around it.
func (l *layout) said(i int) string { return string(l.text[l.lines[i].Text:l.lines[i].Stop]) }

// name is the name of the option on a line, in lower case.
func (l *layout) name(i int) string { return ini.Lower(string(ini.Name(l.text, l.lines[i]))) }

// valueAt is where the value on an option line begins; it is the line's stop when
// the value is empty.
func (l *layout) valueAt(i int) int { return ini.ValueAt(l.text, l.lines[i]) }

// value is an option's value as the parser reads it.
func (l *layout) value(o found) string {
	last := o.at
	if len(o.more) > 0 {
		last = o.more[len(o.more)-1]
	}
	return ini.Value(l.text, l.lines[o.at:last+1])
}

// meaning is everything that a text says apart from some lines, for comparing a text
// before and after an edit.
func (l *layout) meaning(without map[int]bool) []string {
	var all []string
	for i := range l.lines {
		if without[i] {
			continue
		}
		switch l.lines[i].Kind {
		case ini.Header:
			all = append(all, "["+string(ini.HeaderName(l.text, l.lines[i])))
		case ini.Option:
			all = append(all, "="+l.name(i)+"\x00"+l.value(l.optionFrom(i)))
		case ini.Comment:
			all = append(all, l.said(i))
		}
	}
	return all
}

// optionFrom is the option that begins on a line.
func (l *layout) optionFrom(at int) found {
	o := found{at: at}
	for i := at + 1; i < len(l.lines) && l.lines[i].Kind != ini.Option && l.lines[i].Kind != ini.Header; i++ {
		if l.lines[i].Kind == ini.Continuation {
			o.more = append(o.more, i)
		}
	}
	return o
}
