package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/setup"
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
	if err := checkSerial(c.MFASerial); err != nil {
		return err
	}
	t, err := a.resolveUser(userCommand{name: "setup", nothing: "nothing to set up", doing: "setting up", opens: true}, c.Profile, c.asked())
	if err != nil {
		return err
	}
	client := a.client(t.Chain.Settings)
	defer client.Close()
	user, err := setup.Discover(a.context(), client, t.Chain.Profile, t.Chain.Source.Keys)
	if err != nil {
		return err
	}
	own := setup.Profile{Name: t.Chain.Profile, Files: a.awsFiles(t.scope)}
	serial, guessed, err := c.device(a, t, own, user)
	if err != nil {
		return err
	}
	if err := a.learnKeyAge(t, t.Chain.Source.Keys); err != nil {
		return err
	}
	if c.DryRun {
		return a.showPlan(own.Plan(user.Name, serial, guessed))
	}
	if guessed && c.mayAsk(a, t) {
		if err := c.prove(a, t, serial); err != nil {
			return err
		}
		guessed = false
	}
	if err := a.writePlan(own.Plan(user.Name, serial, guessed), guessed); err != nil {
		return err
	}
	a.tellLeftovers(t, serial)
	return c.offerImport(a, t)
}

// device settles the device to write: one that AWS names or, when the user may not list
// its devices, what was named, else what the profile has, else a guess.
func (c *setupCommand) device(a *app, t *target, own setup.Profile, user setup.User) (serial string, guessed bool, err error) {
	present, _ := t.set.Option(t.Chain.Profile, "mfa_serial")
	switch {
	case user.Listed:
		serial, err = c.choose(a, present, user)
		return serial, false, err
	case c.MFASerial != "":
		a.Notice("the user may not list its MFA devices (iam:ListMFADevices): the device is written as it was named")
		return c.MFASerial, false, nil
	case present != "" && !own.Guessed():
		a.Notice("the user may not list its MFA devices (iam:ListMFADevices): mfa_serial stays as it is")
		return present, false, nil
	}
	serial = user.LikelySerial()
	a.Notice(fmt.Sprintf("the user may not list its MFA devices (iam:ListMFADevices): %s is a guess from its name", serial))
	return serial, true, nil
}

// mayAsk reports whether a code can be had now.
func (c *setupCommand) mayAsk(a *app, t *target) bool {
	switch {
	case c.Token != "":
		return true
	case c.NoPrompt:
		return false
	case len(t.config.MFA.Command) > 0:
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
func (c *setupCommand) prove(a *app, t *target, serial string) error {
	wish := c.asked()
	wish.user, wish.mfaSerial = true, serial
	with, err := a.resolve(t.scope, t.Chain.Profile, wish)
	if err != nil {
		return err
	}
	if _, err := a.session(with); err != nil {
		return guessRefused(err, serial)
	}
	a.Notice("the guess is right: AWS accepted a code of the device, and the MFA session is started")
	return nil
}

// guessRefused adds to AWS's refusal of a device that it was a guess.
func guessRefused(err error, serial string) error {
	if !aws.Refused(err, aws.KindBadDevice) {
		return err
	}
	return &fault{status: exitStatus(err),
		message: err.Error(),
		hints: []string{fmt.Sprintf("%s was a guess from the user's name, and it is wrong: look the device's ARN up in the console (security credentials of the user)", serial),
			"awsenv setup --mfa-serial ARN writes it"}}
}

// showPlan prints what would change as a unified diff.
func (a *app) showPlan(plan setup.Plan) error {
	lines, err := plan.Diff()
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		a.Notice(plan.Nothing())
	}
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(printable.Line(line) + "\n")
	}
	_, err = io.WriteString(a.world.Stdout, text.String())
	return err
}

// writePlan makes the changes and says what was done.
func (a *app) writePlan(plan setup.Plan, guessed bool) error {
	done, stale, err := plan.Write(a.context())
	for _, text := range stale {
		a.Notice(text)
	}
	if err != nil {
		for _, text := range done {
			a.Notice(text + " is written")
		}
		return err
	}
	if guessed {
		a.Notice("mfa_serial is marked as a guess until awsenv login gets a session with it")
	}
	if len(done) == 0 {
		done = []string{plan.Nothing()}
	}
	return printLine(a.world.Stdout, strings.Join(done, "\n"))
}

// tellLeftovers names what else in the files still speaks of another device.
func (a *app) tellLeftovers(t *target, serial string) {
	var others []string
	for _, name := range t.set.Names() {
		own, there := t.set.Option(name, "mfa_serial")
		if there && own != serial && t.set.Describe(name).SourceProfile == t.Chain.Profile {
			others = append(others, fmt.Sprintf("%q", name))
		}
	}
	if len(others) > 0 {
		slices.Sort(others)
		a.Notice(fmt.Sprintf("%s: mfa_serial there names another device than %s; remove the option, awsenv finds the device at the source profile",
			strings.Join(others, ", "), serial))
	}
}
