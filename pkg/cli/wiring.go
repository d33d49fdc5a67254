package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/mfa"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/tty"
)

// broker connects the broker with the real world. Nothing is opened yet: what a
// cached session does not need is made when it is first used.
func (a *app) broker(w *want) *broker.Broker {
	home := w.files.home
	store := a.store(home)
	var client *aws.Client
	return &broker.Broker{
		Client: func() *aws.Client {
			if client == nil {
				client = a.client(w.Chain.Settings)
			}
			return client
		},
		Roles:    cache.CLI{Dir: cache.CLIDir(home), Sleep: time.Sleep},
		Store:    store,
		SSODir:   filepath.Join(home, ".aws", "sso", "cache"),
		LoginDir: filepath.Dir(profile.LoginFile(w.files.env, home, w.Chain.Source.Login)),
		Stdin:    a.world.Stdin,
		Environ:  a.world.Environ(),
		Codes:    a.codes(w, store),
		Tell:     teller{a},
		Now:      a.world.Now,
	}
}

// store is awsenv's own folder.
func (a *app) store(home string) cache.Store {
	return cache.Store{Dir: cache.StoreDir(a.world.Env, home, runtime.GOOS)}
}

// client makes the calls with the named profile's settings.
func (a *app) client(s profile.Settings) *aws.Client {
	return aws.New(aws.Config{
		Region: s.Region, FIPS: s.FIPS, DualStack: s.DualStack,
		STSEndpoint: s.Endpoints.STS, IAMEndpoint: s.Endpoints.IAM, SSOEndpoint: s.Endpoints.SSO,
		OIDCEndpoint: s.Endpoints.OIDC, SigninEndpoint: s.Endpoints.Signin,
		CABundle: s.CABundle,
		Env:      a.world.Env, ReadFile: a.world.ReadFile, WriteFile: writeToken, Now: a.world.Now,
		Version: version(),
		Verbose: func(format string, args ...any) { a.trace(fmt.Sprintf(format, args...)) },
	})
}

// codes decides where MFA codes come from: --token, the configured command, the
// terminal.
func (a *app) codes(w *want, store cache.Store) *mfa.Codes {
	o := mfa.Options{
		Used:   usedCodes{store},
		Now:    a.world.Now,
		Wait:   a.waitShown,
		Notice: a.notice,
	}
	switch token := w.flags.Token; {
	case token == "-":
		o.Given = mfa.Input{Reader: a.world.Stdin}
	case token != "":
		o.Given = mfa.Given(token)
	}
	if command := w.config.MFA.Command; len(command) > 0 {
		o.Command = mfa.Command{Argv: command, Env: a.world.Environ(), Say: a.notice}
	}
	if w.NoPrompt {
		o.Unasked = "and --no-prompt forbids asking"
	} else {
		o.Asker = asker{a}
	}
	return mfa.New(o)
}

// asker asks on the terminal, which it opens for the question only.
type asker struct{ app *app }

// Ask implements mfa.Asker.
func (q asker) Ask(ctx context.Context, prompt string, hidden bool) (string, error) {
	terminal, err := q.app.openTerminal()
	if err != nil {
		return "", err
	}
	defer terminal.Close()
	return terminal.Ask(ctx, prompt, hidden)
}

// openTerminal opens the controlling terminal; without one the error says so
// and carries status 4.
func (a *app) openTerminal() (*tty.Terminal, error) {
	kind, _ := a.world.Env("TERM")
	return tty.Open(kind)
}

// waitShown waits until a time, with a countdown on the terminal when there is
// one.
func (a *app) waitShown(ctx context.Context, until time.Time, text string) error {
	terminal, err := a.openTerminal()
	if err == nil {
		defer terminal.Close()
		defer terminal.Clear()
	}
	for {
		left := until.Sub(a.world.Now())
		if left <= 0 {
			return nil
		}
		if terminal != nil {
			terminal.Status(text + " " + segment.Left(left))
		}
		timer := time.NewTimer(min(left, time.Second))
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-timer.C:
		}
	}
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
	_ = u.store.PutUsedCode(serial, code, mfa.Window(now), now)
}

// teller is the broker's voice.
type teller struct{ app *app }

// Notice implements broker.Teller.
func (t teller) Notice(text string) { t.app.notice(text) }

// Warn implements broker.Teller.
func (t teller) Warn(text string) { t.app.warn(text) }

// Trace implements broker.Teller.
func (t teller) Trace(text string) { t.app.trace(text) }

// writeToken replaces a token file that was refreshed.
func writeToken(path string, text []byte) error { return atomicfile.Write(path, text, 0o600) }
