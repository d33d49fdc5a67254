package profile

import (
	"errors"
	"strings"
)

// The words behind the program in the credential_process of a profile whose keys are in
// awsenv's store.
const (
	storedCommand = "credential-process"
	storedFlag    = "--stored"
)

// StoredName is the name that the words of a credential_process ask awsenv's store for,
// empty when they do not. The program may be called anything: a path of another version
// of awsenv, a link.
func StoredName(words []string) string {
	if len(words) < 4 || words[1] != storedCommand || words[2] != storedFlag {
		return ""
	}
	rest := words[3:]
	if rest[0] == "--" {
		rest = rest[1:]
	} else if strings.HasPrefix(rest[0], "-") {
		return ""
	}
	if len(rest) != 1 {
		return ""
	}
	return rest[0]
}

// ErrUnquotable says that no line can hold a text so that all programs read the same.
var ErrUnquotable = errors.New("no credential_process can hold it so that every program reads it alike")

// StoredProcess is the credential_process of a profile whose keys are in awsenv's store
// by a name; program is awsenv's path. botocore splits the line by a POSIX shell's rules,
// Go's SDK gives it to sh, or to cmd where goos is "windows", where botocore has the
// system's rules.
func StoredProcess(program, name, goos string) (string, error) {
	quote := quotePOSIX
	if goos == "windows" {
		quote = quoteWindows
	}
	words := []string{program, storedCommand, storedFlag}
	if strings.HasPrefix(name, "-") {
		words = append(words, "--")
	}
	words = append(words, name)
	for i, word := range words {
		quoted, err := quote(word)
		if err != nil {
			return "", err
		}
		words[i] = quoted
	}
	line := strings.Join(words, " ")
	// Go's SDK ends a value there.
	for _, comment := range [...]string{" #", " ;", "\t#", "\t;"} {
		if strings.Contains(line, comment) {
			return "", ErrUnquotable
		}
	}
	return line, nil
}

// plain reports whether every splitter leaves a word alone.
func plain(word, more string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(more, r)
	})
}

func quotePOSIX(word string) (string, error) {
	if strings.ContainsAny(word, "\r\n\x00") {
		return "", ErrUnquotable
	}
	if plain(word, "/._-+,@%:") {
		return word, nil
	}
	return "'" + strings.ReplaceAll(word, "'", `'"'"'`) + "'", nil
}

// quoteWindows knows no way to write a quotation mark, and a percent sign begins a
// variable of cmd's even in quotes. A backslash before the closing one would take it along.
func quoteWindows(word string) (string, error) {
	if strings.ContainsAny(word, "\r\n\x00\"%!") || strings.HasSuffix(word, `\`) {
		return "", ErrUnquotable
	}
	if plain(word, `\/._-+@:`) {
		return word, nil
	}
	return `"` + word + `"`, nil
}

// stored is the name by which a profile's credential_process asks awsenv's store.
func (v *view) stored() string {
	command, _ := v.get("credential_process")
	return StoredProcessName(command)
}

// StoredProgram is the program of a credential_process that asks awsenv's store, empty
// for another one.
func StoredProgram(command string) string {
	words, err := splitCommand(command)
	if err != nil || StoredName(words) == "" {
		return ""
	}
	return words[0]
}

// StoredProcessName is StoredName for a credential_process as it is written.
func StoredProcessName(command string) string {
	words, err := splitCommand(command)
	if err != nil {
		return ""
	}
	return StoredName(words)
}
