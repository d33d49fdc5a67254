package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// cachedSource is the session of a profile without a role, if one is kept.
func (b *Broker) cachedSource(r Request) (session.Issued, bool) {
	source := r.Chain.Source
	switch {
	case opensSession(source):
		return b.keptUser(r, userKey(r.Chain, source.Keys, source.MFASerial), r.Min, r.AtLeast)
	case source.Kind == profile.SourceKeys:
		return session.Issued{Keys: source.Keys, Expires: source.Expires, Account: source.Account}, true
	}
	file := sourceFile(source)
	if file == "" {
		return session.Issued{}, false
	}
	entry, ok := b.Roles.Load(file)
	return entry, ok && cache.Fresh(entry, b.awsNow(r), r.Min)
}

// opensSession reports whether the source is an IAM user whose long-term keys
// open a session rather than going into a shell themselves.
func opensSession(source profile.Source) bool {
	return source.Kind == profile.SourceKeys && !source.Keys.Temporary()
}

// obtainSource gets the session of a profile without a role.
func (b *Broker) obtainSource(ctx context.Context, r Request) (session.Issued, error) {
	source := r.Chain.Source
	kept := func() (session.Issued, bool) { return b.cachedSource(r) }
	if opensSession(source) {
		// --refresh and --min speak of the MFA session itself here.
		key := userKey(r.Chain, source.Keys, source.MFASerial)
		return b.single(ctx, r, userLock(key), r.Refresh, kept, func() (session.Issued, error) {
			entry, err := b.newUserSession(ctx, r, key, source.Keys, r.userLife())
			if key.Serial == "" && aws.Refused(err, aws.KindNoSuchCall) {
				b.Tell.Notice("the endpoint has no GetSessionToken: the keys are loaded as they are, and do not expire")
				source.Keys, err = b.opened(ctx, r, source.Keys)
				if err != nil {
					return session.Issued{}, err
				}
				return b.fetch(ctx, r, source)
			}
			return entry, err
		})
	}
	file := sourceFile(source)
	if file == "" {
		// What is not kept cannot be shared with those who wait.
		return b.fetch(ctx, r, source)
	}
	return b.single(ctx, r, "source "+file+" "+realm(r.Chain), r.Refresh, kept, func() (session.Issued, error) {
		entry, err := b.fetch(ctx, r, source)
		if err == nil {
			b.keep(file, entry)
		}
		return entry, err
	})
}

// sourceSession is what the shell gets for a profile without a role.
func (b *Broker) sourceSession(r Request, entry session.Issued) session.Session {
	account := entry.Account
	if account == "" {
		account = r.Chain.Source.Account
	}
	s := session.Session{Profile: r.Chain.Profile, Keys: entry.Keys, Expires: entry.Expires, Ahead: b.ahead(r), Account: account}
	if r.Chain.Source.Kind == profile.SourceWebIdentity {
		s.RoleARN = r.Chain.Source.WebIdentity.RoleARN
	}
	return s
}

// sourceFile is the AWS CLI's cache file of a named profile's own source: it
// keeps web identity and, since version 2, SSO. Empty for everything else, and
// neither is kept when it is only the source of a role.
func sourceFile(source profile.Source) string {
	switch source.Kind {
	case profile.SourceWebIdentity:
		return cache.RoleCall{RoleARN: source.WebIdentity.RoleARN, SessionName: source.WebIdentity.SessionName}.FileName()
	case profile.SourceSSO:
		return cache.SSOFileName(source.SSO.Session, source.SSO.StartURL, source.SSO.AccountID, source.SSO.RoleName)
	}
	return ""
}

// fetch gets the keys of a source.
func (b *Broker) fetch(ctx context.Context, r Request, source profile.Source) (session.Issued, error) {
	var answer session.Issued
	var err error
	switch source.Kind {
	case profile.SourceKeys, profile.SourceEnvironment:
		return session.Issued{Keys: source.Keys, Expires: source.Expires, Account: source.Account}, nil
	case profile.SourceProcess:
		b.Tell.Trace("running the credential_process of " + source.Profile)
		answer, err = b.Client().ProcessCredentials(ctx, aws.ProcessRequest{
			Profile: source.Profile, Words: source.Process, Account: source.Account, Stdin: b.Stdin,
			Environ: WithCaller(b.Environ(), source.Profile), Alone: r.NoPrompt,
		})
	case profile.SourceWebIdentity:
		answer, err = b.timed(r, func() (session.Issued, error) {
			return b.Client().AssumeRoleWithWebIdentity(ctx, webIdentity(r, source))
		})
	case profile.SourceSSO:
		answer, err = b.signedIn(ctx, r, source, func() (session.Issued, error) {
			return b.Client().SSORoleCredentials(ctx, aws.SSORequest{
				Profile: source.Profile, AccountID: source.SSO.AccountID, Role: source.SSO.RoleName, SSOSession: SSOSession(source.SSO, b.SSODir),
			})
		})
	case profile.SourceLogin:
		answer, err = b.signedIn(ctx, r, source, func() (session.Issued, error) {
			return b.Client().LoginCredentials(ctx, aws.LoginRequest{Profile: source.Profile, Session: source.Login, CacheDir: b.LoginDir})
		})
	case profile.SourceContainer:
		answer, err = b.Client().ContainerCredentials(ctx, r.Chain.Profile)
	case profile.SourceInstance:
		answer, err = b.Client().InstanceCredentials(ctx, r.Chain.Profile)
	default:
		return session.Issued{}, fmt.Errorf("profile %q has a source of an unknown kind (%v)", source.Profile, source.Kind)
	}
	return answer, err
}

func webIdentity(r Request, source profile.Source) aws.WebIdentityRequest {
	name := source.WebIdentity.SessionName
	if name == "" {
		name = r.SessionName()
	}
	return aws.WebIdentityRequest{
		Profile: source.Profile, ARN: source.WebIdentity.RoleARN,
		SessionName: name, TokenFile: source.WebIdentity.TokenFile,
	}
}

// signedIn makes a call that takes a sign-in, and makes it again when a person has signed
// in for it.
func (b *Broker) signedIn(ctx context.Context, r Request, source profile.Source, call func() (session.Issued, error)) (session.Issued, error) {
	answer, err := call()
	var needed *aws.SignInNeeded
	if !errors.As(err, &needed) || b.SignIn == nil || r.NoPrompt {
		return answer, err
	}
	if err := b.SignIn(ctx, source, needed); err != nil {
		return session.Issued{}, err
	}
	return call()
}

// SSOSession is what one signs in to for a source; dir holds the token files.
func SSOSession(sso profile.SSO, dir string) aws.SSOSession {
	return aws.SSOSession{Name: sso.Session, StartURL: sso.StartURL, Region: sso.Region, Scopes: sso.Scopes, CacheDir: dir}
}
