package cli

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/vault/unlocked"
)

// unlock is `awsenv keys unlock`.
func (c *keysCommand) unlock(a *app) error {
	_, o, contents, err := c.store(a)
	if err != nil {
		return err
	}
	if c.For.Given {
		if o.Life, err = config.ParseUnlock(c.For.Time.String()); err != nil || c.For.Max {
			return usage("--for is a time between 1m and 168h")
		}
	}
	life := o.Life
	if life == 0 {
		return usage("the configuration keeps no keys unlocked (`unlock = \"off\"` under [keys])", "awsenv keys unlock --for 8h")
	}
	o.Life = 0 // it is told here whether the key can wait
	key, err := o.Unlock(a.context(), contents)
	if err != nil {
		return err
	}
	defer clear(key)
	err = o.Unlocked.Put(o.File.Path, key, life)
	if errors.Is(err, unlocked.ErrNowhere) {
		a.Warn("the keys open, but they cannot stay unlocked here: " + err.Error())
		return nil
	}
	if err != nil {
		return fmt.Errorf("keeping the keys unlocked: %w", err)
	}
	return printLine(a.world.Stdout, fmt.Sprintf("the keys in %s are unlocked for %s", o.File.Name, session.Short(life.Round(time.Second))))
}

// lock is `awsenv keys lock`.
func (c *keysCommand) lock(a *app) error {
	in, err := a.readScopeToShow()
	if err != nil {
		return err
	}
	o := a.opener(in, true)
	if err := o.Unlocked.Drop(o.File.Path); err != nil {
		return fmt.Errorf("forgetting the unlocked key: %w", err)
	}
	return printLine(a.world.Stdout, fmt.Sprintf("the keys in %s are locked", o.File.Name))
}

// move is `awsenv keys move --to KEEPER`.
func (c *keysCommand) move(a *app) error {
	if c.To == "" {
		return usage("awsenv keys move needs --to KEEPER")
	}
	_, o, _, err := c.store(a)
	if err != nil {
		return err
	}
	if err := o.MoveTo(a.context(), c.To); err != nil {
		return err
	}
	return printLine(a.world.Stdout, fmt.Sprintf("the keys in %s are opened by %s alone", o.File.Name, c.To))
}

// addKeeper is `awsenv keys add-keeper KEEPER`.
func (c *keysCommand) addKeeper(a *app) error {
	in, err := a.readScope()
	if err != nil {
		return err
	}
	o := a.opener(in, c.NoPrompt)
	before, there, err := o.File.Read()
	if err == nil {
		err = o.AddKeeper(a.context(), c.Profile)
	}
	switch {
	case err != nil:
		return err
	case slices.Contains(before.KeeperNames(), c.Profile):
		return printLine(a.world.Stdout, fmt.Sprintf("%s opens the keys in %s with a new secret", c.Profile, o.File.Name))
	case there:
		return printLine(a.world.Stdout, fmt.Sprintf("the keys in %s are opened by %s as well", o.File.Name, c.Profile))
	}
	return printLine(a.world.Stdout, fmt.Sprintf("%s is made, and opened by %s", o.File.Name, c.Profile))
}

// removeKeeper is `awsenv keys remove-keeper KEEPER`.
func (c *keysCommand) removeKeeper(a *app) error {
	_, o, _, err := c.store(a)
	if err != nil {
		return err
	}
	if err := o.RemoveKeeper(a.context(), c.Profile); err != nil {
		return err
	}
	return printLine(a.world.Stdout, fmt.Sprintf("the keys in %s are no longer opened by %s", o.File.Name, c.Profile))
}
