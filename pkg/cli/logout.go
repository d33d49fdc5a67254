package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
)

// logoutCommand is `awsenv logout`.
type logoutCommand struct {
	Profile    string `arg:"" optional:"" help:"The profile whose sign-in ends; without one, as for login."`
	SSOSession string `name:"sso-session" placeholder:"NAME" help:"End the sign-in to this [sso-session]."`
	All        bool   `help:"End every sign-in that this computer has."`
	voiceFlags
}

// Run implements the command.
func (c *logoutCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	named := loginTarget{c.Profile, c.SSOSession}
	switch {
	case c.All && named != loginTarget{}:
		return usage("--all ends every sign-in, and takes neither a profile nor an sso-session")
	case c.Profile != "" && c.SSOSession != "":
		return usage("--sso-session is a sign-in without a profile", "leave one of the two out")
	}
	in, err := a.readScope()
	if err != nil {
		return err
	}
	if c.All {
		return a.logoutAll(in)
	}
	to, err := a.loginTarget(in, named, signingOut(), false)
	if err != nil {
		return err
	}
	chain, err := to.chain(a, in, "")
	if err != nil {
		return err
	}
	switch chain.Source.Kind {
	case profile.SourceSSO:
		return a.logoutSSO(in, chain)
	case profile.SourceLogin:
		path := aws.LoginRequest{Session: chain.Source.Login, CacheDir: a.folder(profile.LoginDir(in.env, in.home))}.Path()
		return a.logoutLogin(path, fmt.Sprintf("profile %q", to.profile))
	}
	return &fault{status: exit.Config, message: fmt.Sprintf("profile %q has no sign-in that could be ended", to.profile),
		hints: []string{"awsenv forget " + printable.Argument(to.profile) + " deletes its cached session"}}
}

// logoutSSO ends the sign-in to one session, and deletes what was got with it.
func (a *app) logoutSSO(in *scope, chain profile.Chain) error {
	client := a.client(chain.Settings)
	defer client.Close()
	session := a.ssoSignIn(in, client, chain.Source).session
	signedIn, err := client.SSOLogout(a.context(), session.TokenPath())
	if forget := a.forgetSSO(in, chain.Source.SSO); err == nil {
		err = forget
	}
	switch {
	case err != nil:
		return err
	case !signedIn:
		a.Notice("not signed in to " + session.String())
		return nil
	}
	return printLine(a.world.Stdout, "signed out of "+session.String())
}

// forgetSSO deletes the role sessions of a session's profiles.
func (a *app) forgetSSO(in *scope, of profile.SSO) (first error) {
	for _, name := range in.set.Names() {
		if in.set.Describe(name).Kind != profile.SourceSSO {
			continue
		}
		t, err := a.resolve(in, name, asked{})
		if err != nil || t.Chain.Source.SSO.Session != of.Session || t.Chain.Source.SSO.StartURL != of.StartURL {
			continue
		}
		if _, err := a.forgetter(t).Forget(t.Request, nil); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// logoutLogin ends an aws login: the service has no call for it.
func (a *app) logoutLogin(path, of string) error {
	err := os.Remove(path)
	switch {
	case path == "", errors.Is(err, os.ErrNotExist):
		a.Notice("not signed in with " + of)
		return nil
	case err != nil:
		return fmt.Errorf("sign out: %w", err)
	}
	return printLine(a.world.Stdout, "signed out of "+of)
}

// logoutAll ends every sign-in, and deletes the role sessions that came from any.
func (a *app) logoutAll(in *scope) error {
	settings, err := in.set.SSOSettings(in.options(a, ""))
	if err != nil {
		return err
	}
	client := a.client(settings)
	defer client.Close()
	ended, err := logoutFiles(a.context(), client, a.folder(ssoDir(in.home)))
	for _, path := range jsonFiles(a.folder(profile.LoginDir(in.env, in.home))) {
		switch removed := os.Remove(path); {
		case removed == nil:
			ended++
		case err == nil:
			err = fmt.Errorf("sign out: %w", removed)
		}
	}
	roles := a.everyCache(in)
	for _, kept := range roles.Sessions() {
		if kept.Entry.ProviderType != "sso" {
			continue
		}
		if removed := roles.Remove(kept.Name); removed != nil && err == nil {
			err = removed
		}
	}
	switch {
	case err != nil:
		return err
	case ended == 0:
		a.Notice("nobody is signed in")
		return nil
	case ended == 1:
		return printLine(a.world.Stdout, "signed out of the one sign-in there was")
	}
	return printLine(a.world.Stdout, fmt.Sprintf("signed out of %d sign-ins", ended))
}

// logoutFiles ends the sign-ins of a folder of tokens, all of them whatever becomes of
// one, and gives the first error.
func logoutFiles(ctx context.Context, client *aws.Client, dir string) (ended int, first error) {
	for _, path := range jsonFiles(dir) {
		signedIn, err := client.SSOLogout(ctx, path)
		if signedIn {
			ended++
		}
		if err != nil && first == nil {
			first = err
		}
	}
	return ended, first
}

// jsonFiles are the files of the AWS CLI in one of its folders.
func jsonFiles(dir string) []string {
	if dir == "" {
		return nil
	}
	entries, _ := os.ReadDir(dir)
	var files []string
	for _, entry := range entries {
		if entry.Type().IsRegular() && filepath.Ext(entry.Name()) == ".json" {
			files = append(files, filepath.Join(dir, entry.Name()))
		}
	}
	return files
}
