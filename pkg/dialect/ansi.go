package dialect

import "strings"

// ansi is bash (3.2 and later) and zsh, which share the quotes with escapes,
// $'...'. In a value that needs them, all but letters, digits and _-./ is written as an octal escape there, so that the
// text is ASCII and reads the same in every locale and under every option
// (RC_QUOTES, CSH_JUNKIE_QUOTES, GLOB_SUBST, EXTENDED_GLOB, history expansion).
type ansi struct{ name string }

func (d ansi) Name() string { return d.name }

func (d ansi) Set(name, value string) (string, error) {
	if err := check(name, value); err != nil {
		return "", err
	}
	return `export ` + name + "=" + quoteANSI(value) + ";\n", nil
}

func (ansi) Begin(set, unset []string) (string, error) { return begin(set, unset) }

func (ansi) End(set, unset []string) string { return end(set, unset) }

func (ansi) Fail() string { return fail }

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
