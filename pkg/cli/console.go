package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/console"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/session"
)

// consoleCommand is `awsenv console [PROFILE]`.
type consoleCommand struct {
	Profile     string   `arg:"" optional:"" help:"The profile to sign in with; without one, what this shell holds."`
	Service     string   `placeholder:"SERVICE" help:"Open the page of this service: ec2, s3, logs, …"`
	Destination string   `placeholder:"URL" help:"Open this page of the console."`
	Duration    lifetime `short:"d" placeholder:"TIME" help:"How long the console should last, up to 12h; where AWS takes no time, it ends with the session."`
	Policy      string   `placeholder:"POLICY" help:"For an IAM user: the ARN of a policy, or a file with one, that limits what can be done."`
	Refresh     bool     `help:"Get a new session even when the cached one would do."`
	LogoutFirst bool     `help:"Sign the browser out of the console that it is in before."`
	Print       bool     `help:"Print the address instead of opening it. It signs in whoever opens it, for 15 minutes."`
	callFlags
}

// Run implements the command.
func (c *consoleCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	if err := c.check(); err != nil {
		return err
	}
	in, err := a.readScope()
	if err != nil {
		return err
	}
	v, err := c.visitor(a, in)
	if err != nil {
		return err
	}
	client := a.client(v.settings)
	defer client.Close()
	if !v.session.Keys.Temporary() {
		if err := c.federate(a, client, v); err != nil {
			return err
		}
	} else if c.Policy != "" {
		return usage("--policy is for an IAM user's own keys, and these are a session's")
	}
	address, err := c.address(a, client, v)
	if err != nil {
		return err
	}
	if c.Print {
		a.Warn(fmt.Sprintf("whoever opens this address within %s is signed in as %s", session.Short(console.TokenLife), v.who()))
		_, err := io.WriteString(a.world.Stdout, address+"\n")
		return err
	}
	ssoSession, _ := in.set.Option(v.session.Profile, "sso_session")
	if err := a.openPage(in, browser.Page{URL: address, Profile: v.session.Profile, Session: ssoSession}); err != nil {
		return &unfinished{err, append(hintsOf(err), "awsenv console --print prints the address, to be opened elsewhere")}
	}
	a.Notice(fmt.Sprintf("the console opens in the browser: %s%s", v.who(), v.left(a.world.Now())))
	return nil
}

// address trades the session for a token, and makes the address of it.
func (c *consoleCommand) address(a *app, client *aws.Client, v *visitor) (string, error) {
	asked := v.duration(c.Duration)
	signin, err := client.SigninToken(a.context(), v.session.Keys, aws.SigninRequest{Profile: v.session.Profile, Endpoint: v.signIn, Duration: asked})
	if err != nil {
		return "", v.explained(a, client, err)
	}
	switch {
	case asked > 0 && !signin.Shortened:
		v.lasts = asked
	case c.Duration.Given && !v.federated:
		a.Notice("AWS takes no time for a session that was got with another session's keys: the console ends with it")
		if signin.Shortened && c.Profile != "" {
			a.Notice("with --refresh the session is got with the user's own keys, and can be longer")
		}
	}
	address, err := console.Login(v.signIn, signin.Token, v.page)
	if err == nil && c.LogoutFirst {
		address, err = console.Logout(v.signIn, address)
	}
	if err != nil {
		return "", usage(err.Error())
	}
	return address, nil
}

// openPage opens a page in the browser of its profile and sso-session.
func (a *app) openPage(in *scope, page browser.Page) error {
	opener := browser.Opener{
		Command: in.config.BrowserFor(page.Profile, page.Session),
		Env:     a.world.Env, Environ: environ.WithoutCredentials(a.world.Environ()), System: runtime.GOOS,
	}
	page.Color = in.config.Profile(page.Profile).Color
	return opener.Open(a.context(), page)
}

// who is the session in words: its profile, role, account and region.
func (v *visitor) who() string {
	who := cmp.Or(v.session.Profile, "the environment's keys")
	if name := awsterms.Name(v.session.RoleARN); name != "" {
		who += ", role " + name
	}
	if account := v.session.Account; account != "" {
		who += " in " + account
	}
	return who
}

// left is how long the console lasts, as the end of a sentence, empty when that is not
// known.
func (v *visitor) left(now time.Time) string {
	lasts := v.lasts
	if lasts == 0 && v.session.Expires.IsZero() {
		return ""
	}
	if lasts == 0 {
		lasts = v.session.LocalExpires().Sub(now)
	}
	return ", for " + segment.Left(lasts)
}

// explained says of a refusal, for which AWS gives no reason, what can be found out.
func (v *visitor) explained(a *app, client *aws.Client, err error) error {
	var refused *aws.SigninRefused
	if !errors.As(err, &refused) {
		return err
	}
	who, unknown := client.CallerIdentity(a.context(), v.session.Profile, v.session.Keys)
	if unknown != nil {
		return unknown // that the session has ended, for instance
	}
	if _, notUser := who.User(v.session.Profile); notUser == nil {
		return v.isUser(exit.Refused)
	}
	return &unfinished{err, []string{
		"the keys are good, and belong to " + who.ARN,
		"AWS takes the session of a role or of a federated user, at the sign-in of its own partition: " + v.signIn}}
}
