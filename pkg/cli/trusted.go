package cli

import (
	"errors"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/trust"
)

// folder is the path of a folder of awsenv's own, or of the AWS CLI's caches. It is
// empty, as if there were none, for one in which somebody else could have put a
// session, or could read what is kept.
func (a *app) folder(path string) string {
	if path == "" || a.doubted[path] {
		return ""
	}
	if _, seen := a.doubted[path]; seen {
		return path
	}
	if a.doubted == nil {
		a.doubted = map[string]bool{}
	}
	a.doubted[path] = false
	if err := trust.Folder(path); err != nil {
		a.doubt(err)
		a.doubted[path] = true
		return ""
	}
	return path
}

// doubt says, once for each path, why something is not used.
func (a *app) doubt(err error) {
	var e *trust.Error
	if !errors.As(err, &e) || a.doubted[e.Path] {
		return
	}
	if a.doubted == nil {
		a.doubted = map[string]bool{}
	}
	a.doubted[e.Path] = true
	name := profile.Short(e.Path, a.world.home())
	a.Warn(name + " is not used: " + e.Problem + fix(e, name))
}

// fix is what to type about something that is called name, behind other words.
func fix(e *trust.Error, name string) string {
	if e.Fix == "" {
		return ""
	}
	return "; " + e.Fix + " " + name
}

// warnOfOpenFile says when others can write an AWS file, which may name programs to run,
// or read the one that holds keys.
func (a *app) warnOfOpenFile(path string, secret bool) (open bool) {
	var e *trust.Error
	if open = errors.As(trust.Exposed(path, secret), &e); open {
		name := profile.Short(path, a.world.home())
		a.Warn(name + ": " + e.Problem + fix(e, name))
	}
	return open
}

// programsFrom refuses a configuration that names a program to run and that somebody
// else may have written.
func programsFrom(path string) error {
	var e *trust.Error
	if !errors.As(trust.Program(path), &e) {
		return nil
	}
	return &fault{status: exit.Config, hints: e.Hints(),
		message: path + " names a program, which is not run: " + e.Error()}
}
