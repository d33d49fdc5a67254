package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/seal"
)

// Opener finds the data key of a store.
type Opener struct {
	File File
	// Keeper is the keeper of a name, or a *Trouble when there is none here.
	Keeper func(name string) (Keeper, error)
	// Unlocked is where the key waits, and Life how long; 0 keeps nothing there.
	Unlocked Unlocked
	Life     time.Duration
	// NoWait says that nobody's question is waited for.
	NoWait bool
}

// Waiting is the data key, if it waits unlocked. Nobody is asked.
func (o Opener) Waiting(c Contents) (seal.Key, bool) {
	key, ok := o.Unlocked.Get(o.File.Path)
	return key, ok && c.Fits(key)
}

// Key is the data key: the one that waits unlocked, else that of the first keeper that
// gives it, which waits from then on. The error is a *NotUnlocked, or context.Cause.
func (o Opener) Key(ctx context.Context, c Contents) (seal.Key, error) {
	if key, ok := o.Waiting(c); ok {
		return key, nil
	}
	if o.NoWait || o.Life <= 0 {
		return o.Unlock(ctx, c)
	}
	// Of several programs that start at the same moment one asks, and all use the answer.
	unlock, err := o.File.Locks.Lock(ctx, "unlock "+o.File.Path, o.File.Tell, "unlocking the stored keys")
	var known interface{ ExitCode() int }
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.As(err, &known):
		return nil, err
	case err != nil:
		o.File.Tell.Trace("no lock against a second question: " + err.Error())
	default:
		defer unlock()
	}
	if key, ok := o.Waiting(c); ok {
		return key, nil
	}
	return o.Unlock(ctx, c)
}

// Unlock asks the keepers, also when the key waits unlocked: it waits anew.
func (o Opener) Unlock(ctx context.Context, c Contents) (seal.Key, error) {
	failed := &NotUnlocked{Name: o.File.Name}
	for _, w := range c.Keepers {
		key, err := o.ask(ctx, c, w)
		if err == nil {
			o.Keep(key)
			return key, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		var trouble *Trouble
		if !errors.As(err, &trouble) {
			return nil, err
		}
		failed.Troubles = append(failed.Troubles, trouble)
	}
	return nil, failed
}

// Keep lets the key wait. That it could not costs a question at most.
func (o Opener) Keep(key seal.Key) {
	if o.Life <= 0 {
		return
	}
	if err := o.Unlocked.Put(o.File.Path, key, o.Life); err != nil {
		o.File.Tell.Trace("the unlocked key could not be kept: " + err.Error())
	}
}

// ask gets the data key from one keeper.
func (o Opener) ask(ctx context.Context, c Contents, w Wrapping) (seal.Key, error) {
	keeper, err := o.Keeper(w.Keeper)
	if err != nil {
		return nil, err
	}
	secret, err := keeper.Secret(ctx, w.Record)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	key, err := c.key(w, secret)
	if err != nil {
		return nil, &Trouble{Keeper: w.Keeper, Kind: Wrong, Problem: "what it gave does not open " + o.File.Name}
	}
	return key, nil
}

// Found makes the contents of a new store, which keepers open, and gives its data key.
// The contents have those that were admitted also beside an error.
func (o Opener) Found(ctx context.Context, c *Contents, keepers []string) (seal.Key, error) {
	fresh, key, err := New()
	if err != nil {
		return nil, err
	}
	*c = fresh
	for _, name := range keepers {
		if err := o.Admit(ctx, c, key, name); err != nil {
			return nil, err
		}
	}
	return key, nil
}

// Admit has a keeper open the store from now on: it makes a secret, wraps the data key,
// and proves that what was wrapped opens again.
func (o Opener) Admit(ctx context.Context, c *Contents, key seal.Key, name string) error {
	keeper, err := o.Keeper(name)
	if err != nil {
		return err
	}
	secret, record, err := keeper.Make(ctx, c.ID)
	if err != nil {
		return err
	}
	defer clear(secret)
	if err := c.Wrap(key, name, secret, record); err != nil {
		return err
	}
	if _, err := o.ask(ctx, *c, c.Keepers[len(c.Keepers)-1]); err != nil {
		_ = keeper.Remove(ctx, record)
		return fmt.Errorf("the keeper %s does not give back what it was given: %w", name, err)
	}
	return nil
}

// Dismiss has keepers forget the secrets by which the store does not open. What the file
// says decides, whatever it was about to say: while it cannot be read nothing is forgotten.
func (o Opener) Dismiss(ctx context.Context, made []Wrapping) {
	now, _, err := o.File.Read()
	if err != nil {
		o.File.Tell.Trace("no keeper forgets anything: " + err.Error())
		return
	}
	for _, w := range made {
		if slices.ContainsFunc(now.Keepers, w.same) {
			continue
		}
		keeper, err := o.Keeper(w.Keeper)
		if err == nil {
			err = keeper.Remove(context.WithoutCancel(ctx), w.Record)
		}
		if err != nil {
			o.File.Tell.Warn(fmt.Sprintf("%s does not open the store, but what it kept could not be removed: %v", w.Keeper, err))
		}
	}
}
