package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/signin"
)

// sso signs in to IAM Identity Center.
func (c *loginCommand) sso(a *app, in *scope, chain profile.Chain) error {
	switch {
	case c.Write:
		return usage("--write is for MFA sessions; a sign-in to IAM Identity Center is in the AWS CLI's files anyway")
	case c.Duration.Given:
		return usage("--duration is for MFA sessions; how long a sign-in lasts is set in IAM Identity Center")
	case c.Token != "":
		return usage("--token is for MFA sessions; IAM Identity Center asks for codes in the browser")
	}
	client := a.client(chain.Settings)
	defer client.Close()
	s := a.ssoSignIn(in, client, chain.Source)
	switch {
	case c.Device:
		s.flow = signin.FlowDevice
	case c.Browser && s.session.Name == "":
		return usage("--browser is for an [sso-session]: AWS lets profiles with an sso_start_url of their own sign in by code alone")
	case c.Browser:
		s.flow = signin.FlowBrowser
	}
	token := client.SSOToken(s.session)
	text := "signed in to %s already: until %s (%s)%s; --refresh signs in anew"
	if c.Refresh || !token.Lasts(a.world.Now()) {
		if c.NoPrompt {
			return &fault{status: exit.Person, message: "signing in takes a person, and --no-prompt forbids asking", hints: []string{"leave --no-prompt out"}}
		}
		var err error
		if token, err = s.run(a.context(), token); err != nil {
			return err
		}
		text = "signed in to %s: until %s (%s)%s"
	}
	renewed := ""
	if token.Refreshable {
		renewed = ", renewed by itself"
	}
	return printLine(a.world.Stdout, fmt.Sprintf(text, s.session, token.Expires.Local().Format("2006-01-02 15:04 MST"),
		segment.Left(token.Expires.Sub(a.world.Now())), renewed))
}

// ssoSignIn is a sign-in to IAM Identity Center that may be about to happen.
type ssoSignIn struct {
	*app
	in      *scope
	client  *aws.Client
	session aws.SSOSession
	// profile may have a browser of its own.
	profile string
	flow    signin.Flow
}

func (a *app) ssoSignIn(in *scope, client *aws.Client, source profile.Source) ssoSignIn {
	return ssoSignIn{
		app: a, in: in, client: client, profile: source.Profile, flow: signin.Flow(in.config.SignIn.Flow),
		session: broker.SSOSession(source.SSO, a.folder(ssoDir(in.home))),
	}
}

// signInFor has a person sign in, for a load that needs it.
func (a *app) signInFor(ctx context.Context, in *scope, client *aws.Client, source profile.Source, needed *aws.SignInNeeded) error {
	if source.Kind == profile.SourceLogin {
		arn, err := consoleSignIn{app: a, in: in, profile: source.Profile, login: source.Login, client: client}.run(ctx, false)
		switch {
		case errors.Is(err, errUnwatched):
			return needed
		case err == nil && arn != source.Login:
			return &fault{status: exit.Person, message: fmt.Sprintf("profile %q is another identity from now on", source.Profile), hints: []string{"run it again"}}
		}
		return err
	}
	_, err := a.ssoSignIn(in, client, source).run(ctx, needed.Seen)
	if errors.Is(err, errUnwatched) {
		return needed
	}
	return err
}

// errUnwatched is for a sign-in that nobody would see.
var errUnwatched error = &fault{status: exit.Person, message: "there is no terminal to sign in on", hints: []string{"run it on a terminal"}}

// ssoDir is where the AWS CLI keeps tokens of IAM Identity Center.
func ssoDir(home string) string { return filepath.Join(home, ".aws", "sso", "cache") }

// run signs in, once for all processes that want it: who comes while another one asks
// waits, and uses the token. seen is the token that will not do.
func (s ssoSignIn) run(ctx context.Context, seen aws.SSOToken) (aws.SSOToken, error) {
	terminal, unwatched := s.openTerminal()
	if unwatched == nil {
		defer terminal.Close()
	}
	unlock, _, err := s.alone(ctx, s.in.home, s.session.TokenPath(), s.session.String())
	if err != nil {
		return aws.SSOToken{}, err
	}
	defer unlock()
	if token := s.client.SSOToken(s.session); token.Lasts(s.world.Now()) && token.Mark != seen.Mark {
		s.Trace("another awsenv signed in in the meantime")
		return token, nil
	}
	if unwatched != nil {
		return aws.SSOToken{}, errUnwatched
	}
	return signin.SSO{
		Client: s.client, Session: s.session, Person: terminal, Tell: s.app,
		Flow: s.flow, Place: s.place(s.in.config.BrowserFor(s.profile, s.session.Name)), Port: s.in.config.SignIn.RedirectPort,
		Open: func(_ context.Context, address string) error {
			return s.openPage(s.in, browser.Page{URL: address, Profile: s.profile, Session: s.session.Name})
		},
	}.SignIn(ctx)
}

// alone makes sure that one process alone has a person sign in, and says whether another
// one was waited for.
func (a *app) alone(ctx context.Context, home, path, to string) (unlock func(), waited bool, err error) {
	store := a.store(home)
	store.Holder = fmt.Sprintf("pid %d, to %s", os.Getpid(), to)
	unlock, free, err := store.TryLock("sign-in " + path)
	switch {
	case err != nil:
		a.Trace("no lock against a second sign-in: " + err.Error())
		return func() {}, false, nil
	case free:
		return unlock, false, nil
	}
	unlock, err = store.Lock(ctx, "sign-in "+path, a, "signing in")
	return unlock, true, err
}

// place is where the person sits.
func (a *app) place(command browser.Command) signin.Place {
	has := func(name string) bool {
		value, _ := a.world.Env(name)
		return value != ""
	}
	there := func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	}
	shown := runtime.GOOS == "darwin" || runtime.GOOS == "windows" || has("DISPLAY") || has("WAYLAND_DISPLAY") || has("WSL_DISTRO_NAME") || has("WSL_INTEROP")
	return signin.Place{
		Remote: overSSH(a.world.Env),
		Hidden: !shown || there("/.dockerenv") || there("/run/.containerenv"),
		Named:  len(command) > 0 || has("BROWSER"),
	}
}
