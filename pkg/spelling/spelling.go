// Package spelling guesses what was meant by a name that does not exist.
//
// Rules: pure, and bounded: the work for one name grows with the length of what was
// written, and what is longer than any real name is compared with nothing.
package spelling

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// most is how many names a hint offers.
	most = 3
	// longest is the length in characters from which on nothing is compared.
	longest = 100
	// shortestPart is the length of a beginning that says something.
	shortestPart = 3
)

// Near are the names most like the one that was written, best first, three at most:
// at most a third of the characters differ, or only case does, or they begin with what
// was written. Equally good ones stay in their order.
func Near(written string, names []string) []string {
	if len(written) > longest {
		return nil
	}
	type candidate struct {
		name     string
		distance int
	}
	var found []candidate
	wanted := strings.ToLower(written)
	m := newMeasure(wanted)
	for _, name := range names {
		folded := strings.ToLower(name)
		d := m.distance(folded)
		if d > m.limit && len(written) >= shortestPart && strings.HasPrefix(folded, wanted) {
			d = m.limit
		}
		if d <= m.limit {
			found = append(found, candidate{name, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	near := make([]string, 0, most)
	for _, c := range found[:min(len(found), most)] {
		near = append(near, c.name)
	}
	return near
}

// measure compares many names with one, in the same memory.
type measure struct {
	from []rune
	// limit is how many changes still count as near.
	limit             int
	before, last, row []int
}

func newMeasure(from string) *measure {
	m := &measure{from: []rune(from)}
	m.limit = max(1, len(m.from)/3)
	width := len(m.from) + m.limit + 1 // as much as a name that is not too long needs
	rows := make([]int, 3*width)
	m.before, m.last, m.row = rows[:width], rows[width:2*width], rows[2*width:]
	return m
}

// distance is the number of insertions, deletions, substitutions and swaps of
// neighbours that lead to a name (optimal string alignment), or limit+1 where that is
// certain to be more than limit.
func (m *measure) distance(name string) int {
	if d := utf8.RuneCountInString(name) - len(m.from); d > m.limit || -d > m.limit {
		return m.limit + 1
	}
	from, to := m.from, []rune(name)
	before, last, row := m.before, m.last, m.row
	for j := range len(to) + 1 {
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
