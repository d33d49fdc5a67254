package broker

import (
	"context"
	"io"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/mfa"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/voice"
)

// Broker gets sessions.
type Broker struct {
	// Client makes the calls; it is asked for at the first one.
	Client func() *aws.Client
	// Roles is where role sessions are kept, the AWS CLI's cache as a rule. Store is
	// awsenv's own folder.
	Roles RoleCache
	Store cache.Store
	// SSODir and LoginDir hold the token files of `aws sso login` and `aws login`.
	SSODir, LoginDir string
	// SignIn has a person sign in to what a source needs, or waits while another process
	// does; nil where nobody can. Without anybody there it returns needed.
	SignIn func(ctx context.Context, source profile.Source, needed *aws.SignInNeeded) error
	// Stdin and Environ are what a credential_process is given. The environment is
	// copied only when one is run.
	Stdin   io.Reader
	Environ func() []string
	// Stored are the keys that do not stand in the AWS files.
	Stored StoredKeys
	// Codes hands out MFA codes, the same for the whole run.
	Codes *mfa.Codes
	Tell  voice.Voice
	// Now is the local clock.
	Now func() time.Time

	clock clock
}

// RoleCache keeps role sessions under the names of the files in the AWS CLI's cache;
// cache.CLI and cache.Own are such.
type RoleCache interface {
	// Load gives a session; one that is encrypted and locked is not there.
	Load(file string) (session.Issued, bool)
	// Peek gives it locked or not, without its keys if it is encrypted.
	Peek(file string) (session.Issued, bool)
	Store(file string, e session.Issued) error
	// Remove deletes a session; one that is not there is no error.
	Remove(file string) error
	// Where says in words where a session is kept.
	Where(file string) string
}

// Cached is the session that a cache holds for the request, if it is fresh
// enough: no network, no prompt, no lock.
func (b *Broker) Cached(r Request) (session.Session, bool) {
	if r.Refresh {
		return session.Session{}, false
	}
	role, isRole := r.role()
	if !isRole {
		r, err := b.named(r)
		if err != nil {
			return session.Session{}, false // Get meets it again, and tells
		}
		entry, ok := b.cachedSource(r)
		if !ok {
			return session.Session{}, false
		}
		return b.sourceSession(r, entry), true
	}
	entry, ok := b.cachedRole(r, role)
	if !ok { // a list asks for thousands: whose clock counts is looked up for a session only
		return session.Session{}, false
	}
	return b.roleSession(r, role.ARN, entry), true
}

// Origin says in words where Cached finds the session of a request.
func (b *Broker) Origin(r Request) string {
	file := sourceFile(r.Chain.Source)
	role, isRole := r.role()
	switch {
	case isRole:
		file = roleCall(role).FileName()
	case opensSession(r.Chain.Source):
		return "the session is kept in awsenv's own cache"
	case file == "":
		return "the profile's keys are used as they are"
	}
	return "the session is from " + b.Roles.Where(file)
}

// cachedRole looks the role of the request up in the AWS CLI's cache.
func (b *Broker) cachedRole(r Request, last profile.Role) (session.Issued, bool) {
	entry, ok := b.Roles.Load(roleCall(last).FileName())
	if !ok || !cache.Fresh(entry, b.awsNow(r), r.Min) {
		return session.Issued{}, false
	}
	if r.AtLeast > 0 && madeShorter(entry, b.need(r, last)) {
		return session.Issued{}, false
	}
	return entry, true
}

// lifeSlack allows for the seconds between AWS issuing a session and the answer's
// Date or the file's time, from which its life is reckoned.
const lifeSlack = time.Minute

// madeShorter reports whether a cached session was issued for less than asked.
// One whose life is not known counts as long enough.
func madeShorter(entry session.Issued, asked time.Duration) bool {
	life := entry.Life()
	return life > 0 && life < asked-lifeSlack
}

// Get gets the session: from a cache, else by the plan. Only one process at a
// time obtains the same session; the others wait and use it.
func (b *Broker) Get(ctx context.Context, r Request) (session.Session, error) {
	if s, ok := b.Cached(r); ok {
		return s, nil
	}
	if err := b.check(r); err != nil {
		return session.Session{}, err
	}
	r, err := b.named(r)
	if err != nil {
		return session.Session{}, err
	}
	role, isRole := r.role()
	if !isRole {
		entry, err := b.obtainSource(ctx, r)
		return b.sourceSession(r, entry), err
	}
	entry, err := b.chain(ctx, r)
	return b.roleSession(r, role.ARN, entry), b.withCached(r, err)
}

// check refuses what can be seen to fail before anybody is waited for or asked.
func (b *Broker) check(r Request) error {
	if err := b.circle(r); err != nil {
		return err
	}
	for _, role := range r.Chain.Roles {
		if err := b.Client().InPartition(role.ARN); err != nil {
			return err
		}
	}
	return b.Client().InPartition(r.Chain.Source.MFASerial)
}

// roleSession is what the shell gets for a role.
func (b *Broker) roleSession(r Request, arn string, entry session.Issued) session.Session {
	account := entry.Account
	if account == "" {
		account = awsterms.Account(arn)
	}
	return session.Session{
		Profile: r.Chain.Profile,
		Keys:    entry.Keys,
		Expires: entry.Expires,
		Ahead:   b.ahead(r),
		RoleARN: arn,
		Account: account,
	}
}
