package cli

import (
	"slices"

	"github.com/awsenv/awsenv/pkg/environ"
)

// loadCommand is `awsenv PROFILE`, and the ad-hoc role, the picker and --clear,
// which are all typed without a command's name.
type loadCommand struct {
	Profile string `arg:"" optional:"" help:"The profile to load; without one, pick it on the terminal."`
	Clear   bool   `short:"c" help:"Print the lines that unload the session." group:"Session"`
	loadFlags
}

// useCommand is `awsenv use PROFILE`.
type useCommand struct {
	Profile string `arg:"" help:"The profile to load."`
	loadFlags
}

// Run implements the command.
func (c *useCommand) Run(a *app) error {
	load := loadCommand{Profile: c.Profile, loadFlags: c.loadFlags}
	return load.run(a, load.named)
}

// Run implements the command.
func (c *loadCommand) Run(a *app) error {
	switch {
	case c.Profile == "-":
		return c.run(a, loadedBefore)
	case c.Refresh && c.Profile == "" && c.RoleARN == "":
		return c.run(a, loadedNow)
	}
	return c.run(a, c.named)
}

// named is what the command line names, picked on the terminal when it does not.
func (c *loadCommand) named(a *app, in *scope) (wanted, error) {
	if c.Profile != "" || c.RoleARN != "" {
		return wanted{profile: c.Profile}, nil
	}
	name, err := a.pickProfile(in, c.NoPrompt)
	return wanted{profile: name}, err
}

// run loads what choose says, or clears.
func (c *loadCommand) run(a *app, choose chooser) error {
	a.hear(c.voiceFlags)
	a.evaluated = c.Format == formatEnv
	if c.Profile == "" && slices.Contains(a.world.Args, "") {
		return emptyArgument()
	}
	if err := c.check(); err != nil {
		return err
	}
	out, err := a.newOutput(c.Format, c.Shell)
	if err != nil {
		return err
	}
	if a.world.StdoutIsTerminal() {
		if err := a.knownProfile(c.Profile); err != nil {
			return err
		}
		return a.explainEval(c.Format, c.Clear)
	}
	if c.Clear {
		return a.clear(out)
	}
	return a.load(c, out, choose)
}

// check refuses what cannot be meant before anything is read.
func (c *loadCommand) check() error {
	if c.Clear && (c.Profile != "" || c.RoleARN != "") {
		return usage("--clear unloads whatever is loaded and takes no profile", "leave the profile out")
	}
	if c.Clear && c.Format != formatEnv {
		return usage("--clear prints shell code; --format does not apply")
	}
	return c.sessionFlags.check()
}

// knownProfile is the error for a profile that does not exist: whoever mistypes
// one, or a command, is not helped by how to evaluate it.
func (a *app) knownProfile(name string) error {
	if name == "" || name == "-" {
		return nil
	}
	in, err := a.readScope()
	if err != nil || in.set.Has(name) {
		return err
	}
	_, err = a.resolve(in, name, asked{})
	return unknownWord(err, name)
}

// load gets the session and prints it.
func (a *app) load(c *loadCommand, out output, choose chooser) error {
	in, err := a.readScopeFor(c.Profile)
	if err != nil {
		return err
	}
	want, err := choose(a, in)
	if err != nil {
		return err
	}
	t, err := a.resolve(in, want.profile, c.asked())
	if err != nil {
		return unknownWord(err, want.profile)
	}
	if err := want.check(t); err != nil {
		return err
	}
	out.markers = in.config.Markers
	if err := a.confirm(t); err != nil {
		return err
	}
	s, kept, err := a.sessionOrKept(t)
	if err != nil {
		return err
	}
	// Before anything is printed: what stands on standard output has happened whole.
	if picked := c.Profile == ""; want.profile != "" && !c.NoPrompt && (picked || !kept) {
		a.countUse(in, want.profile)
	}
	a.stamp(in, c.Profile)
	if err := out.session(a, s); err != nil {
		return err
	}
	if out.format == formatEnv {
		a.confirmToPerson(func() string { return a.loadedLine(t, s, kept) })
	}
	a.remindOfKeyAge(t)
	return nil
}

// clear prints what puts the environment back. It is no error that nothing is
// loaded: the credentials are unset all the same.
func (a *app) clear(out output) error {
	if err := out.changes(a, environ.Clear(a.world.Env)); err != nil {
		return err
	}
	a.confirmToPerson(a.unloadedLine)
	return nil
}
