package config

import (
	"slices"
	"strings"
)

// marker reads the name of an environment variable.
func marker(v value) (string, error) {
	name, err := v.text()
	if err == nil && !isVariable(name) {
		err = v.fail("%q cannot be the name of a variable: letters, digits and _ only, not starting with a digit", name)
	}
	return name, err
}

func isVariable(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_', c|0x20 >= 'a' && c|0x20 <= 'z':
		case c >= '0' && c <= '9' && i > 0:
		default:
			return false
		}
	}
	return name != ""
}

// commandName reads the first word of a command line.
func commandName(v value) (string, error) {
	name, err := v.text()
	if err == nil && (name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || isControl(r) })) {
		err = v.fail("%q is not the name of a command", name)
	}
	return name, err
}

// command reads [mfa] command. An argument may be empty, the program may not.
func command(v value) ([]string, error) {
	elements, err := v.elements()
	if err != nil {
		return nil, err
	}
	words := make([]string, 0, len(elements))
	for i, element := range elements {
		word, err := element.text()
		if err != nil {
			return nil, err
		}
		if i == 0 && strings.TrimSpace(word) == "" {
			return nil, element.fail("the program has no name")
		}
		if err := element.placeholders(word, "serial", "profile"); err != nil {
			return nil, err
		}
		words = append(words, word)
	}
	return words, nil
}

// promptFormat reads a format of the prompt, which is one line.
func promptFormat(v value) (string, error) {
	text, err := v.text()
	if err != nil {
		return "", err
	}
	if strings.ContainsFunc(text, isControl) {
		return "", v.fail("%q has a control character, such as a new line, in it", text)
	}
	return text, v.placeholders(text, "profile", "left")
}

// sessionName reads a pattern of which any user gives a name that STS takes: 2 to 64
// letters, digits and _+=,.@- (AssumeRole, RoleSessionName).
func sessionName(v value) (string, error) {
	text, err := v.text()
	if err != nil {
		return "", err
	}
	if err := v.placeholders(text, "user"); err != nil {
		return "", err
	}
	fixed := strings.ReplaceAll(text, "{user}", "")
	for _, r := range fixed {
		if !isSessionRune(r) {
			return "", v.fail("%q cannot stand in a session name: letters, digits and _+=,.@- only", string(r))
		}
	}
	if len(fixed) > 62 || fixed == text && len(fixed) < 2 {
		return "", v.fail("a session name has 2 to 64 characters")
	}
	return text, nil
}

func isSessionRune(r rune) bool {
	return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' || r < 0x80 && strings.ContainsRune("_+=,.@-", r)
}

// region reads a region's name: it becomes a part of a host name.
func region(v value) (string, error) {
	name, err := v.text()
	if err == nil && !isHostLabel(name) {
		err = v.fail("%q cannot be the name of a region such as \"eu-west-1\"", name)
	}
	return name, err
}

func isHostLabel(name string) bool {
	if name == "" || len(name) > 63 || name[0] == '-' || name[len(name)-1] == '-' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// color reads what all three shells can show.
func color(v value) (string, error) {
	text, err := v.text()
	if err != nil {
		return "", err
	}
	word := strings.ToLower(text)
	known := []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}
	if slices.Contains(known, word) || len(word) == 7 && word[0] == '#' && strings.Trim(word[1:], "0123456789abcdef") == "" {
		return word, nil
	}
	return "", v.fail("%q is no color: want #rrggbb or one of %s", text, strings.Join(known, ", "))
}

// placeholders refuses a word in braces that is none of the known ones. Braces around
// anything else are ordinary characters.
func (v value) placeholders(text string, known ...string) error {
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			return nil
		}
		rest = after
		word, _, ok := strings.Cut(after, "}")
		if ok && isVariable(word) && !slices.Contains(known, word) {
			return v.fail("unknown placeholder {%s}: want {%s}", word, strings.Join(known, "} or {"))
		}
	}
}

// isControl reports a control character of ASCII or Latin-1.
func isControl(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }
