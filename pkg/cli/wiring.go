package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/mfa"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/tty"
)

// broker connects the broker with the real world. Nothing is opened yet: what a
// cached session does not need is made when it is first used.
func (a *app) broker(t *target) *broker.Broker {
	b := a.looker(t)
	b.Store.Holder = fmt.Sprintf("pid %d, for profile %s", os.Getpid(), t.Chain.Profile)
	return b
}

// looker is a broker for who looks for what is cached, and takes no lock.
func (a *app) looker(t *target) *broker.Broker {
	home := t.home
	ssoFolder, loginDir := ssoDir(home), profile.LoginDir(t.env, home)
	switch t.Chain.Source.Kind {
	case profile.SourceSSO:
		ssoFolder = a.folder(ssoFolder)
	case profile.SourceLogin:
		loginDir = a.folder(loginDir)
	}
	var client *aws.Client
	made := func() *aws.Client {
		if client == nil {
			client = a.client(t.Chain.Settings)
		}
		return client
	}
	return &broker.Broker{
		Client: made,
		SignIn: func(ctx context.Context, source profile.Source, needed *aws.SignInNeeded) error {
			return a.signInFor(ctx, t.scope, made(), source, needed)
		},
		Stored:   lateStored{a, t.scope},
		Roles:    a.roleCache(t.scope),
		Store:    a.sessionStore(t.scope),
		SSODir:   ssoFolder,
		LoginDir: loginDir,
		Stdin:    a.world.Stdin,
		Environ:  a.environBeforeLoad,
		Tell:     a,
		Now:      a.world.Now,
	}
}

// store is awsenv's own folder.
func (a *app) store(home string) cache.Store {
	return cache.Store{
		Dir: a.folder(cache.StoreDir(a.world.Env, home, runtime.GOOS)), Doubt: a.doubt, Patience: a.patience,
	}
}

// roles is the AWS CLI's cache.
func (a *app) roles(home string) cache.CLI {
	if a.listed != nil {
		return *a.listed
	}
	return cache.CLI{Dir: a.folder(cache.CLIDir(home)), Sleep: time.Sleep, Doubt: a.doubt}
}

// patience is how long another awsenv is waited for: without end where a person sees
// it, and can end it.
func (a *app) patience() time.Duration {
	terminal, err := a.openTerminal()
	if err != nil {
		return a.world.Patience
	}
	_ = terminal.Close()
	return 0
}

// awsFiles are the person's AWS files, to be edited.
func (a *app) awsFiles(in *scope) edit.Files {
	return edit.NewFiles(in.set, in.env, in.home, a.store(in.home), a)
}

// client makes the calls with the named profile's settings.
func (a *app) client(s profile.Settings) *aws.Client { return a.clientWithin(0, s) }

// clientWithin is client with another time limit for a call than the usual one.
func (a *app) clientWithin(limit time.Duration, s profile.Settings) *aws.Client {
	return aws.New(aws.Config{
		Timeout: limit,
		Region:  s.Region, FIPS: s.FIPS, DualStack: s.DualStack, MetadataV1: s.MetadataV1,
		STSEndpoint: s.Endpoints.STS, IAMEndpoint: s.Endpoints.IAM, SSOEndpoint: s.Endpoints.SSO,
		OIDCEndpoint: s.Endpoints.OIDC, SigninEndpoint: s.Endpoints.Signin,
		CABundle: s.CABundle,
		Env:      a.world.Env, ReadFile: a.world.ReadFile, WriteFile: writeToken, RemoveFile: os.Remove, Lock: a.lockToken, Now: a.world.Now,
		Version: version(),
		Plain:   &a.plainHTTP,
		Tell:    a,
	})
}

// mfaCommand stands for the configured command among those that run programs.
const mfaCommand = "[mfa] command"

// codes decides where MFA codes come from: --token, the configured command, the
// terminal. The terminal stays open from one question to the next, so that what
// is typed meanwhile is neither shown nor lost; done closes it.
func (a *app) codes(t *target, store cache.Store) (codes *mfa.Codes, done func()) {
	o := mfa.Options{Used: usedCodes{store}, Now: a.world.Now, Tell: a}
	switch token := t.wish.token; {
	case token == "-":
		o.Given = mfa.Input{Reader: a.world.Stdin}
	case token != "":
		o.Given = mfa.Given(token)
	}
	if command := t.config.MFA.Command; len(command) > 0 {
		o.Command = mfa.Command{Argv: command, Env: broker.WithCaller(environ.WithoutCredentials(a.world.Environ()), mfaCommand), Tell: a}
	}
	done = func() {}
	if o.Command != nil && broker.CalledBy(a.world.Environ(), mfaCommand) {
		o.Command, o.Unasked = nil, "and the command of [mfa] cannot call itself for one"
	} else if t.NoPrompt {
		o.Unasked = cmp.Or(a.unasked, "and --no-prompt forbids asking")
	} else if terminal, err := a.openTerminal(); err != nil {
		o.Unasked = "and there is no terminal to ask on"
	} else {
		o.Asker = terminal
		o.Wait = func(ctx context.Context, until time.Time, text string) error {
			return terminal.Countdown(ctx, a.world.Now, until, text)
		}
		done = func() { _ = terminal.Close() }
	}
	return mfa.New(o), done
}

// openTerminal opens the controlling terminal; without one the error says so
// and carries status 4.
func (a *app) openTerminal() (*tty.Terminal, error) {
	kind, _ := a.world.Env("TERM")
	terminal, err := tty.Open(kind)
	if err == nil {
		terminal.Paint = tty.NewPaint(a.world.Env, true)
	}
	return terminal, err
}

// usedCodes keeps used codes in awsenv's own folder. That a code could not be
// remembered costs a refusal at most.
type usedCodes struct{ store cache.Store }

// Used implements mfa.Used.
func (u usedCodes) Used(serial, code string, now time.Time) bool {
	return u.store.UsedCode(serial, code, mfa.Window(now))
}

// Mark implements mfa.Used.
func (u usedCodes) Mark(serial, code string, now time.Time) {
	_ = u.store.PutUsedCode(serial, code, mfa.Window(now))
}

// writeToken replaces a token file.
func writeToken(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return atomicfile.Write(path, text, 0o600)
}

// lockToken makes sure that one awsenv alone replaces a token file. Without awsenv's own
// folder there is no lock, at the price of a refresh that may be refused.
func (a *app) lockToken(ctx context.Context, path string) (unlock func(), err error) {
	unlock, err = a.store(a.world.home()).Lock(ctx, "token "+path, a, "refreshing the same token")
	if err != nil && ctx.Err() == nil {
		a.Trace("no lock against a second refresh: " + err.Error())
		return func() {}, nil
	}
	return unlock, err
}
