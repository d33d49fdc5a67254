package dialect

import (
	"strings"
	"unicode/utf8"
)

// nu has no eval: it takes data, and its variables hold UTF-8 text. `from json`
// makes a record of an object, and load-env sets what is in a record at once. A
// variable that is null is none for programs, and the hook hides it, too.
type nu struct{}

func (nu) Name() string { return Nu }

// Changes is an object with a variable a line. A line break within a value is
// written as an escape.
func (nu) Changes(set []Variable, unset []string) (string, error) {
	var b strings.Builder
	b.Grow(4096)
	next := "{\n"
	for _, name := range unset {
		if !ValidName(name) {
			return "", &NameError{Name: name}
		}
		b.WriteString(next + `"` + name + `": null`)
		next = ",\n"
	}
	for _, v := range set {
		if err := check(v.Name, v.Value); err != nil {
			return "", err
		}
		if !utf8.ValidString(v.Value) {
			return "", &TextError{Name: v.Name}
		}
		b.WriteString(next + `"` + v.Name + `": `)
		next = ",\n"
		writeEscaped(&b, v.Value, `\u00`, "")
	}
	b.WriteString("\n}\n")
	if next == "{\n" {
		return "{}\n", nil
	}
	return b.String(), nil
}

// Quote uses double quotes, the only ones of nu that take every character.
func (nu) Quote(value string) (string, error) {
	if err := checkText(value); err != nil {
		return "", err
	}
	if !utf8.ValidString(value) {
		return "", &TextError{}
	}
	var b strings.Builder
	writeEscaped(&b, value, `\u{`, "}")
	return b.String(), nil
}

// Evaluate fails by itself when nothing comes: null is no record.
func (nu) Evaluate(typed string) string { return typed + " | from json | load-env" }

func (nu) Unset(name string) string { return "hide-env " + name }

// writeEscaped writes value between double quotes, with its control characters in
// two hexadecimal digits between open and closed.
func writeEscaped(b *strings.Builder, value, open, closed string) {
	const digits = "0123456789abcdef"
	b.WriteByte('"')
	for i := range len(value) {
		switch c := value[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			b.WriteString(open)
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
			b.WriteString(closed)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}
