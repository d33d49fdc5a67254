package cli

import (
	"context"
	"errors"

	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
)

// sessionStore is awsenv's own folder, with sessions kept there as the configuration says.
func (a *app) sessionStore(in *scope) cache.Store {
	store := a.store(in.home)
	store.Sealing = cache.Sealing{
		Key:  func() (seal.Key, bool) { return a.dataKey(in) },
		Only: in.config.Roles == config.RolesEncrypted,
	}
	if in.config.Roles == config.RolesInMemory {
		if a.memory == nil {
			a.memory = cache.NewMemory()
		}
		store.Memory = a.memory
	}
	return store
}

// roleCache is where role sessions are kept.
func (a *app) roleCache(in *scope) broker.RoleCache {
	if in.config.Roles == config.RolesShared {
		return a.roles(in.home)
	}
	return cache.Own{In: a.sessionStore(in)}
}

// dataKey is the data key as far as it can be had without a person. Keepers are asked
// once a run, and only where there is a store.
func (a *app) dataKey(in *scope) (seal.Key, bool) {
	if a.key == nil {
		a.key = a.waitingKey(in)
	}
	if a.key == nil && !a.keepersAsked {
		a.keepersAsked = true
		_, _ = a.openKey(a.context(), in, true)
	}
	return a.key, a.key != nil
}

// waitingKey is the data key that waits unlocked, nil for none. The store is not read: a
// key that is no longer its own opens nothing.
func (a *app) waitingKey(in *scope) seal.Key {
	path := a.keysPath(in)
	if path == "" {
		return nil
	}
	key, _ := a.unlocked().Get(path)
	return key
}

// openKey is the data key of the person's store. Where it is locked a person is asked,
// unless noPrompt. It is kept for the rest of the run.
func (a *app) openKey(ctx context.Context, in *scope, noPrompt bool) (seal.Key, error) {
	keys := a.stored(in)
	switch {
	case keys.err != nil:
		return nil, keys.err
	case !keys.there:
		return nil, errNoStore
	case a.key != nil && keys.contents.Fits(a.key):
		return a.key, nil
	}
	key, err := a.opener(in, noPrompt).Key(ctx, keys.contents)
	if err == nil {
		a.key = key
	}
	return key, err
}

// errNoStore says that no keys are stored.
var errNoStore = errors.New("no keys are stored")

// openSessions unlocks the data key where every session is encrypted: a person is asked,
// if there is one. It comes before a code is asked for.
func (a *app) openSessions(t *target) error {
	if t.config.Roles != config.RolesEncrypted || !t.Kept() {
		return nil
	}
	if a.key == nil {
		a.key = a.waitingKey(t.scope)
	}
	if a.key != nil {
		return nil
	}
	_, err := a.openKey(a.context(), t.scope, t.NoPrompt)
	if errors.Is(err, errNoStore) {
		return &fault{status: exit.Config,
			message: `[cache] roles = "encrypted" needs the data key of the stored keys, and there is no ` + profile.Short(a.keysPath(t.scope), t.home),
			hints:   []string{"awsenv keys import PROFILE makes one, and awsenv keys add-keeper NAME where there is no access key to import"}}
	}
	return err
}

// everyCache is every place in which role sessions may be kept, whatever the
// configuration says now: what is deleted is deleted in all of them.
type everyCache []interface {
	broker.RoleCache
	Sessions() []cache.RoleFile
}

func (a *app) everyCache(in *scope) everyCache {
	return everyCache{a.roles(in.home), cache.Own{In: a.sessionStore(in)}}
}

// Load implements broker.RoleCache.
func (e everyCache) Load(file string) (session.Issued, bool) {
	for _, place := range e {
		if s, ok := place.Load(file); ok {
			return s, true
		}
	}
	return session.Issued{}, false
}

// Peek implements broker.RoleCache.
func (e everyCache) Peek(file string) (session.Issued, bool) {
	for _, place := range e {
		if s, ok := place.Peek(file); ok {
			return s, true
		}
	}
	return session.Issued{}, false
}

// Store implements broker.RoleCache.
func (e everyCache) Store(string, session.Issued) error {
	return errors.New("a session is not kept in two places")
}

// Remove implements broker.RoleCache.
func (e everyCache) Remove(file string) (err error) {
	for _, place := range e {
		err = errors.Join(err, place.Remove(file))
	}
	return err
}

// Where implements broker.RoleCache.
func (e everyCache) Where(file string) string { return e[0].Where(file) }

// Sessions are those of all places.
func (e everyCache) Sessions() (all []cache.RoleFile) {
	for _, place := range e {
		all = append(all, place.Sessions()...)
	}
	return all
}

// forgetter is the broker that deletes what is kept for a target, wherever that is.
func (a *app) forgetter(t *target) *broker.Broker {
	b := a.broker(t)
	b.Roles = a.everyCache(t.scope)
	return b
}

// plainSessions are the folders with sessions that still work and are not encrypted,
// though the configuration wants none on a disk in plain text.
func (a *app) plainSessions(in *scope) (folders []string) {
	if in.config.Roles == config.RolesShared {
		return nil
	}
	now, shared, own := a.world.Now(), a.roles(in.home), a.store(in.home)
	for _, kept := range shared.Sessions() {
		if kept.Entry.Expires.After(now) {
			folders = append(folders, shared.Dir)
			break
		}
	}
	if own.Plain(now) {
		folders = append(folders, own.Dir)
	}
	return folders
}
