package tty

import "strings"

// Column says how much room a column of a table wants, and what it can do without.
type Column struct {
	// Width is that of its widest cell, Least how narrow it may become and still be read.
	Width, Least int
	// Spare orders the columns that are left out where there is no room: the greatest
	// first, and one of 0 never.
	Spare int
}

// leastOfAll is how narrow a column becomes when no other can be left out, unless its
// Least is its Width: that is never cut.
const leastOfAll = 8

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
		if total <= 0 || narrow(columns, widths, total, false) {
			return widths
		}
		spare := -1
		for i, c := range columns {
			if !left[i] && c.Spare > 0 && (spare < 0 || c.Spare > columns[spare].Spare) {
				spare = i
			}
		}
		if spare < 0 {
			narrow(columns, widths, total, true)
			return widths
		}
		left[spare] = true
	}
}

// narrow takes from the widest columns until all of them fit, if they can; at last, also
// what can hardly be read.
func narrow(columns []Column, widths []int, total int, last bool) (fits bool) {
	least := func(c Column) int {
		if last && c.Least < c.Width {
			return min(c.Least, leastOfAll)
		}
		return c.Least
	}
	need := -Gap
	for _, w := range widths {
		if w > 0 {
			need += w + Gap
		}
	}
	for ; need > total; need-- {
		widest := -1
		for i, w := range widths {
			if w > 0 && w > least(columns[i]) && (widest < 0 || w > widths[widest]) {
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

// CutMiddle shortens text to at most the given number of columns; an ellipsis shows what
// is missing in its middle. Names tell most by their ends.
func CutMiddle(text string, columns int) string {
	if columns <= 0 {
		return ""
	}
	head, end := middle(text, columns)
	if len(head) == len(text) {
		return text
	}
	return head + "…" + end
}

// middle is what is left of text at both sides of an ellipsis, so that all of it takes at
// most the given number of columns. Text that fits is all head.
func middle(text string, columns int) (head, end string) {
	if Width(text) <= columns {
		return text, ""
	}
	end = tail([]rune(text), max(columns-1, 0)/2)
	end = strings.TrimLeftFunc(end, func(r rune) bool { return runeWidth(r) == 0 })
	room, used, stop := columns-1-Width(end), 0, 0
	for i, r := range text {
		if used += runeWidth(r); used > room {
			break
		}
		stop = i + len(string(r))
	}
	return text[:stop], end
}
