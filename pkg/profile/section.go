package profile

import (
	"bytes"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// option is one option of a section, decoded.
type option struct {
	// name is in lower case.
	name string
	// value is as it is written: a comment after it and quotes around it belong to
	// it. Lines that continue it are joined with LF, trimmed each.
	value string
	// at is the offset of its line's first character.
	at int
}

// options decodes a section: its own options, then those of [DEFAULT] that it
// does not set itself.
func (f *file) options(number int) []option {
	own := f.decode(number)
	if len(f.defaults) == 0 {
		return own
	}
	isOwn := names(own)
	for _, d := range f.defaults {
		if d == number {
			continue
		}
		for _, o := range f.decode(d) {
			if !isOwn[o.name] {
				own = append(own, o)
			}
		}
	}
	return own
}

func names(options []option) map[string]bool {
	all := make(map[string]bool, len(options))
	for _, o := range options {
		all[o.name] = true
	}
	return all
}

// find is the option with a name, or nil.
func find(options []option, name string) *option {
	for i := range options {
		if options[i].name == name {
			return &options[i]
		}
	}
	return nil
}

// decode reads the lines of a section, which scanFile has found to be valid.
func (f *file) decode(number int) []option {
	var (
		options = make([]option, 0, 8)
		room    [8]ini.Line
		lines   = room[:0] // of the option that is being read
		stop    int        // how many of them are its value
	)
	finish := func() {
		if stop > 0 {
			options = append(options, option{
				name:  interned(ini.Name(f.text, lines[0])),
				value: ini.Value(f.text, lines[:stop]),
				at:    lines[0].Text,
			})
		}
	}
	reader := ini.Reader{Text: f.text, Carriage: f.carriage}
	start := f.sections[number]
	_, p := ini.LineEnd(f.text, start, start, f.carriage)
	for p < len(f.text) {
		line := reader.Line(p)
		switch line.Kind {
		case ini.Header:
			finish()
			return options
		case ini.Option:
			finish()
			lines, stop = append(lines[:0], line), 1
		case ini.Continuation:
			lines = append(lines, line)
			stop = len(lines)
		default:
			lines = append(lines, line)
		}
		p = line.Next
	}
	finish()
	return options
}

// interned is a name in lower case. The usual ones cost no allocation: a list of
// all profiles decodes every section.
func interned(name []byte) string {
	for _, usual := range [...]string{
		"region", "role_arn", "source_profile", "mfa_serial", "duration_seconds", "output",
		"sso_session", "sso_account_id", "sso_role_name",
	} {
		if string(name) == usual {
			return usual
		}
	}
	return ini.Lower(string(name))
}

// block decodes a value that consists of indented settings of its own, such as
// those of a service. ok is false when it is a plain value.
func block(value string) (settings map[string]string, ok bool) {
	if !strings.HasPrefix(value, "\n") {
		return nil, false
	}
	settings = map[string]string{}
	for _, line := range ini.SplitLines(value) {
		if name, setting, found := strings.Cut(ini.Strip(line), "="); found {
			settings[ini.Strip(name)] = ini.Strip(setting)
		}
	}
	return settings, true
}

// header is what stands between a section's brackets: up to the last one of the line.
func (f *file) header(number int) string {
	start := f.sections[number]
	end, _ := ini.LineEnd(f.text, start, start, f.carriage)
	return string(f.text[start : start+bytes.LastIndexByte(f.text[start:end], ']')])
}

// finish applies the rules that need all of a file's sections: [DEFAULT] may be
// opened again, but not repeat an option, and a faulty block in it is a fault of
// the sections that take it over.
func (s *scanner) finish() error {
	f := s.file
	if len(f.defaults) > 1 {
		seen := map[string]bool{}
		for _, d := range f.defaults {
			for _, o := range f.decode(d) {
				if seen[o.name] {
					return f.broken(o.at, "the option "+printable.Line(o.name)+" is there twice in [DEFAULT]", "remove one of the two")
				}
				seen[o.name] = true
			}
		}
	}
	if s.looseDefault == nil {
		return nil
	}
	for i := range f.sections {
		if !slices.Contains(f.defaults, i) && find(f.decode(i), s.looseName) == nil {
			return s.looseDefault
		}
	}
	return nil
}
