package tty

import (
	"slices"
	"unicode"
)

// How well a word fits an item. What is typed as it stands comes before letters that are
// scattered, and the name before what is known about it.
const (
	fitsExactly = 1000
	fitsPrefix  = 800
	fitsPart    = 600 // from where a part of the name begins
	fitsInside  = 500
	fitsAbout   = 300
	fitsLetters = 200 // less what lies between them
)

// folded is text for comparing: its characters, in lower case, one for one.
func folded(text string) []rune {
	runes := []rune(text)
	for i, r := range runes {
		runes[i] = unicode.ToLower(r)
	}
	return runes
}

// index is where word begins in text, at the begin of a part if it does so anywhere; -1
// for nowhere.
func index(text, word []rune) int {
	first := -1
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i] != word[0] || !slices.Equal(text[i:i+len(word)], word) {
			continue
		}
		if beginsPart(text, i) {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

// beginsPart reports whether a part of a name begins there: after a hyphen, for instance.
func beginsPart(text []rune, at int) bool {
	return at == 0 || !unicode.IsLetter(text[at-1]) && !unicode.IsDigit(text[at-1])
}

// scattered finds the letters of a word in text, in their order and close together: the
// first place where they end, and from there back the shortest way. Nil is none.
func scattered(text, word []rune) []int {
	next, end := 0, -1
	for i, r := range text {
		if r == word[next] {
			if next++; next == len(word) {
				end = i
				break
			}
		}
	}
	if end < 0 {
		return nil
	}
	places := make([]int, len(word))
	for i := end; next > 0; i-- {
		if text[i] == word[next-1] {
			next--
			places[next] = i
		}
	}
	return places
}

// fitName is how well a word fits a name, 0 for not at all, and the places of its letters.
func fitName(name, word []rune) (score int, places []int) {
	at := index(name, word)
	if at < 0 {
		if places = scattered(name, word); places == nil {
			return 0, nil
		}
		between := places[len(places)-1] - places[0] + 1 - len(word)
		return max(fitsLetters-between, 1), places
	}
	places = make([]int, len(word))
	for i := range places {
		places[i] = at + i
	}
	switch {
	case len(name) == len(word):
		return fitsExactly, places
	case at == 0:
		return fitsPrefix, places
	case beginsPart(name, at):
		return fitsPart, places
	}
	return fitsInside, places
}
