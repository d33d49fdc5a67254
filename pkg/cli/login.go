package cli

import (
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/session"
)

// loginCommand is `awsenv login [PROFILE]`.
type loginCommand struct {
	Profile  string   `arg:"" optional:"" help:"The IAM user's profile, or a role's that it is the source of (default: default, else the only IAM user there is)."`
	Duration lifetime `short:"d" placeholder:"TIME" help:"How long the MFA session should last, 15m to 36h."`
	Refresh  bool     `help:"Get a new MFA session even when there is one."`
	Write    bool     `help:"Put the MFA session into the credentials file, too, as profile PROFILE-sts."`
	Force    bool     `help:"With --write, overwrite a section of that name that awsenv did not write."`
	callFlags
}

// Run implements the command.
func (c *loginCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	if c.Force && !c.Write {
		return usage("--force goes with --write")
	}
	wish := c.asked()
	wish.duration, wish.refresh = c.Duration, c.Refresh
	w, err := a.resolveUser(userCommand{name: "login", nothing: "no MFA session to start"}, c.Profile, wish)
	if err != nil {
		return err
	}
	if w.Chain.Source.MFASerial == "" {
		return &fault{status: exitConfig,
			message: fmt.Sprintf("profile %q names no mfa_serial", w.Chain.Profile),
			hints:   []string{"awsenv setup " + w.Chain.Profile + " finds the user's MFA device and writes it there"}}
	}
	if c.Write {
		if err := a.checkWrite(w, c.Force); err != nil {
			return err
		}
	}
	s, kept, err := a.sessionOrKept(w)
	if err != nil {
		if a.isGuess(w) {
			err = guessRefused(err, w.Chain.Source.MFASerial)
		}
		return err
	}
	a.settleGuess(w)
	if !kept {
		a.learnKeyAge(a.context(), w, s.Keys)
	}
	a.remindOfKeyAge(w)
	said := loginLine(s, kept, a.world.Now())
	if c.Write {
		written, err := a.writeLogin(w, s, c.Force)
		if err != nil {
			return err
		}
		said += "\n" + written
	}
	return printLine(a.world.Stdout, said)
}

func loginLine(s session.Session, kept bool, now time.Time) string {
	text := "MFA session of %s started: until %s (%s)"
	if kept {
		text = "MFA session of %s is there already: until %s (%s); --refresh starts a new one"
	}
	return fmt.Sprintf(text, s.Profile, s.Expires.Local().Format("2006-01-02 15:04 MST"), segment.Left(s.Left(now)))
}
