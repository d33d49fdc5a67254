package dialect

import (
	"slices"
	"strings"
)

// posix is what every POSIX shell understands: dash, busybox, ksh, mksh, yash.
type posix struct{}

func (posix) Name() string { return Sh }

// Changes implements Dialect, as each of these methods does.
func (d posix) Changes(set []Variable, unset []string) (string, error) {
	return inStatements(d, set, unset)
}

// Evaluate needs a word in the command's place when there is none: to evaluate
// nothing would pass for a success.
func (posix) Evaluate(typed string) string { return `eval "$(` + typed + ` || echo false)"` }

func (posix) Unset(name string) string { return "unset " + name }

// set spends a process on the rare value that an unquoted eval would harm: POSIX
// shells before the 2024 edition have no quotes with escapes, so printf decodes
// them, in a command substitution. That drops newlines at the end, which are
// therefore made first, behind a dot that is taken off again. (A dot behind the
// whole value would be simpler, but bash 5.2 in a UTF-8 locale returns stray
// memory when it takes a suffix off bytes that are not text.) Keys, tokens, ARNs,
// regions and dates never need any of this.
func (posix) set(name, value string) (string, error) {
	if err := check(name, value); err != nil {
		return "", err
	}
	if survives(value, posixLoses) {
		return `export ` + name + `='` + value + "';\n", nil
	}
	var b strings.Builder
	body := strings.TrimRight(value, "\n")
	newlines := value[len(body):]
	if newlines != "" {
		b.WriteString(name + `="`)
		writePrintf(&b, newlines+".")
		b.WriteString("\";\n" + name + `="${` + name + "%.}\";\n")
	}
	b.WriteString(`export ` + name + `="`)
	writePrintf(&b, body)
	if newlines != "" {
		b.WriteString("$" + name)
	}
	b.WriteString("\";\n")
	return b.String(), nil
}

// writePrintf writes a command substitution that gives text, less the newlines
// at its end.
func writePrintf(b *strings.Builder, text string) {
	b.WriteString(`$(printf %b '`)
	for i := range len(text) {
		if c := text[i]; literal(c) {
			b.WriteByte(c)
		} else {
			b.WriteString(`\0`)
			writeOctal(b, c)
		}
	}
	b.WriteString("')")
}

// Quote puts the value between single quotes, where only a single quote has a
// meaning.
func (posix) Quote(value string) (string, error) {
	if err := checkText(value); err != nil {
		return "", err
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'", nil
}

// begin removes what is to be set as well: that drops attributes which would
// change the text (integer, upper case, array), and fails for a read-only one
// before anything is set; dash and zsh stop there.
func (posix) begin(set, unset []string) (string, error) {
	names := slices.Concat(set, unset)
	for _, name := range names {
		if !ValidName(name) {
			return "", &NameError{Name: name}
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	return "unset " + strings.Join(names, " ") + ";\n", nil
}

// end touches every variable once more, which changes none and fails for one
// that is read-only.
func (posix) end(set, unset []string) string {
	if len(set) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("export")
	for _, name := range set {
		b.WriteString(" " + name + `="$` + name + `"`)
	}
	if len(unset) > 0 {
		b.WriteString(" && unset " + strings.Join(unset, " "))
	}
	b.WriteString(";\n")
	return b.String()
}

// survives reports whether value comes through an unquoted eval between single
// quotes, given the bytes that never do. A blank does, since eval joins the
// words with one again; two in a row do not. Nor does ":=", which zsh takes for
// the path of a command under MAGIC_EQUAL_SUBST and GLOB_SUBST.
func survives(value string, loses func(byte) bool) bool {
	for i := range len(value) {
		c := value[i]
		if loses(c) || i > 0 && (c == ' ' && value[i-1] == ' ' || c == '=' && value[i-1] == ':') {
			return false
		}
	}
	return true
}

// posixLoses reports the bytes that split words, that belong to patterns of
// files (in ksh also to braces), or that need care between single quotes.
func posixLoses(c byte) bool {
	return c < ' ' || c == 0x7f || strings.IndexByte(`'\*?[]{`, c) >= 0
}

// ansiLoses reports every byte but those that mean nothing to any shell, before
// and after word splitting and patterns.
func ansiLoses(c byte) bool {
	return !literal(c) && strings.IndexByte(" :+=@%,", c) < 0
}

// literal reports the bytes that are never escaped.
func literal(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '_' || c == '-' || c == '.' || c == '/'
}

// writeOctal writes c as three octal digits: unlike hexadecimal escapes these
// end where they end, whatever follows.
func writeOctal(b *strings.Builder, c byte) {
	b.WriteByte('0' + c>>6)
	b.WriteByte('0' + c>>3&7)
	b.WriteByte('0' + c&7)
}
