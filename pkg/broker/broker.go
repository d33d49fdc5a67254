package broker

import (
	"context"
	"io"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/mfa"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// Teller is how a person hears of what goes on. None of it gets a secret.
type Teller interface {
	// Notice says something worth knowing, such as a duration that was cut.
	Notice(text string)
	// Warn says that something failed which the session does not depend on.
	Warn(text string)
	// Trace says what is being done, for those who asked to hear it.
	Trace(text string)
}

// Broker gets sessions.
type Broker struct {
	// Client makes the calls; it is asked for at the first one.
	Client func() *aws.Client
	// Roles is the AWS CLI's cache, Store is awsenv's own.
	Roles cache.CLI
	Store cache.Store
	// SSODir and LoginDir hold the token files of `aws sso login` and `aws login`.
	SSODir, LoginDir string
	// Stdin and Environ are what a credential_process is given.
	Stdin   io.Reader
	Environ []string
	// Codes hands out MFA codes, the same for the whole run.
	Codes *mfa.Codes
	Tell  Teller
	// Now is the clock that expiries are compared with.
	Now func() time.Time
}

// Cached is the session that a cache holds for the request, if it is fresh
// enough: no network, no prompt, no lock.
func (b *Broker) Cached(r Request) (session.Session, bool) {
	if r.Refresh {
		return session.Session{}, false
	}
	role, isRole := r.role()
	if !isRole {
		return b.cachedSource(r)
	}
	entry, ok := b.cachedRole(r, role)
	if !ok {
		return session.Session{}, false
	}
	return roleSession(r, role.ARN, entry), true
}

// cachedRole looks a role up in the AWS CLI's cache.
func (b *Broker) cachedRole(r Request, last profile.Role) (cache.Entry, bool) {
	file := roleCall(last).FileName()
	entry, ok := b.Roles.Load(file)
	if !ok || !cache.Fresh(entry, b.Now(), r.Min) {
		return cache.Entry{}, false
	}
	if r.AtLeast > 0 && madeShorter(entry, r.AtLeast) {
		return cache.Entry{}, false
	}
	if limit := b.maximum(r, last); limit > 0 && madeShorter(entry, limit) {
		return cache.Entry{}, false
	}
	return entry, true
}

// lifeSlack allows for the seconds between AWS issuing a session and the answer's
// Date or the file's time, from which its life is reckoned.
const lifeSlack = time.Minute

// madeShorter reports whether a cached session was issued for less than asked.
// One whose life is not known gets the benefit of the doubt.
func madeShorter(entry cache.Entry, asked time.Duration) bool {
	life := entry.Life()
	return life > 0 && life < asked-lifeSlack
}

// Get gets the session: from a cache, else by the plan. Only one process at a
// time obtains the same session; the others wait and use it.
func (b *Broker) Get(ctx context.Context, r Request) (session.Session, error) {
	if s, ok := b.Cached(r); ok {
		return s, nil
	}
	unlock, err := b.lock(ctx, r, sessionLock(r))
	if err != nil {
		return session.Session{}, err
	}
	defer unlock()
	if s, ok := b.Cached(r); ok {
		b.Tell.Trace("another process obtained the session in the meantime")
		return s, nil
	}
	return b.obtain(ctx, r)
}

// obtain makes the calls that the plan asks for.
func (b *Broker) obtain(ctx context.Context, r Request) (session.Session, error) {
	role, isRole := r.role()
	if !isRole {
		return b.obtainSource(ctx, r)
	}
	entry, err := b.chain(ctx, r)
	if err != nil {
		return session.Session{}, err
	}
	return roleSession(r, role.ARN, entry), nil
}

// roleSession is what the shell gets for a role.
func roleSession(r Request, arn string, entry cache.Entry) session.Session {
	account := entry.Account
	if account == "" {
		account = session.AccountOf(arn)
	}
	return session.Session{
		Profile: r.Chain.Profile,
		Keys:    entry.Keys,
		Expires: entry.Expires,
		RoleARN: arn,
		Account: account,
	}
}
