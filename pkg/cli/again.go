package cli

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
)

// wanted is the profile to load; empty for a role that flags make.
type wanted struct {
	profile string
	// again says that it was loaded once already, as variables of this shell tell:
	// as role, or without one when that is empty.
	again bool
	role  string
}

// chooser says what a load loads.
type chooser func(a *app, in *scope) (wanted, error)

// renewCommand is `awsenv renew`.
type renewCommand struct {
	Shell    string   `placeholder:"SHELL" help:"Write for this shell: ${shells} (default: the calling process's)." group:"Output"`
	Duration lifetime `short:"d" placeholder:"TIME" help:"How long the session should last: 12h, 90m, 3600, or max." group:"Session"`
	callFlags
}

// Run implements the command.
func (c *renewCommand) Run(a *app) error {
	load := loadCommand{}
	load.Shell, load.Duration, load.callFlags = c.Shell, c.Duration, c.callFlags
	load.Refresh, load.Format = true, formatEnv
	return load.Run(a)
}

// unloadCommand is `awsenv unload`.
type unloadCommand struct {
	Shell string `placeholder:"SHELL" help:"Write for this shell: ${shells} (default: the calling process's)." group:"Output"`
	voiceFlags
}

// Run implements the command.
func (c *unloadCommand) Run(a *app) error {
	load := loadCommand{Clear: true}
	load.Shell, load.voiceFlags, load.Format = c.Shell, c.voiceFlags, formatEnv
	return load.Run(a)
}

// loadedNow is what this shell holds.
func loadedNow(a *app, in *scope) (wanted, error) {
	held, ok := environ.FromEnv(environ.Lookup(a.world.Env))
	if !ok {
		return wanted{}, &fault{status: exit.Config, message: "nothing is loaded in this shell that could be renewed",
			hints: []string{"awsenv PROFILE loads a session"}}
	}
	return in.again(held.Profile, held.RoleARN)
}

// loadedBefore is what this shell held before.
func loadedBefore(a *app, in *scope) (wanted, error) {
	name, role, ok := environ.Before(environ.Lookup(a.world.Env))
	if !ok {
		return wanted{}, &fault{status: exit.Config, message: "no other profile was loaded in this shell before",
			hints: []string{"awsenv PROFILE loads a session"}}
	}
	return in.again(name, role)
}

// again is a session that was loaded under a profile's name, or under that of a role
// without a profile, whose words nobody has kept.
func (in *scope) again(name, role string) (wanted, error) {
	if role != "" && !in.set.Has(name) {
		return wanted{}, &fault{status: exit.Config,
			message: fmt.Sprintf("%q was loaded as a role without a profile, or its profile is gone", name),
			hints:   []string{adHocWords(role)}}
	}
	return wanted{profile: name, again: true, role: role}, nil
}

// check refuses a profile whose name stands for another role than the one that was
// loaded under it: it was loaded as a role without a profile, or has been changed.
// What a sign-in hands out is a role that the files do not name.
func (w wanted) check(t *target) error {
	if !w.again {
		return nil
	}
	now := ""
	if n := len(t.Chain.Roles); n > 0 {
		now = t.Chain.Roles[n-1].ARN
	}
	kind := t.Chain.Source.Kind
	if now == w.role || now == "" && (kind == profile.SourceSSO || kind == profile.SourceWebIdentity) {
		return nil
	}
	hints := []string{fmt.Sprintf("awsenv use %s loads the profile as it is now", printable.Argument(t.Chain.Profile))}
	if w.role != "" {
		hints = append([]string{adHocWords(w.role)}, hints...)
	}
	return &fault{status: exit.Config,
		message: fmt.Sprintf("profile %q is not what was loaded under that name: %s then, %s now", w.profile, roleOrNone(w.role), roleOrNone(now)),
		hints:   hints}
}

func roleOrNone(arn string) string {
	if arn == "" {
		return "no role"
	}
	return arn
}

// adHocWords are what loads a role without a profile again.
func adHocWords(role string) string {
	return "awsenv --role-arn " + role + ", with --source-profile and the other flags as before, loads the role"
}
