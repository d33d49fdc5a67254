package cli

import (
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/setup"
)

// loginCommand is `awsenv login [PROFILE]`.
type loginCommand struct {
	Profile    string   `arg:"" optional:"" help:"The profile to sign in for, or a role's that it is the source of; without one, what is loaded, AWS_PROFILE, default, or the only one there is."`
	SSOSession string   `name:"sso-session" placeholder:"NAME" help:"Sign in to this [sso-session], without a profile."`
	Device     bool     `xor:"flow" help:"IAM Identity Center: sign in with a code that any browser takes."`
	Browser    bool     `xor:"flow" help:"IAM Identity Center: sign in with a browser on this machine."`
	Console    bool     `help:"Sign in to the AWS console, as aws login does, and write login_session to the profile, which may be a new one."`
	Remote     bool     `help:"AWS console: with a browser on another machine, which shows a code."`
	Duration   lifetime `short:"d" placeholder:"TIME" help:"How long an MFA session should last, 15m to 36h."`
	Refresh    bool     `help:"Sign in even when one is signed in."`
	Write      bool     `help:"Put an MFA session into the credentials file, too, as profile PROFILE-sts."`
	Force      bool     `help:"With --write, overwrite a section of that name that awsenv did not write."`
	callFlags
}

// Run implements the command.
func (c *loginCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	switch {
	case c.Force && !c.Write:
		return usage("--force goes with --write")
	case c.Console && c.Profile == "":
		return usage("--console takes the profile that is to sign in so", "awsenv login --console PROFILE")
	case c.SSOSession != "" && c.Profile != "":
		return usage("--sso-session is a sign-in without a profile", "leave one of the two out")
	}
	in, err := a.readScope()
	if err != nil {
		return err
	}
	if c.Console {
		return c.consoleNew(a, in)
	}
	to, err := a.loginTarget(in, loginTarget{c.Profile, c.SSOSession}, signingIn(), c.NoPrompt)
	if err != nil {
		return err
	}
	chain, err := to.chain(a, in, c.Region)
	if err != nil {
		return err
	}
	if chain.Source.Kind == profile.SourceLogin {
		return c.console(a, in, consoleSignIn{app: a, in: in, profile: chain.Source.Profile, login: chain.Source.Login, settings: chain.Settings, remote: c.Remote})
	}
	if c.Remote {
		return usage(fmt.Sprintf("--remote is for the AWS console, and %s is not of it", to), "awsenv login --console PROFILE --remote")
	}
	if chain.Source.Kind == profile.SourceSSO {
		return c.sso(a, in, chain)
	}
	return c.mfa(a, in, to.profile)
}

// mfa opens the MFA session of an IAM user.
func (c *loginCommand) mfa(a *app, in *scope, name string) error {
	if c.Device || c.Browser {
		return usage(fmt.Sprintf("--device and --browser are for IAM Identity Center, and profile %q is not of it", name))
	}
	if in.config.Roles == config.RolesInMemory && !c.Write {
		return &fault{status: exit.Config, message: `[cache] roles = "memory" keeps no MFA session, so that there is nothing to sign in to beforehand`,
			hints: []string{"each load asks for its own code; awsenv login --write puts a session into the credentials file"}}
	}
	wish := c.asked()
	wish.duration, wish.refresh = c.Duration, c.Refresh
	t, err := a.resolveUserIn(in, userCommand{name: "login", nothing: "nothing to sign in to"}, name, wish)
	if err != nil {
		return err
	}
	if t.Chain.Source.MFASerial == "" {
		return &fault{status: exit.Config,
			message: fmt.Sprintf("profile %q names no mfa_serial", t.Chain.Profile),
			hints:   []string{"awsenv setup " + printable.Argument(t.Chain.Profile) + " finds the user's MFA device and writes it there"}}
	}
	files := a.awsFiles(t.scope)
	section := loginSection{files: files, name: t.Chain.Profile + stsSuffix, force: c.Force}
	if c.Write {
		if err := section.check(); err != nil {
			return err
		}
	}
	s, kept, err := a.loginSession(t, setup.Profile{Name: t.Chain.Profile, Files: files})
	if err != nil {
		return err
	}
	if !kept {
		if err := a.learnKeyAge(t, s.Keys); err != nil {
			return err
		}
	}
	a.remindOfKeyAge(t)
	said := loginLine(s, kept, a.world.Now())
	if c.Write {
		written, err := section.write(a, s)
		if err != nil {
			return err
		}
		said += "\n" + written
	}
	return printLine(a.world.Stdout, said)
}

// loginSession gets the MFA session, and takes the mark off a device that was a guess
// and that AWS has accepted.
func (a *app) loginSession(t *target, own setup.Profile) (s session.Session, kept bool, err error) {
	s, kept, err = a.sessionOrKept(t)
	if !own.Guessed() {
		return s, kept, err
	}
	if err != nil {
		return s, kept, guessRefused(err, t.Chain.Source.MFASerial)
	}
	if err := own.Settle(a.context()); err != nil {
		a.Warn("mfa_serial was a guess, and is right; the comment that says so could not be removed: " + err.Error())
	} else {
		a.Notice("mfa_serial was a guess, and is right: the comment that said so is removed")
	}
	return s, kept, nil
}

func loginLine(s session.Session, kept bool, now time.Time) string {
	text := "MFA session of %s started: until %s (%s)"
	if kept {
		text = "MFA session of %s is there already: until %s (%s); --refresh starts a new one"
	}
	return fmt.Sprintf(text, s.Profile, s.Expires.Local().Format("2006-01-02 15:04 MST"), segment.Left(s.Left(now)))
}
