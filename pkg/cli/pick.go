package cli

import (
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/tty"
)

// pickProfile lets the person choose a profile on the terminal.
func (a *app) pickProfile(in *scope, noPrompt bool) (string, error) {
	if len(in.set.Names()) == 0 {
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
	entries := a.describeAll(in)
	a.mostUsedFirst(in, entries)
	items, now := make([]tty.Item, len(entries)), a.world.Now()
	for i, e := range entries {
		items[i] = tty.Item{Name: e.Profile, About: []string{e.Account, e.AccountName, e.roleName(), e.Region}, Aside: e.aside(now)}
	}
	chosen, err := terminal.Pick(a.context(), "Profile", items, a.startOf(entries))
	if err != nil {
		return "", err
	}
	return entries[chosen].Profile, nil
}

// mostUsedFirst sorts profiles by how recently and how often they were used; those that
// never were stay in the order of the files.
func (a *app) mostUsedFirst(in *scope, entries []entry) {
	uses := a.store(in.home).Uses()
	slices.SortStableFunc(entries, func(one, other entry) int { return uses[other.Profile].Compare(uses[one.Profile]) })
}

// countUse counts that a person has used a profile: one who picked it or waited for its
// session. A load from the cache has no time to write a file.
func (a *app) countUse(in *scope, name string) {
	if err := a.store(in.home).PutUse(name, a.world.Now()); err != nil {
		a.Trace("that the profile was used could not be noted: " + err.Error())
	}
}

// startOf is where the list begins: at what is loaded, else at AWS_PROFILE, else at its
// first.
func (a *app) startOf(entries []entry) int {
	if at := slices.IndexFunc(entries, func(e entry) bool { return e.Loaded }); at >= 0 {
		return at
	}
	named, _ := a.world.Env("AWS_PROFILE")
	return slices.IndexFunc(entries, func(e entry) bool { return e.Profile == named })
}

// aside is what the picker says of the profile's session.
func (e entry) aside(now time.Time) string {
	switch {
	case e.Problem != "":
		return "faulty"
	case e.Left != nil:
		return segment.Left(time.Duration(*e.Left)*time.Second) + " left"
	case e.ssoState != nil && e.Until == nil && !e.Refreshable:
		return e.ssoState.text(now)
	}
	return ""
}
