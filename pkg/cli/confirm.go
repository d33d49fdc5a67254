package cli

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/tty"
)

// confirmation is a yes that something waits for.
type confirmation struct {
	question string
	// about are lines to be shown in front of the question.
	about []string
	// unasked is the error where nobody can be asked, and undone what a no comes to:
	// "nothing was written".
	unasked *fault
	undone  string
}

// agree asks a person. No is status 4, as nobody to ask.
func (a *app) agree(noPrompt bool, c confirmation) error {
	terminal, err := a.person(noPrompt, c.unasked)
	if err != nil {
		return err
	}
	defer terminal.Close()
	if err := terminal.Say(c.about...); err != nil {
		return err
	}
	yes, err := terminal.Confirm(a.context(), c.question)
	if err == nil && !yes {
		err = &fault{status: exit.Person, message: c.undone + ": the answer was no"}
	}
	return err
}

// person is the terminal of somebody who may be asked; nobody is the error where there is
// none.
func (a *app) person(noPrompt bool, nobody *fault) (*tty.Terminal, error) {
	if noPrompt {
		return nil, nobody
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return nil, nobody
	}
	return terminal, nil
}

// confirm asks before a profile is loaded whose configuration says `confirm`.
func (a *app) confirm(t *target) error {
	if !t.config.Profile(t.Chain.Profile).Confirm {
		return nil
	}
	return a.agree(t.NoPrompt, confirmation{
		question: fmt.Sprintf("Load profile %q (account %s)?", t.Chain.Profile, t.account()),
		unasked: &fault{status: exit.Person,
			message: fmt.Sprintf("profile %q is to be confirmed before it is loaded, and nobody can be asked", t.Chain.Profile),
			hints:   []string{"run it on a terminal, or take `confirm` out of its table in awsenv's configuration"}},
		undone: fmt.Sprintf("profile %q was not loaded", t.Chain.Profile),
	})
}

// account is the account that the session will be in, as far as the files tell.
func (t *target) account() string {
	if account := t.set.Describe(t.Chain.Profile).Account; account != "" {
		return account
	}
	return "unknown"
}
