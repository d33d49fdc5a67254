package edit

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// Diff shows a result in the unified format of diff -U0, line by line, with the section
// as a hunk's heading; it is empty when nothing changed. There are no lines of context,
// since the neighbours of an edited line are the secrets that no output may show; a
// changed line that holds one is cut short. Line ends do not count. Control characters
// are for the caller to clean.
func (r Result) Diff() (lines []string) {
	for _, h := range r.hunks() {
		if lines == nil {
			lines = []string{"--- " + r.name, "+++ " + r.name}
		}
		lines = append(lines, fmt.Sprintf("@@ -%s +%s @@%s", span(h.old, len(h.removed)), span(h.now, len(h.added)), heading(h.above)))
		for _, line := range h.removed {
			lines = append(lines, "-"+withoutSecret(line))
		}
		for _, line := range h.added {
			lines = append(lines, "+"+withoutSecret(line))
		}
	}
	return lines
}

// hunk is a place where lines were removed, added, or both.
type hunk struct {
	// old and now count the lines before it.
	old, now       int
	removed, added []string
	// above are the lines before it in the new text.
	above []string
}

// hunks walks over both texts. A line that is not the same in both was removed if it
// is one that the changes are about, and else another one was added before it.
func (r Result) hunks() (all []hunk) {
	old, now := lay(r.Before.bytes).all(), lay(r.After.bytes).all()
	named := r.Before.named(r.changes)
	var open *hunk
	for i, j := 0, 0; i < len(old) || j < len(now); {
		if i < len(old) && j < len(now) && old[i] == now[j] {
			i, j, open = i+1, j+1, nil
			continue
		}
		if open == nil {
			all = append(all, hunk{old: i, now: j, above: now[:j]})
			open = &all[len(all)-1]
		}
		if i < len(old) && (named[i] || j == len(now)) {
			open.removed = append(open.removed, old[i])
			i++
		} else {
			open.added = append(open.added, now[j])
			j++
		}
	}
	return all
}

// named are the lines that changes are about.
func (t Text) named(changes []Change) map[int]bool {
	lines := map[int]bool{}
	d := t.draft()
	for _, c := range changes {
		own := d.of(c.profile)
		if !own.there || c.action == addSSOSession {
			continue
		}
		options := c.options
		switch c.action {
		case note:
			lines[d.note(own)] = true
		case remove:
			for _, i := range d.removal(own) {
				lines[i] = true
			}
		case set, unset:
			options = []Option{{c.option, ""}}
		case rework:
			lines[own.head] = c.to != ""
		}
		for _, o := range options {
			if o, there := d.option(own, o.Name); there {
				lines[o.at] = true
				for _, i := range o.more {
					lines[i] = true
				}
			}
		}
	}
	return lines
}

// all are the lines of a text without their ends.
func (l *layout) all() []string {
	lines := make([]string, len(l.lines))
	for i, n := range l.lines {
		lines[i] = string(l.text[n.Start:n.End])
	}
	return lines
}

// span is a number of lines below a line as a hunk's header writes it: the line before
// an empty one.
func span(above, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", above)
	case 1:
		return fmt.Sprintf("%d", above+1)
	}
	return fmt.Sprintf("%d,%d", above+1, count)
}

// heading is the section that a hunk lies in, with a blank in front.
func heading(above []string) string {
	for i := len(above) - 1; i >= 0; i-- {
		if line := strings.TrimFunc(above[i], ini.IsSpace); strings.HasPrefix(line, "[") && strings.Contains(line, "]") {
			return " " + line
		}
	}
	return ""
}

// withoutSecret is a line as a diff may show it.
func withoutSecret(line string) string {
	// Letters of other alphabets may take other room in lower case.
	lower := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, line)
	for _, word := range [...]string{"secret", "token", "password"} {
		if at := strings.Index(lower, word); at >= 0 {
			if end := strings.IndexAny(line[at:], "=:"); end >= 0 {
				return line[:at+end+1] + " (not shown)"
			}
			return "(not shown)"
		}
	}
	return line
}
