package cli

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/exit"
)

// confirm asks before a profile is loaded whose configuration says `confirm`.
func (a *app) confirm(t *target) error {
	if !t.config.Profile(t.Chain.Profile).Confirm {
		return nil
	}
	unasked := &fault{status: exit.Person,
		message: fmt.Sprintf("profile %q is to be confirmed before it is loaded, and nobody can be asked", t.Chain.Profile),
		hints:   []string{"run it on a terminal, or take `confirm` out of its table in awsenv's configuration"}}
	if t.NoPrompt {
		return unasked
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return unasked
	}
	defer terminal.Close()
	yes, err := terminal.Confirm(a.context(), fmt.Sprintf("Load profile %q (account %s)?", t.Chain.Profile, t.account()))
	if err != nil {
		return err
	}
	if !yes {
		return &fault{status: exit.Person, message: fmt.Sprintf("profile %q was not loaded: the answer was no", t.Chain.Profile)}
	}
	return nil
}

// account is the account that the session will be in, as far as the files tell.
func (t *target) account() string {
	if account := t.set.Describe(t.Chain.Profile).Account; account != "" {
		return account
	}
	return "unknown"
}
