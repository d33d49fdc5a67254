package profile

import (
	"bytes"
	"iter"
	"slices"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// Names are the profiles in the AWS CLI's order: those of the config file in
// order of their first section, then those that only the credentials file has.
func (s *Set) Names() []string {
	return slices.Collect(ListNames(File{Text: s.config.text}, File{Text: s.credentials.text}))
}

// plainName is the profile of a header of the config file, if it is spelled in
// the usual way.
func plainName(header []byte) (name []byte, odd bool) {
	if string(header) == "default" {
		return header, false
	}
	if !isPlain(header) {
		return nil, true
	}
	return header[len(plainPrefix):], false
}

// firstOnly lets each name through the first time. In a valid file plainly
// spelled names are all different, apart from default, which has two plain
// spellings: nothing is remembered before the first odd one.
type firstOnly struct {
	seen       map[string]bool
	hasDefault bool
}

func (o *firstOnly) first(name []byte) bool {
	if o.seen != nil {
		if o.seen[string(name)] {
			return false
		}
		o.seen[string(name)] = true
		return true
	}
	if string(name) == "default" {
		if o.hasDefault {
			return false
		}
		o.hasDefault = true
	}
	return true
}

// ListNames gives the profiles for completion, in the order of Names, without
// checking the files: it looks at nothing but what begins with a bracket, and
// gives what can be found in files that the AWS CLI would refuse.
func ListNames(config, credentials File) iter.Seq[string] {
	return func(yield func(string) bool) {
		own := credentialNames(credentials.Text)
		var once firstOnly
		for header := range headers(config.Text) {
			name, odd := plainName(header)
			if odd {
				n := parseHeader(string(header))
				if n.kind != isProfile {
					continue
				}
				name = []byte(n.name)
				if once.seen == nil {
					once.seen = earlier(config.Text, header)
				}
			}
			if !once.first(name) {
				continue
			}
			if len(own) > 0 {
				delete(own, string(name))
			}
			if !yield(string(name)) {
				return
			}
		}
		for header := range headers(credentials.Text) {
			if name := string(header); name != ini.Default && own[name] && !yield(name) {
				return
			}
		}
	}
}

func credentialNames(text []byte) map[string]bool {
	names := map[string]bool{}
	for header := range headers(text) {
		names[string(header)] = true
	}
	return names
}

// earlier are the names above the first header that is spelled oddly.
func earlier(text, odd []byte) map[string]bool {
	names := map[string]bool{}
	for header := range headers(text) {
		if &header[0] == &odd[0] {
			break
		}
		if name, odd := plainName(header); !odd {
			names[string(name)] = true
		}
	}
	return names
}

// headers are the section headers of a text. A bracket in the first column always
// begins one. An indented bracket does when it does not continue an option; such
// files are rare, and are read by the full rules.
func headers(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for p := 0; p < len(text); {
			n := bytes.IndexByte(text[p:], '[')
			if n < 0 {
				return
			}
			p += n
			if p > 0 && text[p-1] != '\n' && text[p-1] != '\r' {
				if indented(text, p) {
					indentedHeaders(text, p, yield)
					return
				}
				p++
				continue
			}
			end, _ := ini.LineEnd(text, p, p, true)
			if last := bytes.LastIndexByte(text[p:end], ']'); last > 1 && !yield(text[p+1:p+last]) {
				return
			}
			p = end
		}
	}
}

// indented reports whether there are only blanks between the line's start and p.
func indented(text []byte, p int) bool {
	start := bytes.LastIndexAny(text[:p], "\r\n") + 1
	return ini.TrimStart(text, start, p) == p
}

// indentedHeaders gives the headers from p on by the full rules.
func indentedHeaders(text []byte, p int, yield func([]byte) bool) {
	lines := ini.NewReader(text)
	for at := 0; at < len(text); {
		line := lines.Line(at)
		if line.Kind == ini.Header && line.Text >= p && !yield(ini.HeaderName(text, line)) {
			return
		}
		at = line.Next
	}
}
