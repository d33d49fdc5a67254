package cli

import "fmt"

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
	if !c.All {
		return a.forget(in, c.Profile)
	}
	for _, name := range in.files.set.Names() {
		// A profile that cannot be resolved has no session that could be named.
		if w, err := a.resolve(in, name, &sessionFlags{Format: formatEnv}); err == nil {
			if err := a.broker(w).Forget(w.Request); err != nil {
				return fmt.Errorf("forgetting the session of %q: %w", name, err)
			}
		}
	}
	if _, err := a.store(in.files.home).RemoveAll(); err != nil {
		return fmt.Errorf("forgetting the MFA sessions: %w", err)
	}
	return nil
}

func (a *app) forget(in *scope, name string) error {
	w, err := a.resolve(in, name, &sessionFlags{Format: formatEnv})
	if err != nil {
		return err
	}
	if err := a.broker(w).Forget(w.Request); err != nil {
		return fmt.Errorf("forgetting the session of %q: %w", name, err)
	}
	return nil
}
