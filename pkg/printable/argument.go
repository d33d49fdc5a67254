package printable

import "strings"

// plainArgument are the characters that every shell reads as they stand.
const plainArgument = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@+,%"

// Argument is a text as one word of a command line that a person may copy out of a
// message: quoted as bash, zsh and any POSIX shell have it where they would read it as
// something else. Whoever shows the message makes it safe, as any other.
func Argument(text string) string {
	odd := func(r rune) bool { return !strings.ContainsRune(plainArgument, r) }
	if text != "" && !strings.ContainsFunc(text, odd) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
