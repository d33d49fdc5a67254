package profile

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/spelling"
)

// unknown is the error for a profile that is in neither file.
func (s *Set) unknown(name string) error {
	err := &Error{Kind: UnknownProfile, Profile: name}
	err.Problem = fmt.Sprintf("profile %q is not in %s or %s", name, fileName(s.config.name, "config"), fileName(s.credentials.name, "credentials"))
	err.guess = func(err *Error) { s.spellingHints(err, name) }
	return err
}

// fileName is how a message names a file that may not exist.
func fileName(path, name string) string {
	if path == "" {
		return "the " + name + " file"
	}
	return printable.Line(path)
}

// spellingHints looks for a section that was meant for the profile but is not
// read as such, then for similar names.
func (s *Set) spellingHints(err *Error, name string) {
	if name == "" {
		err.hint("the name is empty: unset AWS_PROFILE instead of exporting it empty")
		return
	}
	for _, o := range s.config.odd {
		header := s.config.header(o)
		if meansProfile(header, name) {
			err.hint("line %d of %s has [%s], which is not read as this profile: write [profile %s]",
				s.config.lineOf(s.config.sections[o]), printable.Line(s.config.name), printable.Line(header), quoteName(name))
			return
		}
	}
	for _, header := range [...]string{"profile " + name, quoteName(name), `"` + name + `"`} {
		if number := s.credentials.exact(header); number >= 0 {
			err.hint("line %d of %s has [%s]; in that file the section is the bare name: write [%s]",
				s.credentials.lineOf(s.credentials.sections[number]), printable.Line(s.credentials.name), printable.Line(header), printable.Line(name))
			return
		}
	}
	if near := spelling.Near(name, s.Names()); len(near) > 0 {
		quoted := make([]string, len(near))
		for i, n := range near {
			quoted[i] = fmt.Sprintf("%q", n)
		}
		err.hint("did you mean %s?", strings.Join(quoted, " or "))
		return
	}
	if len(s.config.sections)+len(s.credentials.sections) == 0 {
		err.hint("both files are missing or empty: create a profile with aws configure")
		return
	}
	err.hint("awsenv list shows the profiles that there are")
}

// meansProfile reports whether a header that is no profile section was probably
// meant to be the one of name: without prefix, with blanks or capitals, or with a
// name that should be quoted.
func meansProfile(header, name string) bool {
	if n := parseHeader(header); n.kind != isNothing {
		return false
	}
	words := strings.Fields(header)
	if len(words) > 0 && strings.EqualFold(words[0], "profile") {
		words = words[1:]
	}
	text := strings.Trim(strings.Join(words, " "), `"'`)
	return text == name || strings.HasPrefix(text, name+"]")
}

// quoteName is a name as it must stand after "profile " in a header.
func quoteName(name string) string {
	if !strings.ContainsAny(name, " \t\"'\\") {
		return printable.Line(name)
	}
	return "'" + strings.ReplaceAll(printable.Line(name), "'", `'"'"'`) + "'"
}
