package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/signin"
)

// consoleSignIn is a sign-in as `aws login` makes it, that may be about to happen.
type consoleSignIn struct {
	*app
	in       *scope
	profile  string
	settings profile.Settings
	// login is the profile's login_session, empty for none yet.
	login  string
	remote bool
	client *aws.Client
	// region is written to the profile, too, when it is not empty.
	region string
}

// consoleNew signs in for a profile that has no credentials yet.
func (c *loginCommand) consoleNew(a *app, in *scope) error {
	for _, option := range [...]string{"aws_access_key_id", "role_arn", "sso_session", "sso_start_url", "credential_process", "web_identity_token_file", "credential_source"} {
		if _, has := in.set.Option(c.Profile, option); has {
			return &fault{status: exit.Config, message: fmt.Sprintf("profile %q gets its credentials by %s, and a login_session beside it would not be used", c.Profile, option),
				hints: []string{"name another profile, which may be a new one: awsenv login --console NAME"}}
		}
	}
	settings, err := in.set.LoginSettings(c.Profile, in.options(a, c.Region))
	if err != nil {
		return err
	}
	login, _ := in.set.Option(c.Profile, "login_session")
	return c.console(a, in, consoleSignIn{app: a, in: in, profile: c.Profile, login: login, settings: settings, remote: c.Remote, region: c.Region})
}

// console signs in as `aws login` does.
func (c *loginCommand) console(a *app, in *scope, s consoleSignIn) error {
	switch {
	case c.Write, c.Duration.Given, c.Token != "":
		return usage("--write, --duration and --token are for MFA sessions; this is a sign-in to the AWS console")
	case c.Device, c.Browser:
		return usage("--device and --browser are for IAM Identity Center; the AWS console has --remote")
	}
	s.client = a.client(s.settings)
	defer s.client.Close()
	if until, lasts := s.client.LoginLasts(s.request()); lasts && !c.Refresh {
		return printLine(a.world.Stdout, fmt.Sprintf("signed in as %s already: keys until %s, renewed by themselves; --refresh signs in anew",
			printable.Line(s.login), until.Local().Format("15:04 MST")))
	}
	if c.NoPrompt {
		return &fault{status: exit.Person, message: "signing in takes a person, and --no-prompt forbids asking", hints: []string{"leave --no-prompt out"}}
	}
	arn, err := s.run(a.context(), c.Refresh)
	if err != nil {
		return err
	}
	return printLine(a.world.Stdout, fmt.Sprintf("signed in as %s, for profile %s; the keys are renewed by themselves, for 12 hours at most", printable.Line(arn), s.profile))
}

func (s consoleSignIn) request() aws.LoginRequest {
	return aws.LoginRequest{Profile: s.profile, Session: s.login, CacheDir: s.folder(profile.LoginDir(s.in.env, s.in.home))}
}

// run signs in, once for all processes that want it, and gives the ARN of who did.
func (s consoleSignIn) run(ctx context.Context, anew bool) (arn string, err error) {
	terminal, unwatched := s.openTerminal()
	if unwatched == nil {
		defer terminal.Close()
	}
	unlock, waited, err := s.alone(ctx, s.in.home, s.request().Path(), "the AWS console")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, lasts := s.client.LoginLasts(s.request()); lasts && (waited || !anew) {
		s.Trace("another awsenv signed in in the meantime")
		return s.login, nil
	}
	if unwatched != nil {
		return "", errUnwatched
	}
	made, err := signin.Console{
		Client: s.client, Profile: s.profile, Person: terminal, Tell: s.app, Remote: s.remote, Flow: signin.Flow(s.in.config.SignIn.Flow), Port: s.in.config.SignIn.RedirectPort,
		Open: func(_ context.Context, address string) error {
			return s.openPage(s.in, browser.Page{URL: address, Profile: s.profile})
		},
	}.SignIn(ctx)
	if err != nil {
		return "", err
	}
	if s.login != "" && made.ARN != s.login {
		yes, err := terminal.Confirm(ctx, fmt.Sprintf("Profile %s was %s so far. Let it be %s from now on?", s.profile, s.login, made.ARN))
		if err != nil {
			return "", err
		}
		if !yes {
			return "", &fault{status: exit.Person, message: fmt.Sprintf("you signed in as %s, and profile %q stays with %s", printable.Line(made.ARN), s.profile, printable.Line(s.login))}
		}
	}
	if err := s.client.KeepConsole(ctx, made, s.folder(profile.LoginDir(s.in.env, s.in.home))); err != nil {
		return "", err
	}
	if made.ARN != s.login {
		return made.ARN, s.write(ctx, made.ARN)
	}
	return made.ARN, nil
}

// write puts who signed in into the profile.
func (s consoleSignIn) write(ctx context.Context, arn string) error {
	_, err := s.awsFiles(s.in).Edit(ctx, edit.Config, func(edit.Text) ([]edit.Change, error) {
		changes := []edit.Change{edit.Set(s.profile, "login_session", arn)}
		if s.region != "" {
			changes = append(changes, edit.Set(s.profile, "region", s.region))
		}
		return changes, nil
	})
	var refused *edit.Error
	if errors.As(err, &refused) {
		return fmt.Errorf("signed in, but login_session was not written to profile %q: %w", s.profile, err)
	}
	return err
}
