package tty

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
)

// listRows is how many items a list shows at most, so that a big terminal is
// not filled.
const listRows = 16

// list is what a person sees of the items and does with them. It knows nothing
// of the terminal.
type list struct {
	title string
	items []Item // cleaned
	// names and about are folded, for comparing.
	names []([]rune)
	about [][]([]rune)
	// columns are how wide the name, what is known about it, and the remark beside it are.
	columns []Column
	// filter is what was typed, words are what it is made of.
	filter []rune
	words  [][]rune
	// matches are the indexes of the items that fit the filter, best first.
	matches []int
	// at is the chosen one among matches, top the first one shown, rows how many
	// were shown last.
	at, top, rows int
	paint         Paint
}

// The least width of a name, and of what stands beside it.
const leastName, leastAbout = 20, 12

func newList(title string, items []Item, start int) *list {
	l := &list{
		title: strings.TrimRight(printable.Line(title), " :"), items: make([]Item, len(items)),
		names: make([][]rune, len(items)), about: make([][][]rune, len(items)), rows: 1,
	}
	most := 0
	for i, item := range items {
		clean := Item{Name: printable.Line(item.Name), Aside: printable.Line(item.Aside), About: make([]string, len(item.About))}
		l.names[i], l.about[i] = folded(clean.Name), make([][]rune, len(item.About))
		for n, text := range item.About {
			clean.About[n] = printable.Line(text)
			l.about[i][n] = folded(clean.About[n])
		}
		l.items[i], most = clean, max(most, len(item.About))
	}
	l.columns = make([]Column, most+2)
	for _, item := range l.items {
		for n := range l.columns {
			l.columns[n].Width = max(l.columns[n].Width, Width(item.cell(n, most)))
		}
	}
	for n := range l.columns {
		c := &l.columns[n]
		switch c.Least = min(leastAbout, c.Width); n {
		case 0:
			c.Least = min(leastName, c.Width)
		case most + 1:
			c.Least = c.Width
			c.Spare = 1
		default:
			c.Spare = n + 1
		}
	}
	l.match()
	l.at = max(min(start, len(items)-1), 0)
	return l
}

// cell is the text in a column: the name, what is known, at the end the remark.
func (item Item) cell(column, most int) string {
	switch {
	case column == 0:
		return item.Name
	case column == most+1:
		return item.Aside
	case column <= len(item.About):
		return item.About[column-1]
	}
	return ""
}

