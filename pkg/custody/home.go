package custody

import (
	"context"
	"fmt"
	"io"

	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/vault"
)

// Home is a pair of the store for the one who rotates it; it implements rotation.Home.
// The new pair is in the store, durably, before AWS is told anything of it. Profiles that
// have the old one in plain text get the new one there, too.
type Home struct {
	custodian Custodian
	name      string
	files     rotation.InFiles
	// key is the data key, once it was asked for.
	key seal.Key
}

// Format hides what is held.
func (p *Home) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "stored keys of "+p.name) }

// Home is the place of the pair of a name.
func (c Custodian) Home(name string) *Home {
	return &Home{custodian: c, name: name, files: rotation.InFiles{Files: c.Files, Profile: name}}
}

// contents are what the store says now, with the key that opens it.
func (p *Home) contents(ctx context.Context) (c vault.Contents, err error) {
	c, there, err := p.custodian.Vault.File.Read()
	if err != nil {
		return c, err
	}
	if _, known := c.Entries[p.name]; !known {
		return c, &vault.NotStored{Profile: p.name, Name: p.custodian.Vault.File.Name, There: there}
	}
	if p.key == nil || !c.Fits(p.key) {
		p.key, err = p.custodian.Vault.Key(ctx, c)
	}
	return c, err
}

// Staged implements rotation.Home.
func (p *Home) Staged() (session.Keys, error) {
	c, err := p.contents(context.Background())
	next := c.Entries[p.name].Next
	if err != nil || next == nil {
		return session.Keys{}, err
	}
	return c.Open(p.key, p.name, *next)
}

// Stored implements rotation.Home.
func (p *Home) Stored() ([]edit.StoredKey, error) {
	c, err := p.contents(context.Background())
	if err != nil {
		return nil, err
	}
	all, err := p.files.Stored()
	for _, name := range c.Profiles() {
		keys, failed := c.Open(p.key, name, c.Entries[name].Pair)
		if failed != nil {
			return nil, fmt.Errorf("the stored keys of %q: %w", name, failed)
		}
		all = append(all, edit.StoredKey{Profile: name, Keys: keys})
	}
	return all, err
}

// Stage implements rotation.Home.
func (p *Home) Stage(ctx context.Context, made session.Keys) error {
	err := p.change(ctx, func(c *vault.Contents) error {
		return c.Stage(p.key, p.name, made, p.custodian.Now())
	})
	if err != nil {
		return err
	}
	back, err := p.Staged()
	if err == nil && back != made {
		err = refused("the new key does not come back from the store as it was put there")
	}
	return err
}

// Unstage implements rotation.Home.
func (p *Home) Unstage(ctx context.Context, id string) error {
	return p.change(ctx, func(c *vault.Contents) error { c.Unstage(p.name, id); return nil })
}

// Promote implements rotation.Home.
func (p *Home) Promote(ctx context.Context, old string, made session.Keys) (changed []string, err error) {
	if changed, err = p.files.Promote(ctx, old, made); err != nil {
		return changed, err
	}
	var names []string
	err = p.change(ctx, func(c *vault.Contents) error {
		for _, name := range c.Profiles() {
			if c.Entries[name].AccessKeyID != old {
				continue
			}
			names = append(names, name)
			if err := c.Put(p.key, name, made, p.custodian.Now()); err != nil {
				return err
			}
		}
		c.Unstage(p.name, made.AccessKeyID)
		return nil
	})
	if len(names) > 0 && err == nil {
		changed = append(changed, rotation.PlaceText(p.custodian.Vault.File.Name, names))
	}
	return changed, err
}

// Rehearse implements rotation.Home.
func (p *Home) Rehearse(old string) error { return p.files.Rehearse(old) }

// change changes a store that opens with the key.
func (p *Home) change(ctx context.Context, edit func(*vault.Contents) error) error {
	if _, err := p.contents(ctx); err != nil {
		return err
	}
	return p.custodian.Vault.File.Change(ctx, edit)
}
