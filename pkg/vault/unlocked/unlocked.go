// Package unlocked is where a store's data key waits between two commands, so that a
// person unlocks it once a day.
//
// Rules: on Linux it is a key of the kernel's user keyring, with a time after which the
// kernel forgets it: it is the same for every process of the user, over SSH and for
// credential_process, and is never on a disk. Where the kernel refuses that (in many
// containers, or when the user's share of keys is full) it is a file of mode 0600 in
// $XDG_RUNTIME_DIR, in memory, with the end of its time in it. Where neither can be had,
// and on other systems, a key does not wait. Get stands on the path of every load from an
// encrypted cache: two system calls, and nothing is initialised. A key whose time is over,
// or whose place somebody else could have written to, is none.
package unlocked

import (
	"errors"
	"time"

	"github.com/awsenv/awsenv/pkg/seal"
)

// Place is where keys wait; it implements vault.Unlocked.
type Place struct {
	// RuntimeDir is $XDG_RUNTIME_DIR, possibly empty.
	RuntimeDir string
	// Now is the clock that a file's time is measured by.
	Now func() time.Time
}

// ErrNowhere says that there is no place for a key to wait in: it is asked for each time.
var ErrNowhere = errors.New("the kernel keeps no keys for this user, and XDG_RUNTIME_DIR names no folder in memory")

// longest is what the kernel can count, in seconds, with room to spare.
const longest = 365 * 24 * time.Hour

// Get is the key that waits for the store at a path.
func (p Place) Get(store string) (seal.Key, bool) {
	if key, ok := fromKernel(store); ok {
		return key, true
	}
	return p.fromFile(store)
}

// Put lets a key wait for whole seconds, at least one and at most a year. It replaces an
// earlier one. The error wraps ErrNowhere when there is no place.
func (p Place) Put(store string, key seal.Key, life time.Duration) error {
	life = min(max(life, time.Second), longest)
	if err := toKernel(store, key, life); err == nil {
		// One that waited in a file until the kernel took keys again would outlive a lock.
		return p.dropFile(store)
	}
	// An older one in the kernel would be found before the file.
	if err := dropFromKernel(store); err != nil {
		return err
	}
	return p.toFile(store, key, life)
}

// Drop forgets the key, wherever it waits.
func (p Place) Drop(store string) error {
	return errors.Join(dropFromKernel(store), p.dropFile(store))
}
