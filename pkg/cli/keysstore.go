package cli

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/vault"
	"github.com/awsenv/awsenv/pkg/vault/keeper"
	"github.com/awsenv/awsenv/pkg/vault/unlocked"
)

// storedKeys are the keys in the person's store, which is read once. It implements
// broker.StoredKeys.
type storedKeys struct {
	app      *app
	in       *scope
	contents vault.Contents
	there    bool
	err      error
}

// stored is the person's store, for a run.
func (a *app) stored(in *scope) *storedKeys {
	if in.stored == nil {
		in.stored = &storedKeys{app: a, in: in}
		in.stored.contents, in.stored.there, in.stored.err = a.opener(in, true).File.Read()
	}
	return in.stored
}

// entry is what the store has of a name.
func (s *storedKeys) entry(name string) (vault.Entry, error) {
	if s.err != nil {
		return vault.Entry{}, s.err
	}
	e, there := s.contents.Entries[name]
	if !there {
		file := s.app.opener(s.in, true).File
		return e, &vault.NotStored{Profile: name, Name: file.Name, Home: s.in.home, There: s.there}
	}
	return e, nil
}

// ID implements broker.StoredKeys.
func (s *storedKeys) ID(name string) (string, error) {
	e, err := s.entry(name)
	return e.AccessKeyID, err
}

// Open implements broker.StoredKeys.
func (s *storedKeys) Open(ctx context.Context, name string, noPrompt bool) (session.Keys, error) {
	e, err := s.entry(name)
	if err != nil {
		return session.Keys{}, err
	}
	key, err := s.app.openKey(ctx, s.in, noPrompt)
	if err != nil {
		return session.Keys{}, err
	}
	keys, err := s.contents.Open(key, name, e.Pair)
	if err != nil {
		return session.Keys{}, &vault.Damaged{Name: s.app.opener(s.in, noPrompt).File.Name, Problem: fmt.Sprintf("it is damaged: the keys of %q do not open", name)}
	}
	return keys, nil
}

// lateStored is the store for a broker, which is read when it is first asked.
type lateStored struct {
	app *app
	in  *scope
}

// ID implements broker.StoredKeys.
func (l lateStored) ID(name string) (string, error) { return l.app.stored(l.in).ID(name) }

// Open implements broker.StoredKeys.
func (l lateStored) Open(ctx context.Context, name string, noPrompt bool) (session.Keys, error) {
	return l.app.stored(l.in).Open(ctx, name, noPrompt)
}

// opener opens the person's store.
func (a *app) opener(in *scope, noPrompt bool) vault.Opener {
	path := a.keysPath(in)
	return vault.Opener{
		File:     vault.File{Path: path, Name: profile.Short(path, in.home), Locks: a.store(in.home), Tell: a},
		Keeper:   func(name string) (vault.Keeper, error) { return a.keeper(in, name, noPrompt) },
		Unlocked: heldKey{a.unlocked(), a},
		Life:     in.config.Keys.Unlock,
		NoWait:   noPrompt,
	}
}

// keysPath is where the store is, empty without a home folder.
func (a *app) keysPath(in *scope) string { return vault.Path(a.world.Env, in.home, runtime.GOOS) }

// unlocked is where the data key waits between two commands.
func (a *app) unlocked() vault.Unlocked {
	dir, _ := a.world.Env("XDG_RUNTIME_DIR")
	return unlocked.Place{RuntimeDir: dir, Now: a.world.Now}
}

// heldKey is the place in which the key waits, and before it the one that this run has
// already: where no key can wait, a command asks once all the same.
type heldKey struct {
	vault.Unlocked
	app *app
}

// Get implements vault.Unlocked.
func (h heldKey) Get(store string) (seal.Key, bool) {
	if h.app.key != nil {
		return slices.Clone(h.app.key), true // whoever gets one clears it
	}
	return h.Unlocked.Get(store)
}

// keysCommandName stands for the configured command among those that run programs.
const keysCommandName = "[keys] command"

// keeper is the keeper of a name. One that the system does not have is a *vault.Trouble.
func (a *app) keeper(in *scope, name string, noPrompt bool) (vault.Keeper, error) {
	switch name {
	case keeper.NamePassphrase:
		return a.passphrase(in, noPrompt), nil
	case keeper.NameCommand:
		c := keeper.Command{Argv: in.config.Keys.Command, Tell: a}
		switch {
		case noPrompt:
			c.Unasked = cmp.Or(a.unasked, "--no-prompt forbids asking, and it may ask")
		case broker.CalledBy(a.world.Environ(), keysCommandName):
			c.Unasked = "it would call itself"
		default:
			c.Env = broker.WithCaller(environ.WithoutCredentials(a.world.Environ()), keysCommandName)
		}
		return c, nil
	}
	if k, known := a.systemKeeper(name, noPrompt); known {
		return k, nil
	}
	return nil, &vault.Trouble{Keeper: name, Kind: vault.Absent, Problem: "this awsenv knows no such keeper"}
}

// passphrase is the keeper that asks on the terminal. One run has one.
func (a *app) passphrase(in *scope, noPrompt bool) *keeper.Passphrase {
	if a.passphraseKeeper == nil {
		a.passphraseKeeper = &keeper.Passphrase{Store: "the keys in " + profile.Short(a.keysPath(in), in.home), Warn: a.Warn}
	}
	p := a.passphraseKeeper
	p.Ask, p.Unasked = a.hiddenQuestion(noPrompt)
	return p
}

// hiddenQuestion asks a person for a line that is not shown; unasked says why nobody can
// be asked, where ask is nil.
func (a *app) hiddenQuestion(noPrompt bool) (ask func(context.Context, string) (string, error), unasked string) {
	if noPrompt {
		return nil, cmp.Or(a.unasked, "--no-prompt forbids asking")
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return nil, "there is no terminal to ask on"
	}
	defer terminal.Close()
	if !terminal.Free() {
		return nil, "the terminal is in use by another program"
	}
	return func(ctx context.Context, prompt string) (string, error) {
		terminal, err := a.openTerminal()
		if err != nil {
			return "", err
		}
		defer terminal.Close()
		return terminal.Ask(ctx, prompt, true)
	}, ""
}

// newKeepers are those that a new store gets: the named one, else the configuration's,
// else what the system has.
func (a *app) newKeepers(conf config.Keys, named string) []string {
	switch {
	case named != "":
		return []string{named}
	case len(conf.Keepers) > 0:
		return slices.Clone(conf.Keepers)
	case len(conf.Command) > 0:
		return []string{keeper.NameCommand}
	}
	return []string{a.usualKeeper()}
}
