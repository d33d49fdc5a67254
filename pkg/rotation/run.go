package rotation

import (
	"context"
	"fmt"
)

// Work does what Run decides.
type Work interface {
	// Record notes durably what is about to be done, before it is done.
	Record(s State, next Step) error
	// Do does one step. made is the new key's id, for Create alone. A Create that
	// fails leaves no key, or a record by which the next run finds it.
	Do(ctx context.Context, s State, step Step) (made string, err error)
}

// NotStored says that the new key could not be stored. It was deleted again, unless
// Left says why it could not be.
type NotStored struct {
	New       string
	Err, Left error
}

func (e *NotStored) Error() string {
	if e.Left != nil {
		return fmt.Sprintf("the new access key %s could not be stored: %v; nor could it be deleted again: %v", e.New, e.Err, e.Left)
	}
	return fmt.Sprintf("the new access key could not be stored, and was deleted again: %v", e.Err)
}

// Unwrap is why it could not be stored.
func (e *NotStored) Unwrap() error { return e.Err }

// Run takes a rotation to its end, step by step, and gives the state that it came to.
func Run(ctx context.Context, s State, w Work, keepOld bool) (State, error) {
	for {
		step := s.Next(keepOld)
		if step == Done {
			return s, nil
		}
		made, err := recorded(ctx, s, w, step)
		if err != nil && step == Stage {
			return s, discard(ctx, s, w, err)
		}
		if err != nil {
			return s, err
		}
		s = s.After(step, made)
	}
}

func recorded(ctx context.Context, s State, w Work, step Step) (made string, err error) {
	if err := w.Record(s, step); err != nil {
		return "", err
	}
	return w.Do(ctx, s, step)
}

// discard deletes the key that could not be stored, also when it was an interruption
// that kept it from being stored.
func discard(ctx context.Context, s State, w Work, err error) error {
	_, left := w.Do(context.WithoutCancel(ctx), s, Discard)
	return &NotStored{New: s.New, Err: err, Left: left}
}
