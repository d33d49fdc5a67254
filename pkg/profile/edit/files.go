package edit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/voice"
)

// Files are a person's two AWS files: which of them holds what, what they say, and
// how they are changed. Every awsenv changes them under the same locks.
type Files struct {
	set   *profile.Set
	home  string
	paths map[FileKind]string
	locks Locker
	tell  voice.Voice
}

// Format hides the files, which may hold keys, for every verb.
func (Files) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// NewFiles are the files that env and home name, as they were parsed into set.
func NewFiles(set *profile.Set, env profile.Env, home string, locks Locker, tell voice.Voice) Files {
	config, credentials := profile.Paths(env, home)
	return Files{set: set, home: home, paths: map[FileKind]string{Config: config, Credentials: credentials}, locks: locks, tell: tell}
}

// Name is what messages call one of the files.
func (f Files) Name(kind FileKind) string { return profile.Short(f.paths[kind], f.home) }

// Option is what an option of a profile was when the files were parsed.
func (f Files) Option(name, option string) (value string, set bool) {
	return f.set.Option(name, option)
}

// Standing is where an option of a profile stands that counts: in which file, and on
// which line. The kind is 0 when it stands nowhere.
func (f Files) Standing(name, option string) (kind FileKind, line int) {
	path, line := f.set.Where(name, option)
	switch path {
	case "":
		return 0, 0
	case f.paths[Credentials]:
		return Credentials, line
	}
	return Config, line
}

// Holding is the file to write an option of a profile to: where it stands already, else
// where the profile's keys are. The credentials file wins over the config file.
func (f Files) Holding(name, option string) FileKind {
	for _, o := range [...]string{option, "aws_access_key_id"} {
		if kind, _ := f.Standing(name, o); kind == Credentials {
			return Credentials
		}
	}
	return Config
}

// EndingWith are the files that there are, one of them last.
func (f Files) EndingWith(last FileKind) (kinds []FileKind) {
	for _, kind := range [...]FileKind{Config + Credentials - last, last} {
		if f.paths[kind] != "" {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// Read is what one of the files says now. One that is missing is empty.
func (f Files) Read(kind FileKind) (Text, error) {
	file := f.file(kind)
	text, err := file.read()
	if err != nil {
		return Text{}, err
	}
	return parse(text, kind, file.name())
}

// Keys are the long-term keys that stand in both files now.
func (f Files) Keys() (all []StoredKey, err error) {
	for _, kind := range f.EndingWith(Credentials) {
		text, err := f.Read(kind)
		if err != nil {
			return nil, err
		}
		all = append(all, text.Keys()...)
	}
	return all, nil
}

// tries is how often a file is edited that others write at the same time.
const tries = 3

// Edit changes one of the files, as File.Edit, again when somebody else wrote it in
// between. It tells of the copy that the first edit makes.
func (f Files) Edit(ctx context.Context, kind FileKind, plan Plan) (changed bool, err error) {
	return f.edit(ctx, f.file(kind), plan)
}

// TakeOut is Edit without a copy of the file as it was, for what takes a secret out of it.
func (f Files) TakeOut(ctx context.Context, kind FileKind, plan Plan) (changed bool, err error) {
	file := f.file(kind)
	file.Unkept = true
	return f.edit(ctx, file, plan)
}

func (f Files) edit(ctx context.Context, file File, plan Plan) (changed bool, err error) {
	for try := 1; ; try++ {
		result, err := file.Edit(ctx, plan)
		if result.Backup != "" {
			f.tell.Notice("a copy of the file as it was before the first change is kept: " + f.place(result.Backup) + "; awsenv forget --backups deletes it")
		}
		var raced *Error
		if try == tries || !errors.As(err, &raced) || !raced.Changed {
			return result.Changed && err == nil, err
		}
	}
}

// place is a path as messages show it, with where it really is when a folder on the way
// is a link: to a repository, perhaps, that goes to other places.
func (f Files) place(path string) string {
	short := profile.Short(path, f.home)
	home, err := filepath.EvalSymlinks(f.home)
	if err != nil {
		home = f.home
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil || profile.Short(real, home) == short {
		return short
	}
	return short + ", which is " + profile.Short(real, home)
}

// RemoveBackups deletes the copies that first edits made, and gives their names, as
// messages show them, up to the first failure.
func (f Files) RemoveBackups() (removed []string, err error) {
	for _, kind := range f.EndingWith(Credentials) {
		path := f.paths[kind] + BackupSuffix
		place := f.place(path)
		switch err := os.Remove(path); {
		case err == nil:
			removed = append(removed, place)
		case !errors.Is(err, fs.ErrNotExist):
			return removed, fmt.Errorf("delete a copy of an AWS file: %w", err)
		}
	}
	return removed, nil
}

// Preview is what Edit would do now.
func (f Files) Preview(kind FileKind, plan Plan) (Result, error) { return f.file(kind).Preview(plan) }

func (f Files) file(kind FileKind) File {
	return File{Path: f.paths[kind], Name: f.Name(kind), Kind: kind, Locks: f.locks, Tell: f.tell}
}
