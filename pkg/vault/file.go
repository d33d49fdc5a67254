package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/trust"
	"github.com/awsenv/awsenv/pkg/voice"
)

// Path is where the store is: $AWSENV_KEYS_FILE, else $XDG_DATA_HOME/awsenv/keys.json,
// else ~/.local/share/awsenv/keys.json, on macOS (goos "darwin") ~/Library/Application
// Support/awsenv/keys.json. A relative XDG_DATA_HOME counts as unset, as its
// specification says. It is empty when there is no home folder either.
func Path(lookup func(string) (string, bool), home, goos string) string {
	if path, _ := lookup("AWSENV_KEYS_FILE"); path != "" {
		if absolute, err := filepath.Abs(path); err == nil {
			return absolute
		}
		return path
	}
	if dir, _ := lookup("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "awsenv", "keys.json")
	}
	switch {
	case home == "":
		return ""
	case goos == "darwin":
		return filepath.Join(home, "Library", "Application Support", "awsenv", "keys.json")
	}
	return filepath.Join(home, ".local", "share", "awsenv", "keys.json")
}

// Locker keeps a second awsenv out; cache.Store is one.
type Locker interface {
	Lock(ctx context.Context, name string, tell voice.Voice, doing string) (unlock func(), err error)
}

// File is a store on disk.
type File struct {
	// Path is the file; a symbolic link is followed and stays. Name is what messages
	// call it.
	Path, Name string
	// Locks keeps other processes of awsenv out of a change; Tell hears who they are.
	Locks Locker
	Tell  voice.Voice
}

// maxSize is more than a thousand keys have.
const maxSize = 4 << 20

// Read is what the store says; there is false when there is none. The error is a
// *Damaged.
func (f File) Read() (c Contents, there bool, err error) {
	text, err := f.read()
	if text == nil || err != nil {
		return Contents{}, false, err
	}
	if c, err = parse(text); err != nil {
		e := f.damaged(err.Error())
		var written unknownVersion
		if errors.As(err, &written) && written > version {
			e.hints = []string{"a newer awsenv wrote it: install that one"}
		}
		return Contents{}, false, e
	}
	return c, true, nil
}

// read is the text, nil when there is no file.
func (f File) read() ([]byte, error) {
	if f.Path == "" {
		return nil, nil
	}
	info, err := os.Stat(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, f.unreadable(err)
	case info.Size() > maxSize:
		return nil, f.damaged("it is too large for a store of keys")
	}
	var foreign *trust.Error
	if errors.As(trust.File(f.Path, info), &foreign) {
		e := f.damaged(foreign.Problem)
		e.hints = foreign.Hints()
		if e.hints == nil && info.Mode().IsRegular() {
			e.hints = othersKeys()
		}
		return nil, e
	}
	text, err := trust.ReadFile(f.Path)
	if err != nil {
		return nil, f.unreadable(err)
	}
	if text == nil {
		text = []byte{}
	}
	return text, nil
}

// unreadable is the error for a file that is there and is not to be had.
func (f File) unreadable(err error) *Damaged {
	e := f.damaged("it cannot be read: " + reason(err))
	if !errors.Is(err, fs.ErrPermission) {
		return e
	}
	e.hints = othersKeys()
	if info, err := os.Stat(f.Path); err == nil && trust.File(f.Path, info) == nil {
		e.hints = []string{"chmod u+rw " + printable.Argument(f.Path)}
	}
	return e
}

// othersKeys are the hints for a store of somebody else, as after sudo.
func othersKeys() []string {
	return []string{fmt.Sprintf("awsenv runs as uid %d: HOME, XDG_DATA_HOME or AWSENV_KEYS_FILE lead to the keys of another user; run it as that user", os.Geteuid())}
}

// Change reads the store under the lock, lets edit change it, writes it, reads it back
// and compares. The contents that edit gets are zero when there is no store. An error of
// edit comes back as it is, and nothing is written.
func (f File) Change(ctx context.Context, edit func(c *Contents) error) error {
	if f.Path == "" {
		return f.damaged("there is no home folder to keep keys in")
	}
	if err := atomicfile.MakeFolder(filepath.Dir(f.Path), 0o700); err != nil {
		return fmt.Errorf("make the folder for the keys: %w", err)
	}
	unlock, err := f.Locks.Lock(ctx, "keys "+atomicfile.LockName(f.Path), f.Tell, "changing the stored keys")
	if err != nil {
		return err
	}
	defer unlock()
	atomicfile.Sweep(f.Path)
	before, _, err := f.Read()
	if err != nil {
		return err
	}
	after := before
	if err := edit(&after); err != nil || reflect.DeepEqual(before, after) {
		return err
	}
	return f.write(after)
}

// write replaces the file and reads it back.
func (f File) write(c Contents) error {
	text, err := c.text()
	if err == nil && len(text) > maxSize {
		err = fmt.Errorf("%s would become larger than a store of keys can be: nothing is changed", f.Name)
	}
	if err != nil {
		return err
	}
	if err := atomicfile.Write(f.Path, text, 0o600); err != nil {
		return err
	}
	back, err := f.read()
	if err != nil {
		return err
	}
	if !bytes.Equal(back, text) {
		return fmt.Errorf("%s does not read back as it was written: nothing else is changed", f.Name)
	}
	return nil
}

func (f File) damaged(problem string) *Damaged { return &Damaged{Name: f.Name, Problem: problem} }

// reason is the system's word without the path, which the message has already.
func reason(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return err.Error()
}
