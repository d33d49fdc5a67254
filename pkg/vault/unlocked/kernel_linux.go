package unlocked

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/seal"
)

const (
	// keyType is the kernel's for a text that programs may read (keyrings(7)).
	keyType = "user"
	// describedAs is what stands in front of a store's path.
	describedAs = "awsenv:"
	// rights are everything for who possesses the key, and all but linking it elsewhere for
	// the user. The second half is what makes it readable over SSH and from a service:
	// there the user's keyring is not linked to the session's, so that nothing in it is
	// possessed (include/linux/key.h: KEY_POS_*, KEY_USR_*).
	rights = 0x3f000000 | 0x002f0000
)

// fromKernel finds and reads a key. One that is over is not found.
func fromKernel(store string) (seal.Key, bool) {
	id, err := find(store)
	if err != nil {
		return nil, false
	}
	key := make(seal.Key, seal.KeySize)
	n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, key, 0)
	if err != nil || n != seal.KeySize {
		return nil, false
	}
	return key, true
}

func find(store string) (id int, err error) {
	return unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, keyType, describedAs+store, 0)
}

// toKernel makes a key in the thread's own keyring, where it ends with the process, gives
// it its rights and its time, and only then links it into the user's: whenever the process
// is killed, no key without an end is left. The link takes the place of an older one.
func toKernel(store string, key seal.Key, life time.Duration) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	id, err := unix.AddKey(keyType, describedAs+store, key, unix.KEY_SPEC_THREAD_KEYRING)
	if err != nil {
		return err
	}
	defer func() { _, _ = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, unix.KEY_SPEC_THREAD_KEYRING, 0, 0) }()
	if err := unix.KeyctlSetperm(id, rights); err != nil {
		return err
	}
	if _, err := unix.KeyctlInt(unix.KEYCTL_SET_TIMEOUT, id, int(life/time.Second), 0, 0); err != nil {
		return err
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_LINK, id, unix.KEY_SPEC_USER_KEYRING, 0, 0)
	return err
}

// dropFromKernel forgets a key at once. A kernel that keeps no keys has nothing to drop.
func dropFromKernel(store string) error {
	id, err := find(store)
	if err != nil {
		return nil
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_INVALIDATE, id, 0, 0, 0)
	if err != nil && !errors.Is(err, unix.ENOKEY) {
		return fmt.Errorf("lock the keys: the kernel does not forget the data key: %w", err)
	}
	return nil
}
