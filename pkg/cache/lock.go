package cache

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/trust"
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
// It returns ctx's error at once when ctx ends, a *HeldTooLong after s.Patience, and
// otherwise fails only when the lock file cannot be made.
func (s Store) Lock(ctx context.Context, name string, tell voice.Voice, doing string) (unlock func(), err error) {
	told := ""
	waited := func() {}
	defer func() { waited() }()
	var limit <-chan time.Time
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
			waited()
			waited = tell.Progress("waiting for another awsenv (" + holder + ")")
		}
		if limit == nil {
			limit = s.limit()
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		case <-limit:
			timer.Stop()
			return nil, &HeldTooLong{Holder: cmp.Or(holder, nobody), Doing: doing}
		case <-timer.C:
		}
	}
}

// limit fires when waiting has lasted long enough; it never does without a Patience.
func (s Store) limit() <-chan time.Time {
	if s.Patience != nil {
		if patience := s.Patience(); patience > 0 {
			return time.After(patience)
		}
	}
	return make(chan time.Time)
}

// HeldTooLong is a lock that another process did not let go of in time: its prompt was
// stopped, or nobody is there to answer it.
type HeldTooLong struct {
	// Holder is the description that the other one gave of itself, Doing what it is
	// busy with.
	Holder, Doing string
}

// Error says who holds the lock.
func (e *HeldTooLong) Error() string {
	return "another awsenv is " + e.Doing + " and does not come to an end (" + e.Holder + ")"
}

// ExitCode is that for the lack of a person.
func (e *HeldTooLong) ExitCode() int { return exit.Person }

// Hints say what the person would do.
func (e *HeldTooLong) Hints() []string {
	return []string{"look what it waits for: it may ask for something on its terminal, or be stopped (fg, kill -CONT)"}
}

// errNoFolder is what cannot do without the folder of a Store.
var errNoFolder = errors.New("awsenv's cache folder cannot be used, and nothing else keeps a second awsenv out")

// TryLock is Lock without waiting: ok is false when another process holds the lock.
func (s Store) TryLock(name string) (unlock func(), ok bool, err error) {
	if s.Dir == "" {
		return nil, false, errNoFolder
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("make the cache folder: %w", err)
	}
	path := s.lockPath(name)
	if err := clearWay(path); err != nil {
		return nil, false, fmt.Errorf("lock %q: %w", path, err)
	}
	// Writable, because NFS gives an exclusive lock on nothing else.
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|trust.NoFollow), flock.SetPermissions(0o600))
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
	forget := describe(lock, path, s.holder())
	return func() {
		forget()
		_ = lock.Unlock()
	}, true, nil
}

// clearWay removes what is in the place of a lock file and is none: a link, a file of
// somebody else, one that others could open and hold for good. The folder is ours, so
// that this is possible. (Of two processes that do so at the same moment both may get
// a lock; but for somebody's attack it never happens.)
func clearWay(path string) error {
	info, err := os.Lstat(path)
	if err != nil || trust.Unshared(path, info) == nil {
		return nil
	}
	return os.Remove(path)
}

// describe writes who holds a lock into its file, and gives what takes it out again.
// That happens in place: a lock belongs to the file, not to its name. Who reads half of
// it sees a shorter description. Lock files are never removed, for the same reason.
func describe(lock *flock.Flock, path, holder string) (forget func()) {
	file, err := os.OpenFile(path, os.O_WRONLY|trust.NoFollow, 0)
	if err != nil {
		return func() {}
	}
	named, err := file.Stat()
	if held, failed := lock.Stat(); err != nil || failed != nil || !os.SameFile(held, named) {
		_ = file.Close()
		return func() {}
	}
	if named.Size() > 0 {
		_ = file.Truncate(0)
	}
	_, _ = file.WriteAt([]byte(holder), lockedBytes)
	return func() {
		_ = file.Truncate(0)
		_ = file.Close()
	}
}

// lockedBytes are those at the beginning of a lock file that Windows, where a lock is one
// of bytes, keeps from everybody else: the description begins behind them.
const lockedBytes = 1

// LockHolder is the description that the holder of a lock gave of itself, as one line
// of printable text; empty when nobody holds it or the holder has not said. A process
// that was killed leaves its description until the lock is taken again.
func (s Store) LockHolder(name string) string {
	file, _, err := trust.Open(s.lockPath(name))
	if err != nil {
		return ""
	}
	defer file.Close()
	text, _ := io.ReadAll(io.NewSectionReader(file, lockedBytes, maxHolder))
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
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(held, named)
}