// match applies the filter. Every word of it has to fit the name, or to be in what is
// known about it; the best are first, and equal ones stay as they were given.
func (l *list) match() {
	l.words = l.words[:0]
	for _, word := range strings.Fields(string(l.filter)) {
		l.words = append(l.words, folded(word))
	}
	l.matches, l.at, l.top = l.matches[:0], 0, 0
	scores := make([]int, len(l.items))
	for i := range l.items {
		if scores[i] = l.score(i); scores[i] > 0 {
			l.matches = append(l.matches, i)
		}
	}
	if len(l.words) > 0 {
		slices.SortStableFunc(l.matches, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	}
}

// score is how well an item fits the filter: 0 not at all.
func (l *list) score(item int) int {
	total := 1
	for _, word := range l.words {
		best, _ := fitName(l.names[item], word)
		for _, text := range l.about[item] {
			if best < fitsAbout && index(text, word) >= 0 {
				best = fitsAbout
			}
		}
		if best == 0 {
			return 0
		}
		total += best
	}
	return total
}

// marks are the places of a cell that the filter has found.
func (l *list) marks(item, column int) []int {
	var places []int
	for _, word := range l.words {
		score, found := fitName(l.names[item], word)
		switch {
		case column == 0 && (score >= fitsAbout || !l.knownAbout(item, word)):
			places = append(places, found...)
		case column > 0 && column <= len(l.about[item]):
			if at := index(l.about[item][column-1], word); at >= 0 && score < fitsAbout {
				for i := range word {
					places = append(places, at+i)
				}
			}
		}
	}
	return places
}

func (l *list) knownAbout(item int, word []rune) bool {
	return slices.ContainsFunc(l.about[item], func(text []rune) bool { return index(text, word) >= 0 })
}

// chosen is the index of the chosen item; ok is false when nothing matches.
func (l *list) chosen() (index int, ok bool) {
	if len(l.matches) == 0 {
		return 0, false
	}
	return l.matches[l.at], true
}

// apply changes the list by one key.
func (l *list) apply(k key) {
	switch k.code {
	case keyChar:
		l.filter = append(l.filter, k.char)
		l.match()
	case keyBackspace:
		l.filter = l.filter[:max(len(l.filter)-1, 0)]
		l.match()
	case keyEraseWord:
		l.filter = withoutWord(l.filter)
		l.match()
	case keyEraseLine:
		l.filter = l.filter[:0]
		l.match()
	case keyUp:
		l.move(-1)
	case keyDown, keyLineFeed:
		l.move(1)
	case keyPageUp:
		l.move(-l.rows)
	case keyPageDown:
		l.move(l.rows)
	case keyFirst:
		l.move(-len(l.items))
	case keyLast:
		l.move(len(l.items))
	}
}

func (l *list) move(by int) { l.at = max(min(l.at+by, len(l.matches)-1), 0) }

// frame is the list as rows of less than the given width, less than height of
// them, so that what stands above it is not all out of sight; where there is room the
// last one is free. The first row is the filter; column is where the cursor stands in it.
func (l *list) frame(width, height int) (rows []string, column int) {
	width--
	height--
	head, column := l.head(width)
	rows = append(rows, head)
	footer, free := height > 4, height > 6
	l.rows = max(min(height-1, listRows), 0)
	switch {
	case free:
		l.rows = min(height-3, listRows)
	case footer:
		l.rows = min(height-2, listRows)
	}
	l.scroll()
	widths := Fit(l.columns, width-len(chosenMark))
	for n, i := range l.matches[l.top:min(l.top+l.rows, len(l.matches))] {
		rows = append(rows, l.row(i, l.top+n == l.at, widths, width))
	}
	if footer {
		rows = append(rows, l.paint.Faint(Cut(l.footer(), width)))
	}
	if free {
		rows = append(rows, "")
	}
	return rows, column
}

// chosenMark stands before the chosen item.
const chosenMark = "> "

// row is one item, in columns.
func (l *list) row(item int, chosen bool, widths []int, width int) string {
	var b strings.Builder
	mark := strings.Repeat(" ", len(chosenMark))
	if chosen {
		mark = chosenMark
	}
	b.WriteString(l.paint.Title(Cut(mark, width)))
	room, blanks := width-len(chosenMark), 0
	for column, columns := range widths {
		text := l.items[item].cell(column, len(widths)-2)
		if columns = min(columns, room); columns <= 0 {
			continue
		}
		if text != "" {
			b.WriteString(strings.Repeat(" ", blanks))
			b.WriteString(l.marked(text, columns, l.marks(item, column), chosen))
			blanks = 0
		}
		blanks += columns - Width(CutMiddle(text, columns)) + Gap
		room -= columns + Gap
	}
	return b.String()
}

// marked is a cell, cut to its columns, with what the filter has found shown in it.
func (l *list) marked(text string, columns int, places []int, chosen bool) string {
	head, end := middle(text, columns)
	runes := []rune(text)
	if len(head)+len(end) == len(text) && end == "" {
		return l.painted(runes, 0, places, chosen)
	}
	headRunes, endRunes := []rune(head), []rune(end)
	return l.painted(headRunes, 0, places, chosen) + "…" + l.painted(endRunes, len(runes)-len(endRunes), places, chosen)
}

// painted paints a piece of a cell that begins at the given place of it.
func (l *list) painted(piece []rune, from int, places []int, chosen bool) string {
	var b strings.Builder
	for i := 0; i < len(piece); {
		found, end := slices.Contains(places, from+i), i+1
		for end < len(piece) && slices.Contains(places, from+end) == found {
			end++
		}
		text := string(piece[i:end])
		switch {
		case found:
			text = l.paint.Mark(text)
		case chosen:
			text = l.paint.Title(text)
		}
		b.WriteString(text)
		i = end
	}
	return b.String()
}

// head is the title and the end of the filter that fits beside it.
func (l *list) head(width int) (text string, column int) {
	title := Cut(l.title, width/2) + ": "
	filter := tail([]rune(printable.Line(string(l.filter))), max(width-Width(title), 0))
	text = Cut(title+filter, width)
	return text, Width(text)
}

// footer is short once somebody types: rows that fit a terminal which becomes
// narrower are not broken by it.
func (l *list) footer() string {
	switch {
	case len(l.matches) == 0:
		return "  nothing matches, Esc cancels"
	case len(l.filter) == 0:
		return fmt.Sprintf("  %d of %d; type to filter, Enter takes it, Esc cancels", l.at+1, len(l.items))
	}
	return fmt.Sprintf("  %d of %d (%d in all)", l.at+1, len(l.matches), len(l.items))
}

// scroll keeps the chosen item in sight.
func (l *list) scroll() {
	l.top = max(min(l.top, l.at), l.at-l.rows+1, 0)
	l.top = max(min(l.top, len(l.matches)-l.rows), 0)
}
