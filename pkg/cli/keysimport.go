package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/awsenv/awsenv/pkg/custody"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/session"
)

// custodian moves pairs between the files and the store.
func (a *app) custodian(in *scope, wish asked) custody.Custodian {
	return custody.Custodian{
		Files: a.awsFiles(in), Set: in.set, Vault: a.opener(in, wish.noPrompt), Now: a.world.Now,
		Line: func(name string) (string, error) {
			return profile.StoredProcess(a.world.Program(), name, runtime.GOOS)
		},
		Resolve: func(set *profile.Set, name string) (profile.Chain, error) {
			with := *in
			with.set, with.stored = set, nil
			t, err := a.resolve(&with, name, wish)
			if err != nil {
				return profile.Chain{}, err
			}
			return t.Chain, nil
		},
		Identify: func(ctx context.Context, chain profile.Chain, keys session.Keys) error {
			if err := chain.Check(); err != nil {
				return err
			}
			client := a.client(chain.Settings)
			defer client.Close()
			who, err := client.CallerIdentity(ctx, chain.Profile, keys)
			if err == nil {
				a.Trace("the keys are those of " + who.ARN)
			}
			return err
		},
	}
}

// importPair is `awsenv keys import PROFILE`. A rotation must not run at the same time.
func (c *keysCommand) importPair(a *app) error {
	unlock, err := a.lockRotation(c.NoPrompt, "nothing is changed")
	if err != nil {
		return err
	}
	defer unlock()
	in, err := a.readScope()
	if err != nil {
		return err
	}
	if staged, _ := in.set.Option(c.Profile, rotation.StagedID); staged != "" {
		return &fault{status: exit.Config, message: fmt.Sprintf("the rotation of profile %q is not finished", c.Profile), hints: []string{"awsenv rotate " + printable.Argument(c.Profile) + " goes on with it"}}
	}
	order := custody.Order{Profile: c.Profile, Keepers: a.newKeepers(in.config.Keys, c.Keeper), Replace: func(old, next string) error {
		return c.agree(a, fmt.Sprintf("Access key %s is stored for %q. Replace it by %s?", old, c.Profile, next), "nothing is imported")
	}}
	if c.Stdin {
		if order.Given, err = readPair(a.world.Stdin); err != nil {
			return err
		}
	}
	k := a.custodian(in, c.asked())
	if err := c.knownToStore(k); err != nil {
		return err
	}
	done, err := k.Import(a.context(), order)
	if err != nil {
		return err
	}
	return c.tellImported(a, k, done)
}

// knownToStore refuses --keeper for a store that has others.
func (c *keysCommand) knownToStore(k custody.Custodian) error {
	contents, there, err := k.Vault.File.Read()
	if err != nil || !there || c.Keeper == "" {
		return err
	}
	names := contents.KeeperNames()
	if strings.Join(names, " ") == c.Keeper {
		return nil
	}
	return usage(fmt.Sprintf("--keeper is for a new store, and %s has %s already", k.Vault.File.Name, strings.Join(names, ", ")),
		"awsenv keys add-keeper "+c.Keeper)
}

// tellImported says what an import has done.
func (c *keysCommand) tellImported(a *app, k custody.Custodian, done custody.Imported) error {
	for _, name := range done.Deleted {
		a.Notice("deleted, because it held the key in plain text: " + name)
	}
	for _, name := range done.Sharing {
		a.Notice(fmt.Sprintf("profile %q has the same access key, in plain text: awsenv keys import %s takes it in, too", name, printable.Argument(name)))
	}
	text := fmt.Sprintf("access key %s of profile %q is kept in %s, and no longer in the AWS files", masked(done.AccessKeyID), c.Profile, k.Vault.File.Name)
	if done.Already {
		text = fmt.Sprintf("nothing to do: access key %s of profile %q is kept in %s already", masked(done.AccessKeyID), c.Profile, k.Vault.File.Name)
	}
	if done.Made {
		contents, _, err := k.Vault.File.Read()
		if err != nil {
			return err
		}
		text += "\nit is unlocked by: " + strings.Join(contents.KeeperNames(), ", ")
		if len(contents.Keepers) == 1 {
			a.Notice("nothing but " + contents.KeeperNames()[0] + " opens the keys, which are lost without it: awsenv keys add-keeper NAME adds a second keeper")
		}
	}
	return printLine(a.world.Stdout, text)
}

// longestPair is far more than a file with a pair of keys has.
const longestPair = 64 << 10

func readPair(from io.Reader) (session.Keys, error) {
	text, err := io.ReadAll(io.LimitReader(from, longestPair))
	defer clear(text)
	if err != nil {
		return session.Keys{}, fmt.Errorf("read the keys from standard input: %w", err)
	}
	keys, err := custody.ParsePair(text)
	var refused *custody.Error
	if errors.As(err, &refused) {
		return keys, &fault{status: exit.Usage, message: err.Error(), hints: refused.Hints()}
	}
	return keys, err
}

// export is `awsenv keys export PROFILE`. A rotation must not run at the same time.
func (c *keysCommand) export(a *app) error {
	if c.All == (c.Profile != "") {
		return usage("awsenv keys export takes a PROFILE, or --all")
	}
	unlock, err := a.lockRotation(c.NoPrompt, "nothing is changed")
	if err != nil {
		return err
	}
	defer unlock()
	in, o, contents, err := c.store(a)
	if err != nil {
		return err
	}
	names, what := []string{c.Profile}, fmt.Sprintf("the access key of %q", c.Profile)
	if c.All {
		if names, what = contents.Profiles(), "all access keys"; len(names) == 0 {
			a.Notice("no keys are stored")
			return nil
		}
	}
	for _, name := range names {
		if _, err := a.stored(in).entry(name); err != nil {
			return err
		}
	}
	if err := c.agree(a, fmt.Sprintf("Write %s into the AWS credentials file, in plain text?", what), "nothing is exported"); err != nil {
		return err
	}
	if _, err := a.openKey(a.context(), in, c.NoPrompt); err != nil {
		return err
	}
	for _, name := range names {
		k := a.custodian(in, c.asked())
		if err := k.Export(a.context(), name); err != nil {
			return err
		}
		if err := printLine(a.world.Stdout, fmt.Sprintf("the access key of %q is in the credentials file again, and no longer in %s", name, o.File.Name)); err != nil {
			return err
		}
	}
	return nil
}

// remove is `awsenv keys remove PROFILE`.
func (c *keysCommand) remove(a *app) error {
	unlock, err := a.lockRotation(c.NoPrompt, "nothing is changed")
	if err != nil {
		return err
	}
	defer unlock()
	in, o, _, err := c.store(a)
	if err != nil {
		return err
	}
	e, err := a.stored(in).entry(c.Profile)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("Forget access key %s of %q? Nobody has its secret then.", masked(e.AccessKeyID), c.Profile)
	if err := c.agree(a, question, "nothing is removed"); err != nil {
		return err
	}
	if err := a.custodian(in, c.asked()).Remove(a.context(), c.Profile); err != nil {
		return err
	}
	return printLine(a.world.Stdout, fmt.Sprintf("the access key of %q is removed from %s; AWS accepts it until it is deleted there", c.Profile, o.File.Name))
}

// masked is an access key id that can be recognised and not copied.
func masked(id string) string {
	if len(id) < 12 {
		return id
	}
	return id[:4] + "…" + id[len(id)-4:]
}
