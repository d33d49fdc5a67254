package tty

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Item is one line of a list: what is picked, what is known about it, in columns, and a
// remark that is shown and not searched.
type Item struct {
	Name  string
	About []string
	Aside string
}

// The smallest terminal in which a list is drawn.
const minColumns, minRows = 12, 3

// Pick lets a person choose one of the items and returns its index. The list
// stands below the cursor, begins at the item start, follows what is typed (the letters
// of every word have to be in the name, in their order, or the word in what is known about
// it), and is erased afterwards. Arrows, Ctrl-P/N, Ctrl-K/J, page
// keys, Home and End move; Enter takes. A dumb or tiny terminal gets a numbered
// question instead.
//
// The errors are those of Ask, and ErrCancelled for Esc.
func (t *Terminal) Pick(ctx context.Context, title string, items []Item, start int) (int, error) {
	if len(items) == 0 {
		return 0, errors.New("there is nothing to pick from")
	}
	l := newList(title, items, start)
	l.paint = t.Paint
	if columns, rows := t.device.size(); t.dumb || columns < minColumns || rows < minRows {
		return t.number(ctx, l)
	}
	index := 0
	err := t.interact(ctx, func(d *dialog) (err error) {
		p := picker{dialog: d, list: l}
		defer p.clear()
		index, err = p.run()
		return err
	})
	return index, err
}

// picker draws a list and feeds it keys.
type picker struct {
	*dialog
	*list
	// column is where the cursor was left, in the first row of the list.
	column int
}

func (p *picker) run() (int, error) {
	for {
		if err := p.draw(); err != nil {
			return 0, err
		}
		k, err := p.dialog.key()
		if err != nil {
			return 0, err
		}
		switch k.code {
		case keyEscape:
			return 0, ErrCancelled
		case keyEnter:
			if index, ok := p.chosen(); ok {
				return index, nil
			}
		case keyResumed:
			p.column = 0 // the shell has written since: begin where the cursor is
		default:
			p.apply(k)
		}
	}
}

// home moves the cursor to the list's first column. A terminal that became
// narrower may have broken the row in which it stands.
func (p *picker) home() string {
	columns, _ := p.device.size()
	if up := p.column / columns; up > 0 {
		return fmt.Sprintf("\r\x1b[%dA", up)
	}
	return "\r"
}

// draw draws the whole list in one write, from its first row down, and leaves
// the cursor behind the filter: what is below the cursor is always ours.
func (p *picker) draw() error {
	rows, column := p.frame(p.device.size())
	var b strings.Builder
	b.WriteString(p.home())
	b.WriteString("\x1b[J")
	b.WriteString(strings.Join(rows, "\r\n"))
	if len(rows) > 1 {
		fmt.Fprintf(&b, "\x1b[%dA", len(rows)-1)
	}
	b.WriteString("\r")
	if column > 0 {
		fmt.Fprintf(&b, "\x1b[%dC", column)
	}
	p.column = column
	return p.write(b.String())
}

func (p *picker) clear() { _ = p.write(p.home() + "\x1b[J") }

// numbersShown is how many items a numbered question lists.
const numbersShown = 20

// number is Pick where nothing can be drawn: the items with their numbers, and
// a question that takes a number or a part of a name.
func (t *Terminal) number(ctx context.Context, l *list) (int, error) {
	for {
		if err := t.write(l.numbered()); err != nil {
			return 0, t.ended(ctx, err)
		}
		answer, err := t.Ask(ctx, l.title+" (number or part of a name): ", false)
		if err != nil {
			return 0, err
		}
		if answer == "" {
			return 0, ErrCancelled
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(l.items) {
			return n - 1, nil
		}
		l.filter = []rune(answer)
		l.match()
		if index, ok := l.chosen(); ok && (len(l.matches) == 1 || string(l.names[index]) == string(folded(answer))) {
			return index, nil
		}
	}
}

// numbered lists the matches with their numbers among all items.
func (l *list) numbered() string {
	if len(l.matches) == 0 {
		return "nothing matches\r\n"
	}
	var b strings.Builder
	for _, i := range l.matches[:min(len(l.matches), numbersShown)] {
		fmt.Fprintf(&b, "%4d  %s\r\n", i+1, strings.TrimSpace(l.items[i].Name+"  "+strings.Join(l.items[i].About, "  ")))
	}
	if more := len(l.matches) - numbersShown; more > 0 {
		fmt.Fprintf(&b, "      and %d more\r\n", more)
	}
	return b.String()
}
