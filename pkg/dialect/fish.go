package dialect

import (
	"strings"
	"unicode/utf8"
)

// fish has its own quotes: a backslash is special between single quotes. It
// splits the output of a command at newlines only, so that nothing but the
// newline needs an escape for eval (awsenv prod).
type fish struct{}

func (fish) Name() string { return Fish }

// Changes implements Dialect, as each of these methods does.
func (d fish) Changes(set []Variable, unset []string) (string, error) {
	return inStatements(d, set, unset)
}

// Evaluate needs a word in the command's place when there is none.
func (fish) Evaluate(typed string) string { return "eval (" + typed + " || echo false)" }

func (fish) Unset(name string) string { return "set -e " + name }

func (fish) set(name, value string) (string, error) {
	if err := check(name, value); err != nil {
		return "", err
	}
	return "set -gx " + name + " " + quoteFish(value) + ";\n", nil
}

// begin removes a variable from every scope, not just from the innermost: a
// universal one of the same name would show through and be exported, and fish
// knows no way to hide it from one session. The loop ends at the first failure,
// so a variable that cannot be erased does not hold it; what it returns differs
// from version to version, hence the true.
func (fish) begin(_, unset []string) (string, error) {
	var b strings.Builder
	for _, name := range unset {
		if !ValidName(name) {
			return "", &NameError{Name: name}
		}
		b.WriteString("while set -e " + name + "; end; true;\n")
	}
	return b.String(), nil
}

// end fails when a local variable hides one that was set, so that programs would
// not see it. fish knows no other way in which a variable refuses.
func (fish) end(set, _ []string) string {
	if len(set) == 0 {
		return ""
	}
	return "not begin; set -ql " + strings.Join(set, "; or set -ql ") + "; end;\n"
}

func (fish) Quote(value string) (string, error) {
	if err := checkText(value); err != nil {
		return "", err
	}
	return quoteFish(value), nil
}

// quoteFish leaves text between single quotes. Control bytes and bytes that are
// no UTF-8 stand outside them as \XHH, the escape for one byte.
func quoteFish(value string) string {
	var b strings.Builder
	b.Grow(len(value) + 16)
	b.WriteByte('\'')
	quoted := true
	for len(value) > 0 {
		r, size := utf8.DecodeRuneInString(value)
		text := r >= ' ' && r != 0x7f && (r != utf8.RuneError || size > 1)
		if text != quoted {
			b.WriteByte('\'')
			quoted = text
		}
		for _, c := range []byte(value[:size]) {
			switch {
			case !quoted:
				writeHex(&b, c)
			case c == '\'' || c == '\\':
				b.WriteByte('\\')
				b.WriteByte(c)
			default:
				b.WriteByte(c)
			}
		}
		value = value[size:]
	}
	if quoted {
		b.WriteByte('\'')
	}
	return b.String()
}

func writeHex(b *strings.Builder, c byte) {
	const digits = "0123456789abcdef"
	b.WriteString(`\X`)
	b.WriteByte(digits[c>>4])
	b.WriteByte(digits[c&15])
}
