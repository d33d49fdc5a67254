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
	lower []Item // the same in lower case, for comparing
	// filter is what was typed.
	filter []rune
	// matches are the indexes of the items that fit the filter, best first.
	matches []int
	// at is the chosen one among matches, top the first one shown, rows how many
	// were shown last.
	at, top, rows int
}

func newList(title string, items []Item) *list {
	l := &list{title: strings.TrimRight(printable.Line(title), " :"), items: make([]Item, len(items)), lower: make([]Item, len(items)), rows: 1}
	for i, item := range items {
		l.items[i] = Item{printable.Line(item.Name), printable.Line(item.Note)}
		l.lower[i] = Item{strings.ToLower(l.items[i].Name), strings.ToLower(l.items[i].Note)}
	}
	l.match()
	return l
}

// match applies the filter. Every word of it has to be in the name or the note;
// names come before notes, and those that begin with the filter before others.
func (l *list) match() {
	words := strings.Fields(strings.ToLower(string(l.filter)))
	l.matches, l.at, l.top = l.matches[:0], 0, 0
	ranks := make([]int, len(l.items))
	for i, item := range l.lower {
		if ranks[i] = rank(item, words); ranks[i] > 0 {
			l.matches = append(l.matches, i)
		}
	}
	if len(words) > 0 {
		slices.SortStableFunc(l.matches, func(a, b int) int { return cmp.Compare(ranks[b], ranks[a]) })
	}
}

// rank is how well an item fits the words: 0 not at all.
func rank(item Item, words []string) int {
	if len(words) == 0 {
		return 1
	}
	worst := 4
	for _, word := range words {
		fits := 0
		switch {
		case item.Name == word:
			fits = 4
		case strings.HasPrefix(item.Name, word):
			fits = 3
		case strings.Contains(item.Name, word):
			fits = 2
		case strings.Contains(item.Note, word):
			fits = 1
		}
		worst = min(worst, fits)
	}
	return worst
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
// them, so that what stands above it is not all out of sight. The first row is
// the filter; column is where the cursor stands in it.
func (l *list) frame(width, height int) (rows []string, column int) {
	width--
	height--
	head, column := l.head(width)
	rows = append(rows, head)
	footer := height > 4
	l.rows = max(min(height-1, listRows), 0)
	if footer {
		l.rows = min(height-2, listRows)
	}
	l.scroll()
	names := 0
	shown := l.matches[l.top:min(l.top+l.rows, len(l.matches))]
	for _, i := range shown {
		names = max(names, Width(l.items[i].Name))
	}
	for n, i := range shown {
		mark := "  "
		if l.top+n == l.at {
			mark = "> "
		}
		row := mark + l.items[i].Name
		if note := l.items[i].Note; note != "" {
			row += strings.Repeat(" ", names-Width(l.items[i].Name)+2) + note
		}
		rows = append(rows, Cut(row, width))
	}
	if footer {
		rows = append(rows, Cut(l.footer(), width))
	}
	return rows, column
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
