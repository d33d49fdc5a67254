package edit

import (
	"fmt"
	"io"
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

// Change is one edit of one profile; Set, Unset and Note make it.
type Change struct {
	action  action
	profile string
	option  string
	value   string
}

// Format hides the value, which may be a key, for every verb.
func (c Change) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.profile+" "+c.option) }

type action int

const (
	set action = iota + 1
	unset
	note
)

// Set gives an option of a profile a value. An option that is there is changed in
// its place, another one is added below the section's last; a section that is not
// there is added at the end of the file.
func Set(profile, option, value string) Change { return Change{set, profile, option, value} }

// Unset removes an option of a profile, with all lines of its value. It is no error
// when it is not there.
func Unset(profile, option string) Change { return Change{unset, profile, option, ""} }

// Note puts the comment "# awsenv: TEXT" below the header of a profile's section, in
// place of the one that is there. Look reads it. Like Set it makes the section. An
// empty text removes the comment.
func Note(profile, text string) Change { return Change{note, profile, "", text} }

// notePrefix begins the comments that Note writes.
const notePrefix = "# awsenv: "

// check refuses what no file can hold so that it reads back the same.
func (c Change) check(kind FileKind) error {
	if kind != Config && kind != Credentials {
		return fmt.Errorf("edit: there is no kind of file %d", kind)
	}
	if problem := wrongText(c.profile); problem != "" || c.profile == "" {
		if problem == "" {
			problem = "it is empty"
		}
		return refused("profile %q cannot be written: %s", c.profile, problem)
	}
	if kind == Credentials && c.profile == ini.Default {
		return refused("profile %q cannot be written to the credentials file: a section of that name counts for every profile", c.profile)
	}
	if c.action == set || c.action == unset {
		if !plainOption(c.option) {
			return refused("option %q cannot be written: a name is made of a-z, 0-9, _, - and .", c.option)
		}
	}
	if problem := wrongText(c.value); problem != "" {
		return refused("the value of %s for profile %q cannot be written: %s", c.what(), c.profile, problem)
	}
	if strings.TrimFunc(c.value, ini.IsSpace) != c.value {
		return refused("the value of %s for profile %q cannot be written: it begins or ends with a blank, which would be lost", c.what(), c.profile)
	}
	return nil
}

// makes reports whether the change makes the section when it is not there.
func (c Change) makes() bool { return c.action == set || c.action == note && c.value != "" }

func (c Change) what() string {
	if c.action == note {
		return "the comment"
	}
	return c.option
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
	switch {
	case kind == Credentials || profile == "default":
		return "[" + profile + "]"
	case strings.ContainsFunc(profile, func(r rune) bool { return ini.IsSpace(r) || strings.ContainsRune(`'"\`, r) }):
		return "[profile '" + strings.ReplaceAll(profile, "'", `'"'"'`) + "']"
	}
	return "[profile " + profile + "]"
}
