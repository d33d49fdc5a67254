package tty

import "strings"

// Column says how much room a column of a table wants, and what it can do without.
type Column struct {
	// Width is that of its widest cell, Least how narrow it may become.
	Width, Least int
	// Spare orders the columns that are left out where there is no room: the greatest
	// first, and one of 0 never.
	Spare int
}

// Gap is how many blanks stand between two columns.
const Gap = 2

// Fit gives the widths of the columns, at most total columns of the terminal with the gaps
// between them: the widest are narrowed first, and one that is left out gets 0. No limit
// (total 0) leaves all as they are.
func Fit(columns []Column, total int) []int {
	widths := make([]int, len(columns))
	left := make([]bool, len(columns))
	for {
		for i, c := range columns {
			if widths[i] = c.Width; left[i] {
				widths[i] = 0
			}
		}
		if total <= 0 || narrow(columns, widths, total) {
			return widths
		}
		spare := -1
		for i, c := range columns {
			if !left[i] && c.Spare > 0 && (spare < 0 || c.Spare > columns[spare].Spare) {
				spare = i
			}
		}
		if spare < 0 {
			return widths
		}
		left[spare] = true
	}
}

// narrow takes from the widest columns until all of them fit, if they can.
func narrow(columns []Column, widths []int, total int) (fits bool) {
	need := -Gap
	for _, w := range widths {
		if w > 0 {
			need += w + Gap
		}
	}
	for ; need > total; need-- {
		widest := -1
		for i, w := range widths {
			if w > columns[i].Least && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
	}
	return true
}

// Pad fills text up with blanks to a number of columns.
func Pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(columns-Width(text), 0))
}

// CutMiddle shortens text to at most the given number of columns; an ellipsis shows what
// is missing in its middle. Names tell most by their ends.
func CutMiddle(text string, columns int) string {
	if Width(text) <= columns {
		return text
	}
	if columns <= 2 {
		return Cut(text, columns)
	}
	end := tail([]rune(text), (columns-1)/2)
	head := columns - 1 - Width(end)
	used, stop := 0, 0
	for i, r := range text {
		if used += runeWidth(r); used > head {
			break
		}
		stop = i + len(string(r))
	}
	return text[:stop] + "…" + strings.TrimLeftFunc(end, func(r rune) bool { return runeWidth(r) == 0 })
}
