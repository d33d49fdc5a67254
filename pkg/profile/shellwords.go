package profile

import "errors"

var errUnbalanced = errors.New("a quote is not closed, or a backslash stands at the end")

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
