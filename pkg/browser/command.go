package browser

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/placeholder"
)

// Command is a configured browser: a program and its arguments.
type Command []placeholder.Text

// The placeholders of a command. In an argument with the encoded URL, which is
// itself an address such as ext+container:name={profile}&url={url_encoded}, whatever
// else is filled in is encoded as well.
const (
	urlName     = "url"
	encodedName = "url_encoded"
	profileName = "profile"
	sessionName = "session"
	colorName   = "color"
)

// ParseArgument reads one argument of a command. An unknown name in braces is a
// *placeholder.UnknownError.
func ParseArgument(text string) (placeholder.Text, error) {
	return placeholder.Parse(text, urlName, encodedName, profileName, sessionName, colorName)
}

// Check refuses a command that could open nothing.
func (c Command) Check() error {
	if len(c) == 0 {
		return nil
	}
	switch {
	case strings.TrimSpace(c[0].Fill(func(name string) string { return name })) == "":
		return errors.New("the program has no name")
	case hasURL(c[0]):
		return errors.New("the first word is the program, and cannot be the address")
	case !slices.ContainsFunc(c[1:], hasURL):
		return errors.New("no argument has {url} or {url_encoded} in it, so that no page would be opened")
	}
	return nil
}

// fill is the command line that opens the page.
func (c Command) fill(page Page) []string {
	argv := make([]string, len(c))
	for i, arg := range c {
		encode := func(text string) string { return text }
		if has(arg, encodedName) {
			encode = url.QueryEscape
		}
		argv[i] = arg.Fill(func(name string) string {
			switch name {
			case profileName:
				return encode(page.Profile)
			case sessionName:
				return encode(page.Session)
			case colorName:
				return encode(page.Color)
			case encodedName:
				return encode(page.URL)
			}
			return page.URL
		})
	}
	return argv
}

func hasURL(arg placeholder.Text) bool { return has(arg, urlName) || has(arg, encodedName) }

func has(arg placeholder.Text, name string) bool {
	return slices.ContainsFunc(arg, func(p placeholder.Part) bool { return p.Name == name })
}
