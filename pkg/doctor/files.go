package doctor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/trust"
)

// hinted is an error that knows what to do.
type hinted interface{ Hints() []string }

// firstHint is what an error says to do, or otherwise.
func firstHint(err error, otherwise string) string {
	var h hinted
	if errors.As(err, &h) && len(h.Hints()) > 0 {
		return h.Hints()[0]
	}
	return otherwise
}

// configuration looks for a fault in awsenv's own file.
func configuration(_ context.Context, p *Patient) []Finding {
	if p.OwnErr == nil {
		return nil
	}
	f := Finding{Severity: Error, Where: p.short(p.OwnPath), Message: p.OwnErr.Error(), Fix: firstHint(p.OwnErr, "correct it")}
	var fault *config.Error
	if errors.As(p.OwnErr, &fault) {
		f.Where, f.Message = place(p.short(fault.Path), fault.Line), fault.Problem
	}
	f.Message += "; loads stop at it, and what only shows something goes on with the defaults"
	return []Finding{f}
}

// awsFiles looks for what makes the AWS CLI refuse a file as a whole.
func awsFiles(_ context.Context, p *Patient) (all []Finding) {
	for _, file := range []File{p.Config, p.Credentials} {
		if file.Err != nil {
			all = append(all, Finding{Severity: Error, Where: p.short(file.Path), Message: "it cannot be read, and counts as empty: " + system(file.Err),
				Fix: "ls -ld " + p.typed(file.Path)})
		}
	}
	var broken *profile.ParseError
	if errors.As(p.SetErr, &broken) {
		all = append(all, Finding{Severity: Error, Where: place(broken.Path, broken.Line), Message: broken.Problem + "; the file is refused for every profile",
			Fix: firstHint(broken, "correct the line")})
	}
	return all
}

// permissions looks for files and folders that others can read or write.
func permissions(_ context.Context, p *Patient) (all []Finding) {
	add := func(err error, secret bool) {
		var e *trust.Error
		if errors.As(err, &e) {
			all = append(all, p.exposed(e, secret))
		}
	}
	add(trust.Exposed(p.Config.Path, holdsKeys(p.Config.Text)), holdsKeys(p.Config.Text))
	add(trust.Exposed(p.Credentials.Path, true), true)
	if p.OwnErr == nil && p.Own.NamesProgram() {
		add(trust.Program(p.OwnPath), false)
	}
	if folder := filepath.Join(p.Home, ".aws"); exists(folder) {
		add(trust.Folder(folder), false)
	}
	for _, folder := range p.Caches {
		if !exists(folder) {
			continue
		}
		add(trust.Folder(folder), false)
		entries, _ := os.ReadDir(folder)
		for _, entry := range entries {
			path := filepath.Join(folder, entry.Name())
			info, err := entry.Info()
			switch {
			case err != nil || isLeftover(entry.Name()):
			case info.Mode().IsRegular():
				add(trust.Unshared(path, info), true)
			case info.Mode()&fs.ModeSymlink != 0:
				all = append(all, Finding{Severity: Warning, Where: p.short(path), Message: "it is a link, which is not followed", Fix: "rm " + p.typed(path)})
			}
		}
	}
	return all
}

// exposed is the finding about something that others may read or write. A mode of our
// own can be mended.
func (p *Patient) exposed(e *trust.Error, secret bool) Finding {
	f := Finding{Severity: Warning, Where: p.short(e.Path), Message: e.Problem, Fix: "ls -ld " + p.typed(e.Path) + ", and give it back to its owner, or remove it"}
	info, err := os.Stat(e.Path)
	takes := fs.FileMode(0o022)
	switch {
	case err != nil:
		return f
	case e.Fix != "" && !secret:
		f.Fix = e.Fix + " " + p.typed(e.Path)
	case e.Fix != "", info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 && trust.File(e.Path, info) == nil:
		f.Fix = "chmod go-rwx " + p.typed(e.Path)
	default:
		return f
	}
	if secret {
		takes = 0o077
	}
	if mode := info.Mode(); mode&takes != 0 {
		f.mend = func() error { return os.Chmod(e.Path, mode&^takes) }
	}
	return f
}

// leftovers looks for the temporary files of writes that were killed. A write takes
// milliseconds: one of a living writer is gone when it comes to mending.
func leftovers(_ context.Context, p *Patient) (all []Finding) {
	for _, folder := range p.folders() {
		entries, _ := os.ReadDir(folder)
		for _, entry := range entries {
			path := filepath.Join(folder, entry.Name())
			if !isLeftover(entry.Name()) || !entry.Type().IsRegular() {
				continue
			}
			all = append(all, Finding{Severity: Warning, Where: p.short(path), Fix: "rm " + p.typed(path),
				Message: "a write that was killed left this file, which may hold keys",
				mend: func() error {
					if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
						return err
					}
					return nil
				}})
		}
	}
	return all
}

func isLeftover(name string) bool {
	matched, _ := filepath.Match(atomicfile.TempPattern, name)
	return matched
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// backups looks for copies of the AWS files with keys in them.
func backups(_ context.Context, p *Patient) (all []Finding) {
	for _, file := range []File{p.Config, p.Credentials} {
		path := file.Path + edit.BackupSuffix
		if text, err := os.ReadFile(path); err == nil && holdsKeys(text) {
			all = append(all, Finding{Severity: Warning, Where: p.short(path), Fix: "awsenv forget --backups",
				Message: "the copy from before the first change of the file holds secret keys"})
		}
	}
	return all
}

func holdsKeys(text []byte) bool {
	return bytes.Contains(bytes.ToLower(text), []byte("aws_secret_access_key"))
}

// place is path:line, or the path alone.
func place(path string, line int) string {
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}

// system is the system's word on a failure, without the path.
func system(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return err.Error()
}
