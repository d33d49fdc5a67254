package edit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/trust"
	"github.com/awsenv/awsenv/pkg/voice"
)

// BackupSuffix ends the name of the copy that is made beside a file before its
// first edit, and never again: "credentials.awsenv-backup".
const BackupSuffix = ".awsenv-backup"

// Locker keeps a second awsenv out; cache.Store is one. The lock is advisory.
type Locker interface {
	Lock(ctx context.Context, name string, tell voice.Voice, doing string) (unlock func(), err error)
}

// File is one of the two files on disk.
type File struct {
	// Path is the file; a symbolic link is followed and stays.
	Path string
	// Name is what messages call it, see profile.Short; empty for Path.
	Name string
	Kind FileKind
	// Locks keeps other processes of awsenv out while the file is edited; nil locks
	// nothing.
	Locks Locker
	// Tell hears who holds the lock; it has to be there when Locks is.
	Tell voice.Voice
	// Unkept says that no copy is made: the edit takes a secret out of the file.
	Unkept bool
}

// Result is what an edit did.
type Result struct {
	Before, After Text
	// Changed is false when the file says already what it should; nothing was
	// written then.
	Changed bool
	// Backup is the path of the copy that this edit made of the file as it was,
	// empty when there was one already or no file.
	Backup string
	// name and changes are for Diff.
	name    string
	changes []Change
}

// Format hides the texts, which may hold keys, for every verb.
func (Result) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// Plan decides the changes of a file by what it says at the moment.
type Plan func(Text) ([]Change, error)

// Apply makes the changes to the file: all of them or, with an error, none.
func (f File) Apply(ctx context.Context, changes ...Change) (Result, error) {
	return f.Edit(ctx, func(Text) ([]Change, error) { return changes, nil })
}

// Edit reads the file under the lock, asks plan for the changes and makes them in one
// write. A file that is missing is empty, and is made with mode 0600; one that is
// there keeps its mode and owner. An error of plan is returned as it is, and nothing
// is written; so it is when somebody else, who knows nothing of the lock, changes the
// file meanwhile (an *Error with Changed).
func (f File) Edit(ctx context.Context, plan Plan) (Result, error) {
	unlock, err := f.lock(ctx)
	if err != nil {
		return Result{}, err
	}
	defer unlock()
	if f.Locks != nil {
		atomicfile.Sweep(f.Path)
		atomicfile.Sweep(f.Path + BackupSuffix)
	}
	r, err := f.Preview(plan)
	if err != nil || !r.Changed {
		return r, err
	}
	err = f.write(&r)
	return r, err
}

// Preview is Edit without the lock and without writing anything.
func (f File) Preview(plan Plan) (Result, error) {
	if f.Path == "" {
		return Result{}, refused("there is no file to write: the variable that names it is set and empty")
	}
	text, err := f.read()
	if err != nil {
		return Result{}, err
	}
	before, err := parse(text, f.Kind, f.name())
	if err != nil {
		return Result{}, err
	}
	changes, err := plan(before)
	if err != nil {
		return Result{}, err
	}
	if text, err = Apply(text, f.Kind, changes...); err != nil {
		return Result{}, err
	}
	after, err := parse(text, f.Kind, f.name())
	return Result{Before: before, After: after, Changed: !bytes.Equal(before.bytes, text), name: f.name(), changes: changes}, err
}

// LockName is the name of the lock of a file.
func LockName(path string) string { return "edit " + atomicfile.LockName(path) }

// lock takes the lock of the file itself, whatever links lead to it.
func (f File) lock(ctx context.Context) (unlock func(), err error) {
	if f.Locks == nil {
		return func() {}, nil
	}
	return f.Locks.Lock(ctx, LockName(f.Path), f.Tell, "changing "+f.name())
}

// read is the file's text, nil when there is no file.
func (f File) read() ([]byte, error) {
	info, err := os.Stat(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, f.fault("it cannot be read", err)
	case !info.Mode().IsRegular():
		return nil, refused("%s: it is not a regular file", f.name())
	}
	text, err := trust.ReadFile(f.Path)
	if err != nil {
		return nil, f.fault("it cannot be read", err)
	}
	return text, nil
}

// write makes the backup and replaces the file. What others wrote since it was read
// is looked for at the last moment.
func (f File) write(r *Result) error {
	if err := atomicfile.MakeFolder(filepath.Dir(f.Path), 0o700); err != nil {
		return f.fault("its folder cannot be made", err)
	}
	if err := f.backUp(r); err != nil {
		return err
	}
	if others := otherNames(f.Path); others > 0 && f.Tell != nil {
		f.Tell.Notice(fmt.Sprintf("%s has %d more name(s), by hard links: only this one gets the change, and is a file of its own from now on", f.name(), others))
	}
	err := atomicfile.WriteIf(f.Path, r.After.bytes, 0o600, func() error { return f.unchanged(r) })
	var ours *Error
	switch {
	case errors.As(err, &ours):
		return err
	case err != nil:
		return f.fault("it cannot be written", err)
	}
	return nil
}

// unchanged reports an *Error when the file is no longer the one that was read.
func (f File) unchanged(r *Result) error {
	now, err := f.read()
	if err != nil {
		return err
	}
	if !bytes.Equal(now, r.Before.bytes) {
		return &Error{Changed: true,
			Problem: fmt.Sprintf("%s was changed by another program while awsenv was about to write it; nothing was written", f.name()),
			hints:   []string{"run the same command again"}}
	}
	return nil
}

// backUp keeps the text of the file as it was before awsenv first changed it. The
// lock keeps two processes from making it at once.
func (f File) backUp(r *Result) error {
	if r.Before.bytes == nil || f.Unkept {
		return nil
	}
	path := f.Path + BackupSuffix
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	if err := atomicfile.Write(path, r.Before.bytes, 0o600); err != nil {
		return f.fault("no copy of it could be made before the first change", err)
	}
	r.Backup = path
	return nil
}

func (f File) name() string {
	if f.Name != "" {
		return f.Name
	}
	return f.Path
}

func (f File) fault(problem string, err error) *Error {
	return &Error{Problem: fmt.Sprintf("%s: %s: %v", f.name(), problem, err), err: err}
}
