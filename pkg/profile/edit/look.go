package edit

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// Section is a profile's section in one file, as it stands there: without what
// [DEFAULT] adds.
type Section struct {
	// Note is the text that Note wrote, empty for none.
	Note    string
	Options []Option
}

// Option is a name in lower case and its value; lines that continue a value are
// joined with LF.
type Option struct{ Name, Value string }

// Get is the value of an option of the section.
func (s Section) Get(name string) (value string, set bool) {
	for _, o := range s.Options {
		if o.Name == name {
			return o.Value, true
		}
	}
	return "", false
}

// Look reads the section of a profile that counts; there is false when the file has
// none. The error is a *profile.ParseError.
func Look(text []byte, kind FileKind, profile string) (s Section, there bool, err error) {
	d, err := open(text, kind, profile)
	if err != nil || !d.there {
		return Section{}, false, err
	}
	if i := d.note(d.own); i >= 0 {
		s.Note = strings.TrimSpace(strings.TrimPrefix(d.said(i), strings.TrimSpace(notePrefix)))
	}
	for i := d.own.head + 1; i < d.own.stop; i++ {
		if d.lines[i].Kind == ini.Option {
			s.Options = append(s.Options, Option{d.name(i), d.value(d.optionFrom(i))})
		}
	}
	return s, true, nil
}
