package tty

import "context"

// Item is one line of a list: what is picked, and what is known about it.
type Item struct{ Name, Note string }

// Pick lets a person choose one of the items and returns its index.
func (t *Terminal) Pick(ctx context.Context, title string, items []Item) (int, error) {
	return 0, ErrCancelled
}
