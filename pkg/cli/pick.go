package cli

import (
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/tty"
)

// pickProfile lets the person choose a profile on the terminal.
func (a *app) pickProfile(set *profile.Set, noPrompt bool) (string, error) {
	names := set.Names()
	if len(names) == 0 {
		return "", &fault{status: exit.Config, message: "there is no profile to load in the AWS files",
			hints: []string{`"aws configure" writes the first one; the README shows what a role profile looks like`}}
	}
	if noPrompt {
		return "", &fault{status: exit.Person, message: "no profile was named, and --no-prompt forbids asking",
			hints: []string{"awsenv PROFILE"}}
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return "", &fault{status: exit.Person, message: "no profile was named, and there is no terminal to pick one on",
			hints: []string{"awsenv PROFILE"}}
	}
	defer terminal.Close()
	items := make([]tty.Item, len(names))
	for i, name := range names {
		items[i] = tty.Item{Name: name}
	}
	chosen, err := terminal.Pick(a.context(), "Profile", items)
	if err != nil {
		return "", err
	}
	return names[chosen], nil
}
