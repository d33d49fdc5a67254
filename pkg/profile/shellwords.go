package profile

import (
	"errors"
	"os"
	"strings"
)

var errUnbalanced = errors.New("a quote is not closed, or a backslash stands at the end")

// onWindows says whose rules hold for command lines and paths.
const onWindows = os.PathSeparator == '\\'

// splitCommand splits a credential_process into words as the AWS CLI does on this system.
func splitCommand(s string) ([]string, error) {
	if onWindows {
		return splitWindows(s)
	}
	return splitWords(s)
}

// commandHint says how a credential_process is to be quoted, on any system.
const commandHint = "quote it as for a POSIX shell; on Windows with double quotes alone"

// splitWindows splits by the rules of Microsoft's C runtime: blanks and tabs outside of
// double quotes part words. A backslash is an ordinary character unless a double quote
// follows: there two are one, and an odd one makes the quote an ordinary character.
func splitWindows(s string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, inQuotes := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			run := len(s[i:]) - len(strings.TrimLeft(s[i:], `\`))
			if after := i + run; after < len(s) && s[after] == '"' {
				word.WriteString(s[i : i+run/2])
				if run%2 == 1 {
					word.WriteByte('"')
					run++
				}
			} else {
				word.WriteString(s[i:after])
			}
			i += run - 1
			inWord = true
		case c == '"':
			inQuotes, inWord = !inQuotes, true
		case (c == ' ' || c == '\t') && !inQuotes:
			if inWord {
				words = append(words, word.String())
				word.Reset()
			}
			inWord = false
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if inQuotes {
		return nil, errUnbalanced
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// splitWords splits by the rules of a POSIX shell (Python's shlex.split):
// blanks part words, single quotes keep everything, double quotes keep
// everything but a backslash before a double quote or backslash, a bare backslash
// keeps the next character. Nothing is expanded and # is an ordinary character.
func splitWords(s string) ([]string, error) {
	var words []string
	var word []byte
	inWord := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ' ', '\t', '\r', '\n':
			if inWord {
				words, word, inWord = append(words, string(word)), word[:0], false
			}
		case '\'', '"':
			inWord = true
			end := quoted(s, i, &word)
			if end < 0 {
				return nil, errUnbalanced
			}
			i = end
		case '\\':
			if i++; i == len(s) {
				return nil, errUnbalanced
			}
			inWord = true
			word = append(word, s[i])
		default:
			inWord = true
			word = append(word, c)
		}
	}
	if inWord {
		words = append(words, string(word))
	}
	return words, nil
}

// quoted appends what stands between the quote at s[open] and its partner, and
// gives the partner's index, -1 when there is none.
func quoted(s string, open int, word *[]byte) int {
	for i := open + 1; i < len(s); i++ {
		c := s[i]
		switch {
		case c == s[open]:
			return i
		case c == '\\' && s[open] == '"' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			c = s[i]
		}
		*word = append(*word, c)
	}
	return -1
}
