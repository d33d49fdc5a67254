package vault

import (
	"context"
	"fmt"
	"slices"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/seal"
)

// KeeperError is why the keepers stay as they are.
type KeeperError struct {
	Problem string
	hints   []string
}

func (e *KeeperError) Error() string { return e.Problem }

// Hints say what to do.
func (e *KeeperError) Hints() []string { return e.hints }

// ExitCode is that of a faulty configuration.
func (e *KeeperError) ExitCode() int { return exit.Config }

// AddKeeper lets one more keeper open the store. One that does already gets a new secret.
// Where there is no store it makes one, without keys: sessions are encrypted with it.
func (o Opener) AddKeeper(ctx context.Context, name string) error {
	if _, there, err := o.File.Read(); err != nil {
		return err
	} else if !there {
		made, err := o.found(ctx, name)
		if made || err != nil {
			return err
		}
	}
	return o.rewrap(ctx, func(now *Contents, key seal.Key) error { return o.Admit(ctx, now, key, name) })
}

// found makes a store that one keeper opens; made is false when another process was first.
func (o Opener) found(ctx context.Context, name string) (made bool, err error) {
	var fresh Contents
	var key seal.Key
	err = o.File.Change(ctx, func(now *Contents) (err error) {
		if made = len(now.Keepers) == 0; !made {
			return nil
		}
		key, err = o.Found(ctx, &fresh, []string{name})
		*now = fresh
		return err
	})
	switch {
	case err != nil:
		o.Dismiss(ctx, fresh.Keepers)
	case made:
		o.Keep(key)
		clear(key)
	}
	return made, err
}

// RemoveKeeper takes the store from a keeper, once another one has proved that it opens it.
func (o Opener) RemoveKeeper(ctx context.Context, name string) error {
	return o.rewrap(ctx, func(now *Contents, _ seal.Key) error {
		if !slices.Contains(now.KeeperNames(), name) {
			return &KeeperError{fmt.Sprintf("%s is no keeper of %s", name, o.File.Name), []string{"awsenv keys list shows them"}}
		}
		if len(now.Keepers) == 1 {
			return &KeeperError{fmt.Sprintf("%s is the only keeper of %s, and without one the keys are lost", name, o.File.Name),
				[]string{"awsenv keys add-keeper NAME first, or awsenv keys move --to NAME"}}
		}
		now.Unwrap(name)
		return o.prove(ctx, *now)
	})
}

// MoveTo leaves one keeper alone. It is admitted, and written down, before the others go.
func (o Opener) MoveTo(ctx context.Context, name string) error {
	contents, there, err := o.File.Read()
	if err != nil {
		return err
	}
	if !there || !slices.Contains(contents.KeeperNames(), name) {
		if err := o.AddKeeper(ctx, name); err != nil {
			return err
		}
	}
	return o.rewrap(ctx, func(now *Contents, _ seal.Key) error {
		for _, other := range now.KeeperNames() {
			if other != name {
				now.Unwrap(other)
			}
		}
		return o.prove(ctx, *now)
	})
}

// prove makes sure that a keeper opens the contents.
func (o Opener) prove(ctx context.Context, c Contents) error {
	kept := o
	kept.Life = 0 // what waits unlocked stays as it is
	key, err := kept.Unlock(ctx, c)
	if err != nil {
		return fmt.Errorf("nothing is changed, because no other keeper opens the store: %w", err)
	}
	clear(key)
	return nil
}

// rewrap changes the keepers. The secrets of those that are not named any more are
// removed when the store is written.
func (o Opener) rewrap(ctx context.Context, change func(now *Contents, key seal.Key) error) error {
	contents, there, err := o.File.Read()
	if err != nil {
		return err
	}
	if !there {
		return &KeeperError{"there is no store of keys yet, and no keeper to change", []string{"awsenv keys import PROFILE makes it"}}
	}
	key, err := o.Key(ctx, contents)
	if err != nil {
		return err
	}
	defer clear(key)
	var before, after []Wrapping
	err = o.File.Change(ctx, func(now *Contents) error {
		before = slices.Clone(now.Keepers)
		err := change(now, key)
		after = now.Keepers
		return err
	})
	o.Dismiss(ctx, slices.Concat(before, after))
	return err
}
