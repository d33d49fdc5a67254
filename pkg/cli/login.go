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
	Token    string   `short:"t" placeholder:"CODE" help:"The MFA code; - reads it from standard input."`
	Region   string   `placeholder:"REGION" help:"Region to call."`
	Refresh  bool     `help:"Get a new MFA session even when there is one."`
	Write    bool     `help:"Put the MFA session into the credentials file, too, as profile PROFILE-sts."`
	Force    bool     `help:"With --write, overwrite a section of that name that awsenv did not write."`
	NoPrompt bool     `help:"Never ask; exit with status 4 where a code is needed."`
	Verbose  bool     `short:"v" help:"Say on standard error what is being done."`
	Quiet    bool     `short:"q" help:"Say only what went wrong."`
}

// Run implements the command.
func (c *loginCommand) Run(a *app) error {
	a.quiet, a.verbose = c.Quiet, c.Verbose
	if c.Force && !c.Write {
		return usage("--force goes with --write")
	}
	flags := &sessionFlags{Format: formatEnv, Token: c.Token, Region: c.Region, Refresh: c.Refresh, NoPrompt: c.NoPrompt}
	w, err := a.iamUser(userCommand{name: "login", nothing: "no MFA session to start"}, c.Profile, flags)
	if err != nil {
		return err
	}
	if err := w.mfaSession(c.Duration); err != nil {
		return err
	}
	if c.Write {
		if err := a.checkWrite(w, c.Force); err != nil {
			return err
		}
	}
	s, kept, err := a.loginSession(w)
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

// mfaSession asks for the user's MFA session, of the duration that was typed.
func (w *want) mfaSession(asked lifetime) error {
	if w.Chain.Source.MFASerial == "" {
		return &fault{status: exitConfig,
			message: fmt.Sprintf("profile %q names no mfa_serial", w.Chain.Profile),
			hints:   []string{"awsenv setup " + w.Chain.Profile + " finds the user's MFA device and writes it there"}}
	}
	if asked.Max {
		asked = lifetime{Given: true, Time: longestUserSession}
	}
	if asked.Given {
		if err := checkUserDuration(asked.Time); err != nil {
			return err
		}
		w.UserLife, w.AtLeast = asked.Time, asked.Time
	}
	return nil
}

// loginSession gets the MFA session and tells whether it was there already.
func (a *app) loginSession(w *want) (s session.Session, kept bool, err error) {
	if s, kept = a.broker(w).Cached(w.Request); kept {
		return s, true, nil
	}
	s, err = a.session(w)
	return s, false, err
}

func loginLine(s session.Session, kept bool, now time.Time) string {
	text := "MFA session of %s started: until %s (%s)"
	if kept {
		text = "MFA session of %s is there already: until %s (%s); --refresh starts a new one"
	}
	return fmt.Sprintf(text, s.Profile, s.Expires.Local().Format("2006-01-02 15:04 MST"), segment.Left(s.Left(now)))
}
