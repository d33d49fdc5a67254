package cli

import (
	"errors"
	"fmt"

	"github.com/awsenv/awsenv/pkg/cache"
)

// forgetCommand is `awsenv forget`.
type forgetCommand struct {
	Profile string `arg:"" optional:"" help:"The profile whose cached session is deleted."`
	All     bool   `help:"Delete the cached sessions of every profile, and the MFA sessions."`
}

// Run implements the command.
func (c *forgetCommand) Run(a *app) error {
	if (c.Profile == "") != c.All {
		return usage("forget takes a profile, or --all", "awsenv forget PROFILE", "awsenv forget --all")
	}
	in, err := a.readScope()
	if err != nil {
		return err
	}
	kept := a.roles(in.home).Sessions()
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
	if err != nil {
		return forgotten, fmt.Errorf("forgetting the MFA sessions: %w", err)
	}
	return forgotten + n, nil
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
	n, err := a.broker(t).Forget(t.Request, kept)
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
