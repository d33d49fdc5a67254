package profile

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// unknown is the error for a profile that is in neither file.
func (s *Set) unknown(name string) error {
	err := &Error{Kind: UnknownProfile, Profile: name, Near: s.near(name)}
	err.Problem = fmt.Sprintf("profile %q is not in %s or %s", name, fileName(s.config.name, "config"), fileName(s.credentials.name, "credentials"))
	s.spellingHints(err, name)
	return err
}

// fileName is how a message names a file that may not exist.
func fileName(path, name string) string {
	if path == "" {
		return "the " + name + " file"
	}
	return clean(path)
}

// spellingHints looks for a section that was meant for the profile but is not
// read as such, then for similar names.
func (s *Set) spellingHints(err *Error, name string) {
	if name == "" {
		err.hint("the name is empty: unset AWS_PROFILE instead of exporting it empty")
		return
	}
	for _, o := range s.config.odd {
		header := s.config.header(int(o))
		if meansProfile(header, name) {
			err.hint("line %d of %s has [%s], which is not read as this profile: write [profile %s]",
				s.config.lineOf(int(s.config.sections[o].start)), clean(s.config.name), clean(header), quoteName(name))
			return
		}
	}
	for _, header := range [...]string{"profile " + name, quoteName(name), `"` + name + `"`} {
		if number := s.credentials.exact(header); number >= 0 && header != name {
			err.hint("line %d of %s has [%s]; in that file the section is the bare name: write [%s]",
				s.credentials.lineOf(int(s.credentials.sections[number].start)), clean(s.credentials.name), clean(header), clean(name))
			return
		}
	}
	if len(err.Near) > 0 {
		quoted := make([]string, len(err.Near))
		for i, near := range err.Near {
			quoted[i] = fmt.Sprintf("%q", near)
		}
		err.hint("did you mean %s?", strings.Join(quoted, " or "))
		return
	}
	if len(s.config.sections)+len(s.credentials.sections) == 0 {
		err.hint("both files are missing or empty: create a profile with aws configure")
		return
	}
	err.hint("awsenv list shows the profiles that there are")
}

// meansProfile reports whether a header that is no profile section was probably
// meant to be the one of name: without prefix, with blanks or capitals, or with a
// name that should be quoted.
func meansProfile(header, name string) bool {
	if n := parseHeader(header); n.kind != isNothing {
		return false
	}
	words := strings.Fields(header)
	if len(words) > 0 && strings.EqualFold(words[0], "profile") {
		words = words[1:]
	}
	text := strings.Trim(strings.Join(words, " "), `"'`)
	return text == name || strings.HasPrefix(text, name+"]")
}

// quoteName is a name as it must stand after "profile " in a header.
func quoteName(name string) string {
	if !strings.ContainsAny(name, " \t\"'\\") {
		return clean(name)
	}
	return "'" + strings.ReplaceAll(clean(name), "'", `'"'"'`) + "'"
}

// mostNear is how many similar names a hint offers.
const mostNear = 3

// near are the profiles whose names are most like a name that does not exist,
// best first: at most a third of the characters differ, or only case does, or one
// begins with the other.
func (s *Set) near(name string) []string {
	type candidate struct {
		name     string
		distance int
	}
	limit := max(1, utf8.RuneCountInString(name)/3)
	var found []candidate
	folded := strings.ToLower(name)
	for _, other := range s.Names() {
		d := distance(folded, strings.ToLower(other), limit)
		if d > limit && len(name) >= 3 && strings.HasPrefix(strings.ToLower(other), folded) {
			d = limit
		}
		if d <= limit {
			found = append(found, candidate{other, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	names := make([]string, 0, mostNear)
	for _, c := range found[:min(len(found), mostNear)] {
		names = append(names, c.name)
	}
	return names
}

// distance is the number of insertions, deletions, substitutions and swaps of
// neighbours between two names (optimal string alignment); anything above limit
// may be reported as limit+1.
func distance(a, b string, limit int) int {
	from, to := []rune(a), []rune(b)
	if len(from)-len(to) > limit || len(to)-len(from) > limit {
		return limit + 1
	}
	width := len(to) + 1
	rows := make([]int, 3*width)
	before, last, row := rows[:width], rows[width:2*width], rows[2*width:]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(from); i++ {
		row[0] = i
		for j := 1; j <= len(to); j++ {
			cost := 1
			if from[i-1] == to[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(to)]
}
