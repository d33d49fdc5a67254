package cli

import (
	"errors"
	"fmt"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile/edit"
)

// forgetCommand is `awsenv forget`.
type forgetCommand struct {
	Profile string `arg:"" optional:"" help:"The profile whose cached session is deleted."`
	All     bool   `help:"Delete the cached sessions of every profile, and the MFA sessions."`
	Backups bool   `help:"Delete the copies of the AWS files that awsenv made before its first change of them."`
}

// Run implements the command.
func (c *forgetCommand) Run(a *app) error {
	if (c.Profile == "") != (c.All || c.Backups) || c.All && c.Backups {
		return usage("forget takes a profile, or --all, or --backups", "awsenv forget PROFILE", "awsenv forget --all", "awsenv forget --backups")
	}
	if c.Backups {
		return a.forgetBackups()
	}
	in, err := a.readScope()
	if err != nil {
		return err
	}
	kept := a.everyCache(in).Sessions()
	forgotten, err := 0, error(nil)
	if c.All {
		forgotten, err = a.forgetAll(in, kept)
	} else {
		forgotten, err = a.forget(in, c.Profile, kept)
	}
	if err != nil {
		return err
	}
	a.Notice(forgottenText(forgotten))
	return nil
}

// forgetAll deletes what is cached for every profile, and awsenv's own sessions.
func (a *app) forgetAll(in *scope, kept []cache.RoleFile) (forgotten int, err error) {
	for _, name := range in.set.Names() {
		n, err := a.forget(in, name, kept)
		var unresolved *unresolvable
		if err != nil && !errors.As(err, &unresolved) {
			return forgotten, err
		}
		forgotten += n
	}
	n, err := a.store(in.home).RemoveAll()
	if err = errors.Join(err, a.roles(in.home).RemoveLeftovers()); err != nil {
		return forgotten, fmt.Errorf("forgetting the MFA sessions: %w", err)
	}
	return forgotten + n, nil
}

// forgetBackups deletes the copies of the AWS files, whatever these hold now.
func (a *app) forgetBackups() error {
	removed, err := edit.NewFiles(nil, a.envBeforeLoad(), a.world.home(), nil, a).RemoveBackups()
	for _, name := range removed {
		a.Notice("deleted: " + name)
	}
	if err == nil && len(removed) == 0 {
		a.Notice("there is no copy of an AWS file to delete")
	}
	return err
}

// unresolvable is a profile that has no session that could be named.
type unresolvable struct{ error }

func (u *unresolvable) Unwrap() error { return u.error }

// forget deletes what is cached for one profile and gives the number of sessions.
func (a *app) forget(in *scope, name string, kept []cache.RoleFile) (int, error) {
	t, err := a.resolve(in, name, asked{})
	if err != nil {
		return 0, &unresolvable{err}
	}
	n, err := a.forgetter(t).Forget(t.Request, kept)
	if err != nil {
		return n, fmt.Errorf("forgetting the session of %q: %w", name, err)
	}
	return n, nil
}

func forgottenText(n int) string {
	switch n {
	case 0:
		return "nothing was cached"
	case 1:
		return "one session is forgotten here; AWS accepts it until it expires"
	}
	return fmt.Sprintf("%d sessions are forgotten here; AWS accepts them until they expire", n)
}
