package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// setupCommand is `awsenv setup [PROFILE]`.
type setupCommand struct {
	Profile   string `arg:"" optional:"" help:"The IAM user's profile, or a role's that it is the source of (default: default, else the only IAM user there is)."`
	MFASerial string `name:"mfa-serial" placeholder:"ARN" help:"The device to write, where the user has several."`
	DryRun    bool   `help:"Show the change as a diff and write nothing."`
	callFlags
}

// Run implements the command.
func (c *setupCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	w, err := a.resolveUser(userCommand{name: "setup", nothing: "nothing to set up", doing: "setting up"}, c.Profile, c.asked())
	if err != nil {
		return err
	}
	ctx := a.context()
	found, err := c.discover(ctx, a, w)
	if err != nil {
		return err
	}
	a.learnKeyAge(ctx, w, w.Chain.Source.Keys)
	plan := a.plan(w, found)
	if c.DryRun {
		return a.showPlan(plan)
	}
	if found.guessed && c.mayAsk(a, w) {
		if err := c.prove(a, w, found.serial); err != nil {
			return err
		}
		plan = a.plan(w, discovery{user: found.user, account: found.account, serial: found.serial})
	}
	if err := a.writePlan(plan); err != nil {
		return err
	}
	a.tellLeftovers(w, found.serial)
	return nil
}

// discovery is what AWS says of the user.
type discovery struct {
	user, account, serial string
	// guessed says that AWS did not say which devices there are: serial is what a
	// device of the user would be called that nobody named otherwise.
	guessed bool
}

// discover asks AWS who the user is and which MFA device to write.
func (c *setupCommand) discover(ctx context.Context, a *app, w *target) (discovery, error) {
	client := a.client(w.Chain.Settings)
	who, err := client.CallerIdentity(ctx, w.Chain.Profile, w.Chain.Source.Keys)
	if err != nil {
		return discovery{}, err
	}
	user, err := userOf(w.Chain.Profile, who)
	if err != nil {
		return discovery{}, err
	}
	found := discovery{user: user, account: session.AccountOf(who.ARN)}
	devices, err := client.MFADevices(ctx, w.Chain.Profile, w.Chain.Source.Keys)
	if notAllowed(err) {
		return c.guess(a, w, found, who.ARN), nil
	}
	if err != nil {
		return discovery{}, err
	}
	found.serial, err = c.choose(ctx, a, w, found.user, devices)
	return found, err
}

// userOf is the name of the IAM user that an identity is.
func userOf(name string, who aws.Identity) (string, error) {
	fields := strings.SplitN(who.ARN, ":", 6)
	resource := fields[len(fields)-1]
	switch {
	case resource == "root":
		return "", &fault{status: exitConfig,
			message: fmt.Sprintf("the keys of profile %q are those of the root user of account %s, which can assume no role", name, session.AccountOf(who.ARN)),
			hints:   []string{"make an IAM user, put its keys into the profile, and delete the root user's access key"}}
	case strings.HasPrefix(resource, "user/"):
		return session.NameOf(who.ARN), nil
	}
	return "", &fault{status: exitConfig,
		message: fmt.Sprintf("the keys of profile %q belong to %s, which is no IAM user", name, who.ARN),
		hints:   []string{"only IAM users have MFA devices"}}
}

// notAllowed reports whether AWS said that the caller has no right to the call.
func notAllowed(err error) bool {
	var refusal *aws.Refusal
	return errors.As(err, &refusal) && refusal.Kind == aws.KindNotAuthorized
}

// guess settles the device when the user may not list its devices: what was named,
// else what the profile has, else the name that IAM's console used to propose.
func (c *setupCommand) guess(a *app, w *target, found discovery, arn string) discovery {
	present, _ := w.set.Option(w.Chain.Profile, "mfa_serial")
	switch {
	case c.MFASerial != "":
		a.Notice("the user may not list its MFA devices (iam:ListMFADevices): the device is written as it was named")
		found.serial = c.MFASerial
	case present != "" && !a.isGuess(w):
		a.Notice("the user may not list its MFA devices (iam:ListMFADevices): mfa_serial stays as it is")
		found.serial = present
	default:
		fields := strings.SplitN(arn, ":", 6)
		found.serial = strings.Join(append(fields[:5:5], "mfa/"+found.user), ":")
		found.guessed = true
		a.Notice(fmt.Sprintf("the user may not list its MFA devices (iam:ListMFADevices): %s is a guess from its name", found.serial))
	}
	return found
}

// tellLeftovers names what else in the files still speaks of another device.
func (a *app) tellLeftovers(w *target, serial string) {
	set := w.set
	var others []string
	for _, name := range set.Names() {
		d := set.Describe(name)
		if own, there := set.Option(name, "mfa_serial"); there && own != serial && d.SourceProfile == w.Chain.Profile {
			others = append(others, fmt.Sprintf("%q", name))
		}
	}
	if len(others) > 0 {
		slices.Sort(others)
		a.Notice(fmt.Sprintf("%s: mfa_serial there names another device than %s; remove the option, awsenv finds the device at the source profile",
			strings.Join(others, ", "), serial))
	}
}

// mayAsk reports whether a code can be had now.
func (c *setupCommand) mayAsk(a *app, w *target) bool {
	switch {
	case c.Token != "":
		return true
	case c.NoPrompt:
		return false
	case len(w.config.MFA.Command) > 0:
		return true
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return false
	}
	_ = terminal.Close()
	return true
}

// prove opens the MFA session with a guessed device: the first code decides.
func (c *setupCommand) prove(a *app, w *target, serial string) error {
	wish := c.asked()
	wish.user, wish.mfaSerial = true, serial
	with, err := a.resolve(w.scope, w.Chain.Profile, wish)
	if err == nil {
		_, err = a.session(with)
	}
	if err != nil {
		return guessRefused(err, serial)
	}
	a.Notice("the guess is right: AWS accepted a code of the device, and the MFA session is started")
	return nil
}

// guessRefused adds to AWS's refusal of a device that it was a guess.
func guessRefused(err error, serial string) error {
	var refusal *aws.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != aws.KindBadDevice {
		return err
	}
	return &fault{status: exitStatus(err),
		message: err.Error(),
		hints: []string{fmt.Sprintf("%s was a guess from the user's name, and it is wrong: look the device's ARN up in the console (security credentials of the user)", serial),
			"awsenv setup --mfa-serial ARN writes it"}}
}

// shortPath is a path as messages show it.
func (w *target) shortPath(path string) string { return profile.Short(path, w.home) }
