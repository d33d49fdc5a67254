package dialect

import "strings"

// ansi is bash (3.2 and later) and zsh: POSIX shells whose quotes know escapes,
// $'...'. In a value that needs them, all but letters, digits and _-./ is written as
// an octal escape there, so that the text is ASCII and reads the same in every locale
// and under every option (RC_QUOTES, CSH_JUNKIE_QUOTES, GLOB_SUBST, EXTENDED_GLOB,
// history expansion).
type ansi struct {
	posix
	name string
}

func (d ansi) Name() string { return d.name }

// Changes implements Dialect, as each of these methods does.
func (d ansi) Changes(set []Variable, unset []string) (string, error) {
	return inStatements(d, set, unset)
}

func (d ansi) set(name, value string) (string, error) {
	if err := check(name, value); err != nil {
		return "", err
	}
	return `export ` + name + "=" + quoteANSI(value) + ";\n", nil
}

func (ansi) Quote(value string) (string, error) {
	if err := checkText(value); err != nil {
		return "", err
	}
	return quoteANSI(value), nil
}

func quoteANSI(value string) string {
	if survives(value, ansiLoses) {
		return "'" + value + "'"
	}
	var b strings.Builder
	b.Grow(len(value) + 16)
	b.WriteString("$'")
	for i := range len(value) {
		if c := value[i]; literal(c) {
			b.WriteByte(c)
		} else {
			b.WriteByte('\\')
			writeOctal(&b, c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
