// Package placeholder reads text with names in braces, such as
// "{profile} {left}", which the configuration has in several places.
//
// Rules: a name is letters, digits and _, as a variable's. In braces it has to be
// one of those that are known, so that a mistyped one is found; braces around
// anything else, and single ones, are ordinary text. What is filled in is never
// read again. The standard library is all it imports.
package placeholder

import (
	"fmt"
	"slices"
	"strings"
)

// A Part is text to be copied, or the place of a name.
type Part struct {
	// Name is empty for text.
	Name, Text string
}

// Text is what Parse read, part by part.
type Text []Part

// UnknownError says that a name in braces means nothing there.
type UnknownError struct {
	Name  string
	Known []string
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("unknown placeholder {%s}: want {%s}", e.Name, strings.Join(e.Known, "} or {"))
}

// Parse takes text apart. A name that is none of the known ones is an
// *UnknownError.
func Parse(text string, known ...string) (Text, error) {
	var parts Text
	plain := 0 // where the text begins that is not in a part yet
	for open := 0; open < len(text); open++ {
		if text[open] != '{' {
			continue
		}
		end := open + 1
		for end < len(text) && isLetter(text[end]) {
			end++
		}
		name := text[open+1 : end]
		if name == "" || end == len(text) || text[end] != '}' {
			continue
		}
		if !slices.Contains(known, name) {
			return nil, &UnknownError{Name: name, Known: known}
		}
		if plain < open {
			parts = append(parts, Part{Text: text[plain:open]})
		}
		parts = append(parts, Part{Name: name})
		open, plain = end, end+1
	}
	if plain < len(text) {
		parts = append(parts, Part{Text: text[plain:]})
	}
	return parts, nil
}

// Fill is the text with the value of each name.
func (t Text) Fill(value func(name string) string) string {
	var b strings.Builder
	for _, part := range t {
		if part.Name != "" {
			part.Text = value(part.Name)
		}
		b.WriteString(part.Text)
	}
	return b.String()
}

// isLetter reports what a name is made of.
func isLetter(c byte) bool {
	return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
}
