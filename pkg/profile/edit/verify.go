package edit

import (
	"slices"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// verify refuses a new text that does not parse, in which a change does not read as
// asked, or in which anything else reads differently.
func (p *pass) verify(next []byte, changes []Change) error {
	t, err := parse(next, p.kind, "the file")
	if err != nil {
		return cannot(changes[0])
	}
	before, after := p.draft, t.draft()
	old, now := before.touched(changes, false), after.touched(changes, true)
	for _, c := range changes {
		if !after.says(before, c) {
			return cannot(c)
		}
	}
	for i := range p.gone {
		old[i] = true
	}
	if !slices.Equal(before.meaning(old), after.meaning(now)) {
		return cannot(changes[0])
	}
	return nil
}

// says reports whether a text reads as a change asks. before is the text without it.
func (d *draft) says(before *draft, c Change) bool {
	was, is := before.of(c.profile), d.of(c.profile)
	switch c.action {
	case set:
		return d.reads(is, Option{c.option, c.value})
	case add:
		return !was.there && d.readsAll(is, c.options)
	case addSSOSession:
		return !before.ssoSession(c.profile).there && d.readsAll(d.ssoSession(c.profile), c.options)
	case rework:
		to := d.of(c.name())
		return !was.there || to.there && d.readsAll(to, c.options)
	case remove:
		// Another section may be called so by now.
		return true
	}
	return is.there == (was.there || c.makes())
}

func (d *draft) readsAll(own part, options []Option) bool {
	return own.there && !slices.ContainsFunc(options, func(o Option) bool { return !d.reads(own, o) })
}

// reads reports whether the parser finds an option's value where it was put.
func (d *draft) reads(own part, to Option) bool {
	o, there := d.option(own, to.Name)
	if !own.there || !there || d.value(o) != to.Value {
		return false
	}
	if own.profile == "" {
		return true // no profile's
	}
	value, set := d.set.Option(own.profile, to.Name)
	_, number := d.set.Where(own.profile, to.Name)
	return set && value == to.Value && number == o.at+1
}

// touched are the lines that changes may differ in. made says that it is the text with
// the changes made.
func (d *draft) touched(changes []Change, made bool) map[int]bool {
	lines := map[int]bool{}
	for _, c := range changes {
		own := d.of(c.profile)
		switch {
		case c.action == addSSOSession:
			own = d.ssoSession(c.profile)
		case c.action == rework && made:
			own = d.of(c.name())
		case c.action == remove:
			continue
		}
		if !own.there {
			continue
		}
		lines[own.head] = true
		if c.action == note {
			lines[d.note(own)] = true
			continue
		}
		for i := own.head + 1; i < own.stop; i++ {
			if d.lines[i].Kind == ini.Option && c.concerns(d.name(i)) {
				lines[i] = true
			}
		}
	}
	return lines
}
