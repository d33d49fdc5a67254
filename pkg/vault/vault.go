// Package vault keeps long-lived keys encrypted: one file, in which each secret is sealed
// under one random data key, and the data key under what keepers hold outside of it.
//
// Rules: the file changes under a lock, atomically, and only after it was read and
// understood: one that is damaged, or of a version that is not known, is an error for
// whoever needs it and is never written. Names, access key ids and dates stand in it as
// they are, so that what needs no secret needs no data key. A Keeper is asked only for
// the data key, and never when it waits unlocked already. No dialog is raised here:
// whether a keeper may ask a person is decided by whoever makes it. No secret is in an
// error. Keepers live in pkg/vault/keeper, where the unlocked key waits in
// pkg/vault/unlocked.
package vault

import (
	"context"
	"encoding/json"
	"time"

	"github.com/awsenv/awsenv/pkg/seal"
)

// Keeper holds a secret outside the store, or derives it, with which the store wraps its
// data key.
type Keeper interface {
	// Name is the keeper's name on the command line and in the store.
	Name() string
	// Make takes a new secret into keeping for the store of that id, and gives it with
	// the words by which Secret finds it again. The words are public: a salt, the id of
	// an item.
	Make(ctx context.Context, store string) (secret seal.Key, record json.RawMessage, err error)
	// Secret gives the secret again. The error is a *Trouble, or context.Cause.
	Secret(ctx context.Context, record json.RawMessage) (seal.Key, error)
	// Remove takes it out of keeping. It is no error when it is not there any more.
	Remove(ctx context.Context, record json.RawMessage) error
}

// Unlocked is where a data key waits between two commands. A store is called by its
// absolute path.
type Unlocked interface {
	// Get is the key, and false when there is none, its time is over, or it cannot be
	// had. It asks nobody.
	Get(store string) (seal.Key, bool)
	// Put keeps the key for a time, in place of an earlier one.
	Put(store string, key seal.Key, life time.Duration) error
	// Drop forgets the key. It is no error when there is none.
	Drop(store string) error
}
