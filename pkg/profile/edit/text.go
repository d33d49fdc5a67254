package edit

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/ini"
	"github.com/awsenv/awsenv/pkg/session"
)

// Text is what one of the two files says by itself. It holds secrets.
type Text struct {
	kind  FileKind
	bytes []byte
	set   *profile.Set
}

// Format hides the text, which may hold keys, for every verb.
func (Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// parse asks package profile for what a file means; name is what errors call it. The
// error is a *profile.ParseError.
func parse(text []byte, kind FileKind, name string) (Text, error) {
	file := profile.File{Name: name, Text: text}
	var set *profile.Set
	var err error
	if kind == Config {
		set, err = profile.Parse(file, profile.File{})
	} else {
		set, err = profile.Parse(profile.File{}, file)
	}
	return Text{kind, text, set}, err
}

// Section is a profile's section in one file, as it stands there: without what
// [DEFAULT] adds.
type Section struct {
	// Note is the text that Note wrote, empty for none.
	Note    string
	options map[string]string
}

// Get is the value of an option of the section, "" when it is not there; lines that
// continue it are joined with LF. The name is in lower case.
func (s Section) Get(name string) string { return s.options[name] }

// Section is the section of a profile that counts; there is false when the file has
// none.
func (t Text) Section(profile string) (s Section, there bool) {
	d := t.draft()
	own := d.of(profile)
	if !own.there {
		return Section{}, false
	}
	return d.section(own), true
}

// Sections are those of all profiles that the file has, in its order.
func (t Text) Sections() iter.Seq2[string, Section] {
	return func(yield func(string, Section) bool) {
		d := t.draft()
		for _, name := range t.set.Names() {
			if own := d.of(name); own.there && !yield(name, d.section(own)) {
				return
			}
		}
	}
}

// HasSSOSession reports whether there is an [sso-session] of a name.
func (t Text) HasSSOSession(name string) bool { return slices.Contains(t.set.SSOSessions(), name) }

func (d *draft) section(own part) (s Section) {
	if i := d.note(own); i >= 0 {
		s.Note = strings.TrimSpace(strings.TrimPrefix(d.said(i), strings.TrimSpace(notePrefix)))
	}
	s.options = map[string]string{}
	for i := own.head + 1; i < own.stop; i++ {
		if d.lines[i].Kind == ini.Option {
			s.options[d.name(i)] = strings.TrimRightFunc(d.value(d.optionFrom(i)), ini.IsSpace)
		}
	}
	return s
}

// StoredKey is an access key that stands in a file as a profile's.
type StoredKey struct {
	Profile string
	Keys    session.Keys
}

// Keys are the long-term keys of the profiles, in the file's order.
func (t Text) Keys() (all []StoredKey) {
	for _, name := range t.set.Names() {
		id, _ := t.set.Option(name, "aws_access_key_id")
		secret, _ := t.set.Option(name, "aws_secret_access_key")
		if token, _ := t.set.Option(name, "aws_session_token"); id != "" && token == "" {
			all = append(all, StoredKey{name, session.Keys{AccessKeyID: id, SecretAccessKey: secret}})
		}
	}
	return all
}

// draft is a text with the places of its lines.
type draft struct {
	Text
	*layout
}

func (t Text) draft() *draft { return &draft{Text: t, layout: lay(t.bytes)} }

// of is the section of a profile that counts.
func (d *draft) of(profile string) part {
	_, number := d.set.Where(profile, "")
	if number == 0 {
		return part{head: -1}
	}
	own := d.partAt(number - 1)
	own.profile = profile
	return own
}

// ssoSession is an [sso-session] as AddSSOSession writes it.
func (d *draft) ssoSession(name string) part {
	for i := len(d.lines) - 1; i >= 0; i-- {
		if d.lines[i].Kind == ini.Header && "["+string(ini.HeaderName(d.text, d.lines[i]))+"]" == ssoSessionHeader(name) {
			return d.partAt(i)
		}
	}
	return part{head: -1}
}
