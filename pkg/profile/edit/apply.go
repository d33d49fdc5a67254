package edit

import (
	"bytes"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// Apply makes changes to the text of a file, one after the other, and returns the
// new text; text itself is not touched. Outside the lines of the options, notes and
// sections that the changes name, the result is byte for byte the same; a change that
// says what is there already changes nothing.
//
// The error is a *profile.ParseError when the text does not parse, else an *Error.
func Apply(text []byte, kind FileKind, changes ...Change) ([]byte, error) {
	for _, c := range changes {
		if err := c.check(kind); err != nil {
			return nil, err
		}
	}
	for len(changes) > 0 {
		n := independent(changes)
		next, err := applyOnce(text, kind, changes[:n])
		if err != nil {
			return nil, err
		}
		text, changes = next, changes[n:]
	}
	return text, nil
}

// independent is how many changes from the first on are of different sections: these are
// made in one pass, so that a thousand cost little more than one.
func independent(changes []Change) int {
	seen := make(map[string]bool, len(changes))
	for i, c := range changes {
		if seen[c.section()] {
			return i
		}
		seen[c.section()] = true
	}
	return len(changes)
}

// applyOnce makes changes of different sections.
func applyOnce(text []byte, kind FileKind, changes []Change) ([]byte, error) {
	t, err := parse(text, kind, "the file")
	if err != nil {
		return nil, err
	}
	p := pass{draft: t.draft(), gone: map[int]bool{}}
	for _, c := range changes {
		p.change(c)
	}
	next, ok := p.result()
	if !ok {
		return nil, cannot(changes[0])
	}
	if bytes.Equal(next, text) {
		return text, nil
	}
	return next, p.verify(next, changes)
}

// pass is a text with the changes that are to be made to it.
type pass struct {
	*draft
	splices []splice
	// gone are the lines that are left out.
	gone map[int]bool
	// adds says that a section is added already.
	adds bool
}

// splice puts a text in the place of another one.
type splice struct {
	from, stop int
	put        string
	// last says that it comes behind all that are put at the same place.
	last bool
}

// result is the text with all of it done; not ok when two changes are about the same
// place, because two names mean one section.
func (p *pass) result() (next []byte, ok bool) {
	for i := range p.gone {
		p.splices = append(p.splices, splice{from: p.lines[i].Start, stop: p.lines[i].Next})
	}
	slices.SortStableFunc(p.splices, func(a, b splice) int {
		switch {
		case a.from != b.from:
			return a.from - b.from
		case a.last == b.last:
			return 0
		case a.last:
			return 1
		}
		return -1
	})
	at := 0
	for _, s := range p.splices {
		if s.from < at {
			return nil, false
		}
		next = append(append(next, p.text[at:s.from]...), s.put...)
		at = s.stop
	}
	return append(next, p.text[at:]...), true
}

// change takes one change in.
func (p *pass) change(c Change) {
	own := p.of(c.profile)
	switch c.action {
	case set:
		p.setOption(own, c, Option{c.option, c.value})
	case unset:
		if o, there := p.option(own, c.option); own.there && there {
			p.leaveOut(o.at, o.more...)
		}
	case note:
		p.setNote(own, c)
	case add, addSSOSession:
		if !own.there || c.action == addSSOSession {
			p.addSection(c, func(s style) (lines []string) {
				for _, o := range c.options {
					lines = append(lines, s.indent+o.Name+s.around+o.Value)
				}
				return lines
			})
		}
	case rework:
		if own.there {
			p.rename(own, c.to)
			for _, o := range c.options {
				p.setOption(own, c, o)
			}
		}
	case remove:
		p.leaveOut(-1, p.removal(own)...)
	}
}

func (p *pass) leaveOut(at int, more ...int) {
	for _, i := range append(more[:len(more):len(more)], at) {
		if i >= 0 {
			p.gone[i] = true
		}
	}
}

func (p *pass) put(from, stop int, text string) {
	p.splices = append(p.splices, splice{from: from, stop: stop, put: text})
}

func (p *pass) setOption(own part, c Change, to Option) {
	if !own.there {
		p.addSection(c, func(s style) []string { return []string{s.indent + to.Name + s.around + to.Value} })
		return
	}
	o, there := p.option(own, to.Name)
	switch {
	case !there:
		begins, after := p.lastOption(own)
		if begins < 0 {
			after = own.head
			if i := p.note(own); i == after+1 {
				after = i
			}
		}
		s := p.styleIn(own)
		p.insert(after, s.indent+to.Name+s.around+to.Value)
		return
	case p.value(o) == to.Value && len(o.more) == 0:
		return
	}
	from, stop := p.valueAt(o.at), p.lines[o.at].Stop
	value := to.Value
	if from == stop {
		// The value was empty: put it where the neighbours have theirs.
		from, stop = ini.Delimiter(p.text, p.lines[o.at].Text, stop)+1, p.lines[o.at].End
		if around := p.styleIn(own).around; value != "" {
			value = around[strings.IndexByte(around, '=')+1:] + value
		}
	}
	p.put(from, stop, value)
	p.leaveOut(-1, o.more...)
}

func (p *pass) setNote(own part, c Change) {
	at := -1
	if own.there {
		at = p.note(own)
	}
	said := notePrefix + c.value
	switch {
	case c.value == "":
		p.leaveOut(at)
	case !own.there:
		p.addSection(c, func(style) []string { return []string{said} })
	case at < 0:
		p.insert(own.head, p.indent(own.head)+said)
	case p.said(at) != said:
		p.put(p.lines[at].Text, p.lines[at].Stop, said)
	}
}

// rename gives a section another header. What stands behind the bracket stays.
func (p *pass) rename(own part, to string) {
	head := p.lines[own.head]
	if to == "" {
		return
	}
	name := ini.HeaderName(p.text, head)
	p.put(head.Text, head.Text+len("[")+len(name)+len("]"), headerFor(p.kind, to))
}

// removal are the lines that go with a section: from its header to its last option, and
// the empty line that sets it apart. Comments below the last option speak of what follows.
func (d *draft) removal(own part) (lines []int) {
	if !own.there {
		return nil
	}
	_, last := d.lastOption(own)
	last = max(last, own.head, d.note(own))
	for i := own.head; i <= last; i++ {
		lines = append(lines, i)
	}
	switch {
	case own.head > 0 && d.lines[own.head-1].Kind == ini.Blank:
		lines = append(lines, own.head-1)
	case own.head == 0 && last+1 < len(d.lines) && d.lines[last+1].Kind == ini.Blank:
		lines = append(lines, last+1)
	}
	return lines
}

// insert puts a line below another one.
func (p *pass) insert(after int, said string) {
	n := p.lines[after]
	ending := p.lineEnd(after)
	if n.Next == n.End {
		// The file's last line has no end, and the new one shall have none either.
		p.put(n.Next, n.Next, ending+said)
		return
	}
	p.put(n.Next, n.Next, said+ending)
}

// addSection puts a new section at the end of the text, apart by an empty line.
func (p *pass) addSection(c Change, options func(style) []string) {
	header := headerFor(p.kind, c.profile)
	if c.action == addSSOSession {
		header = ssoSessionHeader(c.profile)
	}
	end, ending, s := len(p.text), "\n", plainStyle()
	last := len(p.lines) - 1
	if last >= 0 {
		ending = p.lineEnd(last)
	}
	if head := p.lastHeader(); head >= 0 {
		s = p.styleIn(p.partAt(head))
	}
	lines := append([]string{header}, options(s)...)
	if p.adds || last >= 0 && p.lines[last].Kind != ini.Blank {
		lines = append([]string{""}, lines...)
	}
	body := strings.Join(lines, ending)
	if last >= 0 && p.lines[last].Next == p.lines[last].End {
		body = ending + body // the file ends without a line end, and goes on so
	} else {
		body += ending
	}
	p.adds = true
	p.splices = append(p.splices, splice{from: end, stop: end, put: body, last: true})
}

func (l *layout) lastHeader() int {
	for i := len(l.lines) - 1; i >= 0; i-- {
		if l.lines[i].Kind == ini.Header {
			return i
		}
	}
	return -1
}
