package dialect

import "strings"

// posix is what every POSIX shell understands: dash, busybox, ksh, mksh, yash.
type posix struct{}

func (posix) Name() string { return Sh }

// Set needs a second statement for the rare value that an unquoted eval would
// harm. POSIX shells before the 2024 edition have no quotes with escapes, so
// printf decodes them, in a command substitution, which drops newlines at the
// end: a dot guards them and is then taken off. Keys, tokens, ARNs, regions and
// dates never need it.
func (posix) Set(name, value string) (string, error) {
	if err := check(name, value); err != nil {
		return "", err
	}
	if survives(value, posixLoses) {
		return `\export ` + name + `='` + value + "';\n", nil
	}
	var b strings.Builder
	b.WriteString(name)
	b.WriteString(`="$(\printf %b '`)
	for i := range len(value) {
		if c := value[i]; plain(c) {
			b.WriteByte(c)
		} else {
			b.WriteString(`\0`)
			writeOctal(&b, c)
		}
	}
	b.WriteString(".')\";\n\\export ")
	b.WriteString(name)
	b.WriteString(`="${`)
	b.WriteString(name)
	b.WriteString("%.}\";\n")
	return b.String(), nil
}

func (posix) Unset(name string) (string, error) { return unset(name) }

func (posix) Fail() string { return fail }

// Quote puts the value between single quotes, where only a single quote has a
// meaning.
func (posix) Quote(value string) (string, error) {
	if err := checkText(value); err != nil {
		return "", err
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'", nil
}

// fail is one word that is false in every shell.
const fail = "false;\n"

func unset(name string) (string, error) {
	if !ValidName(name) {
		return "", &NameError{Name: name}
	}
	return `\unset ` + name + ";\n", nil
}

// survives reports whether value comes through an unquoted eval between single
// quotes. A blank does, since eval joins the words with one again; two in a row
// do not.
func survives(value string, loses func(byte) bool) bool {
	for i := range len(value) {
		if c := value[i]; loses(c) || c == ' ' && i > 0 && value[i-1] == ' ' {
			return false
		}
	}
	return true
}

// posixLoses reports the bytes that split words, belong to file patterns or
// need care between single quotes.
func posixLoses(c byte) bool {
	return c < ' ' || c == 0x7f || strings.IndexByte(`'\*?[]`, c) >= 0
}

// plain reports the bytes that mean nothing to any shell, wherever they stand
// inside a quoted word, before and after word splitting and file patterns.
func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		strings.IndexByte("_-./:+=@%,", c) >= 0
}

// writeOctal writes c as three octal digits: unlike hexadecimal escapes these
// end where they end, whatever follows.
func writeOctal(b *strings.Builder, c byte) {
	b.WriteByte('0' + c>>6)
	b.WriteByte('0' + c>>3&7)
	b.WriteByte('0' + c&7)
}
