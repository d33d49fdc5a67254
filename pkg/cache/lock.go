package cache

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/voice"
)

const (
	// The first tries come quickly, for a holder that is about to finish.
	firstRetry = 10 * time.Millisecond
	lastRetry  = 100 * time.Millisecond
	// maxHolder bounds what is read from a lock file and shown to a person.
	maxHolder = 200
	// nobody stands for a holder that could not describe itself, its disk being full.
	nobody = "it does not say which"
)

// Lock waits until this process alone holds the lock called name, and gives the
// function that lets go of it. While another process holds it, tell says so, once for
// each holder: doing is what that one is busy with, "getting the same session". The
// lock goes with the process that holds it, however it ends.
//
// It returns ctx's error at once when ctx ends, and otherwise fails only when the
// lock file cannot be made.
func (s Store) Lock(ctx context.Context, name string, tell voice.Voice, doing string) (unlock func(), err error) {
	told := ""
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		unlock, ok, err := s.TryLock(name)
		if ok || err != nil {
			return unlock, err
		}
		holder := s.LockHolder(name)
		if holder == "" && told == "" && wait == lastRetry {
			holder = nobody
		}
		if holder != "" && holder != told {
			tell.Notice("waiting for another awsenv that is " + doing + " (" + holder + ")")
			told = holder
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		case <-timer.C:
		}
	}
}

// TryLock is Lock without waiting: ok is false when another process holds the lock.
func (s Store) TryLock(name string) (unlock func(), ok bool, err error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("make the cache folder: %w", err)
	}
	path := s.lockPath(name)
	// Writable, because NFS gives an exclusive lock on nothing else.
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	ok, err = lock.TryLock()
	if err != nil {
		return nil, false, fmt.Errorf("lock %q: %w", path, err)
	}
	if !ok {
		return nil, false, nil
	}
	if !sameFile(lock, path) {
		// Somebody removed the file between our opening and our locking it: others
		// would lock a new one.
		_ = lock.Unlock()
		return nil, false, nil
	}
	// In place: a lock belongs to the file, not to its name. Who reads half of this
	// sees a shorter description. Lock files are never removed, for the same reason.
	_ = os.WriteFile(path, []byte(s.holder()), 0o600)
	return func() {
		_ = os.Truncate(path, 0)
		_ = lock.Unlock()
	}, true, nil
}

// LockHolder is the description that the holder of a lock gave of itself, as one line
// of printable text; empty when nobody holds it or the holder has not said. A process
// that was killed leaves its description until the lock is taken again.
func (s Store) LockHolder(name string) string {
	text, _ := readFile(s.lockPath(name))
	if len(text) > maxHolder {
		text = text[:maxHolder]
	}
	return printable.Words(string(text))
}

func (s Store) lockPath(name string) string {
	return strings.TrimSuffix(s.path(kindLock, name), ".json")
}

func (s Store) holder() string {
	if s.Holder != "" {
		return s.Holder
	}
	return fmt.Sprintf("pid %d", os.Getpid())
}

func sameFile(lock *flock.Flock, path string) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(path)
	return err == nil && os.SameFile(held, named)
}
