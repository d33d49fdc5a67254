package edit

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// FileKind tells which of the two files a text is: they spell profiles differently.
type FileKind int

const (
	// Config is ~/.aws/config, where a profile's section is [profile NAME].
	Config FileKind = iota + 1
	// Credentials is ~/.aws/credentials, where the section is the profile's name.
	Credentials
)

// Change is one edit of one section; Set, Unset, Note, Add, AddSSOSession, Rework and
// Remove make it.
type Change struct {
	action action
	// profile is the section's, or the name of an sso-session.
	profile string
	option  string
	value   string
	// to is the new name of a section, empty for the one that it has.
	to      string
	options []Option
}

// Option is a line of a section.
type Option struct{ Name, Value string }

// Format hides the value, which may be a key, for every verb.
func (o Option) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, o.Name) }

// Format hides the value, which may be a key, for every verb.
func (c Change) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.profile+" "+c.option) }

type action int

const (
	set action = iota + 1
	unset
	note
	add
	addSSOSession
	rework
	remove
)

// Set gives an option of a profile a value. An option that is there is changed in
// its place, another one is added below the section's last; a section that is not
// there is added at the end of the file.
func Set(profile, option, value string) Change {
	return Change{action: set, profile: profile, option: option, value: value}
}

// Unset removes an option of a profile, with all lines of its value. It is no error
// when it is not there.
func Unset(profile, option string) Change {
	return Change{action: unset, profile: profile, option: option}
}

// Note puts the comment "# awsenv: TEXT" below the header of a profile's section, in
// place of the one that is there. Look reads it. Like Set it makes the section. An
// empty text removes the comment.
func Note(profile, text string) Change { return Change{action: note, profile: profile, value: text} }

// Add puts a new profile's section at the end of the file, with its options in order. A
// profile that is there already is left as it is.
func Add(profile string, options ...Option) Change {
	return Change{action: add, profile: profile, options: options}
}

// AddSSOSession puts a new [sso-session] at the end of the config file. One that is there
// already is an error.
func AddSSOSession(name string, options ...Option) Change {
	return Change{action: addSSOSession, profile: name, options: options}
}

// Rework gives a profile's section another name in its place, empty for the one that it
// has, and sets options. A profile that is not there is left so; a name that is taken is
// an error.
func Rework(profile, name string, options ...Option) Change {
	return Change{action: rework, profile: profile, to: name, options: options}
}

// Remove takes a profile's section out, with the empty line that sets it apart. Comments
// below its last option stay: they speak of what follows.
func Remove(profile string) Change { return Change{action: remove, profile: profile} }

// notePrefix begins the comments that Note writes.
const notePrefix = "# awsenv: "

// check refuses what no file can hold so that it reads back the same.
func (c Change) check(kind FileKind) error {
	if kind != Config && kind != Credentials {
		return fmt.Errorf("edit: there is no kind of file %d", kind)
	}
	if c.action == addSSOSession && kind != Config {
		return refused("an sso-session cannot be written to the credentials file")
	}
	for _, name := range [...]string{c.profile, c.name()} {
		if err := c.checkName(kind, name); err != nil {
			return err
		}
	}
	options := c.options
	switch c.action {
	case set, unset:
		options = []Option{{c.option, c.value}}
	case note:
		return c.checkValue("the comment", c.value)
	}
	for _, o := range options {
		if !plainOption(o.Name) {
			return refused("option %q cannot be written: a name is made of a-z, 0-9, _, - and .", o.Name)
		}
		if err := c.checkValue(o.Name, o.Value); err != nil {
			return err
		}
	}
	return nil
}

func (c Change) checkName(kind FileKind, name string) error {
	what, problem := "profile", wrongText(name)
	if c.action == addSSOSession {
		what = "sso-session"
	}
	switch {
	case name == "":
		problem = "it is empty"
	case problem == "" && kind == Credentials && name == ini.Default:
		problem = "a section of that name counts for every profile in the credentials file"
	}
	if problem != "" {
		return refused("%s %q cannot be written: %s", what, name, problem)
	}
	return nil
}

func (c Change) checkValue(what, value string) error {
	if problem := wrongText(value); problem != "" {
		return refused("the value of %s for profile %q cannot be written: %s", what, c.profile, problem)
	}
	if strings.TrimFunc(value, ini.IsSpace) != value {
		return refused("the value of %s for profile %q cannot be written: it begins or ends with a blank, which would be lost", what, c.profile)
	}
	return nil
}

// makes reports whether the change makes the section when it is not there.
func (c Change) makes() bool { return c.action == set || c.action == note && c.value != "" }

// what names what is changed.
func (c Change) what() string {
	switch c.action {
	case note:
		return "the comment"
	case set, unset:
		return c.option
	}
	return "the section"
}

// name is what the section is called afterwards.
func (c Change) name() string {
	if c.to != "" {
		return c.to
	}
	return c.profile
}

// section tells the sections of changes from each other.
func (c Change) section() string {
	if c.action == addSSOSession {
		return "sso-session " + c.profile
	}
	return "profile " + c.profile
}

// concerns reports whether an option is one that the change is about.
func (c Change) concerns(option string) bool {
	if c.action == set || c.action == unset {
		return option == c.option
	}
	return slices.ContainsFunc(c.options, func(o Option) bool { return o.Name == option })
}

// wrongText says why a text can be part of no line, or is empty.
func wrongText(s string) string {
	switch {
	case strings.ContainsAny(s, "\r\n"):
		return "it holds a line break"
	case strings.ContainsRune(s, 0):
		return "it holds a NUL byte"
	case !utf8.ValidString(s):
		return "it is not UTF-8"
	}
	return ""
}

// plainOption reports whether a name is one that reads back as itself: names are
// lower-cased and end at the first = or :.
func plainOption(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '.'
	})
}

// headerFor is the header of a new section: the AWS CLI's own spelling, which
// single-quotes names with blanks in the config file (awscli
// customizations/configure, profile_to_section).
func headerFor(kind FileKind, profile string) string {
	if kind == Credentials || profile == "default" {
		return "[" + profile + "]"
	}
	return "[profile " + headerWord(profile) + "]"
}

func ssoSessionHeader(name string) string { return "[sso-session " + headerWord(name) + "]" }

func headerWord(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return ini.IsSpace(r) || strings.ContainsRune(`'"\`, r) }) {
		return "'" + strings.ReplaceAll(name, "'", `'"'"'`) + "'"
	}
	return name
}
