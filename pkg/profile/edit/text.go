package edit

import (
	"fmt"
	"io"
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
	d := t.draft(profile)
	if !d.there {
		return Section{}, false
	}
	if i := d.note(d.own); i >= 0 {
		s.Note = strings.TrimSpace(strings.TrimPrefix(d.said(i), strings.TrimSpace(notePrefix)))
	}
	s.options = map[string]string{}
	for i := d.own.head + 1; i < d.own.stop; i++ {
		if d.lines[i].Kind == ini.Option {
			s.options[d.name(i)] = strings.TrimRightFunc(d.value(d.optionFrom(i)), ini.IsSpace)
		}
	}
	return s, true
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

// draft finds the section of a profile.
func (t Text) draft(profile string) *draft {
	d := &draft{Text: t, layout: lay(t.bytes), own: part{head: -1}}
	if _, number := t.set.Where(profile, ""); number > 0 {
		d.own, d.there = d.partAt(number-1), true
	}
	return d
}
