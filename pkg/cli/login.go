package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/profile"
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
	in, err := a.readScope()
	if err != nil {
		return err
	}
	name := c.Profile
	if name == "" {
		if name, err = onlyUser(in.files.set, "login"); err != nil {
			return err
		}
	}
	w, err := a.resolve(in, name, flags)
	if err != nil {
		return err
	}
	if err := w.toUser(c.Duration); err != nil {
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
		a.learnKeyAge(context.Background(), w, s.Keys)
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

// toUser turns what is wanted into the MFA session of the source's IAM user.
func (w *want) toUser(asked lifetime) error {
	user, ok := w.User()
	if !ok {
		return &fault{status: exitConfig,
			message: fmt.Sprintf("profile %q does not end at an IAM user's keys, so that there is no MFA session to start", w.Chain.Profile),
			hints:   []string{"awsenv login takes the profile of an IAM user, or of a role with such a source_profile"}}
	}
	if user.Chain.Source.MFASerial == "" {
		return &fault{status: exitConfig,
			message: fmt.Sprintf("profile %q names no mfa_serial", user.Chain.Profile),
			hints:   []string{"awsenv setup " + user.Chain.Profile + " finds the user's MFA device and writes it there"}}
	}
	w.Request = user
	w.UserLife = 0
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

// onlyUser is the profile that a command for IAM users means without a name: default
// when it has keys, else the only profile with keys. Temporary keys, such as those
// that login --write leaves, are no user's.
func onlyUser(set *profile.Set, command string) (string, error) {
	var users []string
	for _, name := range set.Names() {
		if token, _ := set.Option(name, "aws_session_token"); token != "" {
			continue
		}
		if s := set.Describe(name); s.Kind == profile.SourceKeys && s.RoleARN == "" {
			if name == "default" {
				return name, nil
			}
			users = append(users, name)
		}
	}
	if len(users) == 1 {
		return users[0], nil
	}
	return "", usage(fmt.Sprintf("there are %d profiles with an IAM user's keys, and none is called default", len(users)),
		"awsenv "+command+" PROFILE")
}
