package edit

import (
	"bytes"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// Apply makes changes to the text of a file, one after the other, and returns the
// new text; text itself is not touched. Outside the lines of the options and notes
// that the changes name, the result is byte for byte the same; a change that
// says what is there already changes nothing.
//
// The error is a *profile.ParseError when the text does not parse, else an *Error.
func Apply(text []byte, kind FileKind, changes ...Change) ([]byte, error) {
	for _, c := range changes {
		if err := c.check(kind); err != nil {
			return nil, err
		}
		next, err := applyOne(text, kind, c)
		if err != nil {
			return nil, err
		}
		text = next
	}
	return text, nil
}

func applyOne(text []byte, kind FileKind, c Change) ([]byte, error) {
	t, err := parse(text, kind, "the file")
	if err != nil {
		return nil, err
	}
	d := t.draft(c.profile)
	next := d.change(c)
	if bytes.Equal(next, text) {
		return text, nil
	}
	return next, d.verify(next, c)
}

// draft is a text that is about to be changed.
type draft struct {
	Text
	*layout
	// own is the section of the profile that counts; there says whether there is one.
	own   part
	there bool
}

// change is the text after one change.
func (d *draft) change(c Change) []byte {
	switch c.action {
	case set:
		return d.setOption(c)
	case unset:
		return d.unsetOption(c)
	}
	return d.setNote(c)
}

func (d *draft) setOption(c Change) []byte {
	if !d.there {
		return d.addSection(c, func(s style) string { return s.indent + c.option + s.around + c.value })
	}
	o, there := d.option(d.own, c.option)
	switch {
	case !there:
		begins, after := d.lastOption(d.own)
		if begins < 0 {
			after = d.own.head
			if i := d.note(d.own); i == after+1 {
				after = i
			}
		}
		s := d.styleIn(d.own)
		return d.insert(after, s.indent+c.option+s.around+c.value)
	case d.value(o) == c.value && len(o.more) == 0:
		return d.text
	}
	from, stop := d.valueAt(o.at), d.lines[o.at].Stop
	value := c.value
	if from == stop {
		// The value was empty: put it where the neighbours have theirs.
		from, stop = ini.Delimiter(d.text, d.lines[o.at].Text, stop)+1, d.lines[o.at].End
		if around := d.styleIn(d.own).around; value != "" {
			value = around[strings.IndexByte(around, '=')+1:] + value
		}
	}
	next := slices.Concat(d.text[:from], []byte(value), d.text[stop:d.lines[o.at].Next])
	return append(next, d.without(d.lines[o.at].Next, o.more)...)
}

func (d *draft) unsetOption(c Change) []byte {
	o, there := d.option(d.own, c.option)
	if !d.there || !there {
		return d.text
	}
	return d.without(0, append([]int{o.at}, o.more...))
}

func (d *draft) setNote(c Change) []byte {
	if c.value == "" {
		if d.there && d.note(d.own) >= 0 {
			return d.without(0, []int{d.note(d.own)})
		}
		return d.text
	}
	said := notePrefix + c.value
	if !d.there {
		return d.addSection(c, func(style) string { return said })
	}
	i := d.note(d.own)
	switch {
	case i < 0:
		head := d.lines[d.own.head]
		return d.insert(d.own.head, string(d.text[head.Start:head.Text])+said)
	case d.said(i) == said:
		return d.text
	}
	n := d.lines[i]
	return slices.Concat(d.text[:n.Text], []byte(said), d.text[n.Stop:])
}

// without is the text from an offset on, without some lines.
func (d *draft) without(from int, lines []int) []byte {
	var kept []byte
	for _, i := range lines {
		kept = append(kept, d.text[from:d.lines[i].Start]...)
		from = d.lines[i].Next
	}
	return append(kept, d.text[from:]...)
}

// insert puts a line below another one.
func (d *draft) insert(after int, said string) []byte {
	n := d.lines[after]
	ending := d.lineEnd(after)
	if n.Next == n.End {
		// The file's last line has no end, and the new one shall have none either.
		return slices.Concat(d.text, []byte(ending+said))
	}
	return slices.Concat(d.text[:n.Next], []byte(said+ending), d.text[n.Next:])
}

// addSection puts a new section at the end of the text, apart by an empty line.
func (d *draft) addSection(c Change, first func(style) string) []byte {
	body := headerFor(d.kind, c.profile)
	if len(d.lines) == 0 {
		return []byte(body + "\n" + first(plainStyle()) + "\n")
	}
	last := len(d.lines) - 1
	ending := d.lineEnd(last)
	s := plainStyle()
	if head := d.lastHeader(); head >= 0 {
		s = d.styleIn(d.partAt(head))
	}
	body += ending + first(s)
	if d.lines[last].Kind != ini.Blank {
		body = ending + body
	}
	return d.insert(last, body)
}

func (d *draft) lastHeader() int {
	for i := len(d.lines) - 1; i >= 0; i-- {
		if d.lines[i].Kind == ini.Header {
			return i
		}
	}
	return -1
}

// verify refuses a new text that does not parse, in which the change does not read
// as asked, or in which anything else reads differently.
func (d *draft) verify(next []byte, c Change) error {
	t, err := parse(next, d.kind, "the file")
	if err != nil {
		return cannot(c)
	}
	after := t.draft(c.profile)
	if after.there != (d.there || c.makes()) || c.action == set && !after.reads(c) {
		return cannot(c)
	}
	if !slices.Equal(d.meaning(d.own, d.touched(c)), after.meaning(after.own, after.touched(c))) {
		return cannot(c)
	}
	return nil
}

// reads reports whether the parser finds an option's new value where it was put.
func (d *draft) reads(c Change) bool {
	value, there := d.set.Option(c.profile, c.option)
	_, number := d.set.Where(c.profile, c.option)
	o, own := d.option(d.own, c.option)
	return there && value == c.value && own && number == o.at+1
}

// touched tells the lines that a change may differ in.
func (d *draft) touched(c Change) func(i int) bool {
	if c.action == note {
		own := -1
		if d.there {
			own = d.note(d.own)
		}
		return func(i int) bool { return i == own }
	}
	return func(i int) bool { return d.lines[i].Kind == ini.Option && d.name(i) == c.option }
}
