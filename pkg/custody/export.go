package custody

import (
	"context"
	"fmt"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/vault"
)

// entry is what the store has of a name.
func (c Custodian) entry(name string) (contents vault.Contents, e vault.Entry, err error) {
	contents, _, err = c.Vault.File.Read()
	if err != nil {
		return contents, e, err
	}
	e, known := contents.Entries[name]
	if !known {
		return contents, e, refused(fmt.Sprintf("no keys of %q are stored", name), "awsenv keys list shows which are")
	}
	if err := rotated(name, e); err != nil {
		return contents, e, err
	}
	return contents, e, c.used(name)
}

// rotated is the error for an entry with a new pair beside it, which nobody else has.
func rotated(name string, e vault.Entry) error {
	if e.Next == nil {
		return nil
	}
	return refused(fmt.Sprintf("the rotation of %q is not finished", name), "awsenv rotate "+printable.Argument(name)+" goes on with it")
}

// Export writes the pair of a profile back into the credentials file, and forgets it.
func (c Custodian) Export(ctx context.Context, name string) error {
	contents, e, err := c.entry(name)
	if err != nil {
		return err
	}
	key, err := c.Vault.Key(ctx, contents)
	if err != nil {
		return err
	}
	defer clear(key)
	keys, err := contents.Open(key, name, e.Pair)
	if err != nil {
		return err
	}
	back := func(text edit.Text) ([]edit.Change, error) {
		if now := standingIn(text, edit.Credentials, name).keys; !now.Empty() && now != keys {
			return nil, refused(fmt.Sprintf("profile %q has other keys in %s", name, c.Files.Name(edit.Credentials)), "remove them first, or import them in the place of the stored ones")
		}
		return []edit.Change{edit.Set(name, optionID, keys.AccessKeyID), edit.Set(name, optionSecret, keys.SecretAccessKey)}, nil
	}
	set, err := c.Files.Rehearse(c.withoutLine(edit.Config, name), back)
	if err != nil {
		return err
	}
	if path, _ := set.Where(name, optionID); path == "" {
		return refused(fmt.Sprintf("the keys of %q cannot be written to %s", name, c.Files.Name(edit.Credentials)))
	}
	if _, err := c.Files.Edit(ctx, edit.Credentials, back); err != nil {
		return err
	}
	return c.forget(ctx, name, e)
}

// Remove forgets the pair of a profile.
func (c Custodian) Remove(ctx context.Context, name string) error {
	_, e, err := c.entry(name)
	if err != nil {
		return err
	}
	return c.forget(ctx, name, e)
}

// forget takes the line out of the file, and then the pair out of the store.
func (c Custodian) forget(ctx context.Context, name string, e vault.Entry) error {
	for _, kind := range c.Files.EndingWith(edit.Config) {
		if _, err := c.Files.Edit(ctx, kind, c.withoutLine(kind, name)); err != nil {
			return err
		}
	}
	return c.Vault.File.Change(ctx, func(now *vault.Contents) error {
		if now.Entries[name].AccessKeyID == e.AccessKeyID {
			now.Remove(name)
		}
		return nil
	})
}

// withoutLine is the plan that takes the line out of a file that leads to the store.
func (c Custodian) withoutLine(kind edit.FileKind, name string) edit.Plan {
	return func(text edit.Text) ([]edit.Change, error) {
		if !ours(standingIn(text, kind, name).process, name) {
			return nil, nil
		}
		return []edit.Change{edit.Unset(name, optionProcess)}, nil
	}
}
