package cli

import (
	"os"
	"path/filepath"

	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/shell"
)

// execCommand is `awsenv exec PROFILE COMMAND`.
type execCommand struct {
	Profile string   `arg:"" optional:"" help:"The profile; none with --role-arn."`
	Command []string `arg:"" optional:"" passthrough:"partial" help:"The command and its arguments; without one, $SHELL."`
	Renew   bool     `help:"For what outlives a session: give the command an endpoint that renews it instead of keys."`
	sessionFlags
}

// Run implements the command.
func (c *execCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	if err := c.check(); err != nil {
		return err
	}
	run, err := c.wanted(a)
	if err != nil {
		return err
	}
	in, err := a.readScopeFor(run.profile)
	if err != nil {
		return err
	}
	t, err := a.resolve(in, run.profile, c.asked())
	if err != nil {
		return err
	}
	// Before a code is spent for nothing.
	path, _ := a.world.Env("PATH")
	if run.program, err = findProgram(run.argv[0], path); err != nil {
		return err
	}
	if err := a.confirm(t); err != nil {
		return err
	}
	s, err := a.session(t)
	if err != nil {
		return err
	}
	a.stamp(in, run.profile)
	a.remindOfKeyAge(t)
	if c.Renew {
		return a.runRenewed(run, c.asked(), t, s)
	}
	if run.environ, err = run.environment(a, t, s); err != nil {
		return err
	}
	return a.become(run)
}

// execution is a command that is to be run.
type execution struct {
	profile string
	// argv is the command as it was typed, program where it lies.
	argv    []string
	program string
	// shell says that it is the person's shell, which has a prompt.
	shell   bool
	environ []string
	// ignored are the signals that the command ignores from its beginning.
	ignored []os.Signal
}

// wanted takes the words apart: the profile, and the command behind it.
func (c *execCommand) wanted(a *app) (execution, error) {
	run := execution{profile: c.Profile, argv: c.Command, ignored: ignoredSignals()}
	switch {
	case c.RoleARN != "" && c.Profile != "": // a role without a profile: all words are the command's
		run.profile, run.argv = "", append([]string{c.Profile}, c.Command...)
	case len(run.argv) > 0 && run.argv[0] == "--":
		run.argv = run.argv[1:]
	}
	if run.profile == "" && c.RoleARN == "" {
		return execution{}, usage("awsenv exec needs a PROFILE", "awsenv exec PROFILE COMMAND", "awsenv list shows the profiles")
	}
	if len(run.argv) == 0 {
		login, _ := a.world.Env("SHELL")
		if login == "" {
			return execution{}, usage("there is no command to run, and $SHELL names no shell", "awsenv exec PROFILE COMMAND")
		}
		run.argv, run.shell = []string{login}, true
	}
	return run, nil
}

// environment is what the command is given, with the session or, when extra says where
// it gets one, without.
func (run execution) environment(a *app, t *target, s session.Session, extra ...environ.Change) ([]string, error) {
	if run.shell {
		// For a prompt of the person's own; the hook keeps it up to date.
		text := shell.ShownIn(filepath.Base(run.argv[0]), s.Profile)
		extra = append(extra, environ.Change{Name: environ.Prompt, Value: text})
	}
	return environ.Command(a.world.Environ(), s, t.config.Markers, extra...)
}
