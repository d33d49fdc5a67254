package edit

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// style is how the lines around an edit are written.
type style struct {
	// indent are the blanks in front of an option.
	indent string
	// around is the = with the blanks on both sides.
	around string
}

// plainStyle is that of the AWS CLI.
func plainStyle() style { return style{around: " = "} }

// styleIn is the style of a section's options: that of the last one if it shows
// it, else of another; where the section has none, of what is near.
func (d *draft) styleIn(p part) style {
	s := style{around: d.around(p.head+1, p.stop)}
	if s.around == "" {
		s.around = d.around(0, len(d.lines))
	}
	if s.around == "" {
		s.around = plainStyle().around
	}
	if begins, _ := d.lastOption(p); begins >= 0 {
		s.indent = d.indent(begins)
	} else if p.stop < len(d.lines) {
		// A header that is indented deeper than an option above it would continue it.
		s.indent = d.indent(p.stop)
	}
	return s
}

// indent are the blanks that a line begins with.
func (l *layout) indent(i int) string { return string(l.text[l.lines[i].Start:l.lines[i].Text]) }

// around is how the last option with a value among some lines writes its =.
func (d *draft) around(from, stop int) string {
	for i := stop - 1; i >= from; i-- {
		if d.lines[i].Kind != ini.Option || d.valueAt(i) == d.lines[i].Stop {
			continue
		}
		around := string(d.text[d.lines[i].Text+len(ini.Name(d.text, d.lines[i])) : d.valueAt(i)])
		// Not every tool knows the : or other blanks than these.
		if strings.Contains(around, "=") && strings.Trim(around, " \t=") == "" {
			return around
		}
	}
	return ""
}

// lineEnd is the line end (LF, CRLF or CR) that the lines near a line have.
func (d *draft) lineEnd(i int) string {
	for _, near := range [...]int{i, i - 1, i + 1, 0} {
		if near < 0 || near >= len(d.lines) {
			continue
		}
		if n := d.lines[near]; n.Next > n.End {
			return string(d.text[n.End:n.Next])
		}
	}
	return "\n"
}
