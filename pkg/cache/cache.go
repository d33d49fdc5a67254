// Package cache keeps sessions on disk: role sessions in the AWS CLI's own cache,
// so that either program uses what the other obtained, and everything that the AWS
// CLI has no place for (MFA sessions, learned limits, clock differences, used
// codes, locks) in a folder of awsenv's own.
//
// Rules: a file that is damaged, or not what its name says, is absent, never an
// error and never a crash. Reading a role session is on the warm path: one open,
// one read, no reflection. Every write is atomic and 0600. Only files whose names
// were computed here are ever touched; names hold hashes, never a secret. It asks
// no clock: the time is passed in.
package cache

import (
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

const (
	// FreshRole is what a role session must have left to be used again. It is the
	// AWS CLI's own line (botocore CachedCredentialFetcher._is_expired).
	FreshRole = 900 * time.Second
	// FreshMFA is what an MFA session must have left.
	FreshMFA = 5 * time.Minute
)

// Entry is one cached session.
type Entry struct {
	Keys session.Keys
	// Expires is when AWS stops accepting the keys, in UTC.
	Expires time.Time
	// Obtained is when AWS issued the keys, the Date of its answer; zero when unknown,
	// as it is for SSO. A file's own time would not do: copying a file changes it.
	Obtained time.Time
	// Account is the twelve-digit account id, empty when not known.
	Account string
	// AssumedRoleARN and AssumedRoleID are AWS's AssumedRoleUser; empty for an MFA
	// session and for SSO.
	AssumedRoleARN, AssumedRoleID string
	// ProviderType is "sso" for SSO role credentials, which `aws sso logout` deletes
	// by this word, and empty for roles.
	ProviderType string
	// PackedPolicySize is written when not zero, never read.
	PackedPolicySize int
	// Response is written when not nil, never read. Without it the Date that Obtained
	// came from is written alone.
	Response *Response
}

// Response is what botocore keeps of an answer as ResponseMetadata.
type Response struct {
	RequestID string
	Status    int
	// Headers are in the order in which they shall be written, names in lower case.
	Headers []Header
	Retries int
}

// Header is one header of an answer.
type Header struct{ Name, Value string }

// Life is how long the session was made for, 0 when that is not known.
func (e Entry) Life() time.Duration {
	if e.Obtained.IsZero() || !e.Expires.After(e.Obtained) {
		return 0
	}
	return e.Expires.Sub(e.Obtained)
}

// shortLife is the life up to which a session could never satisfy FreshRole. The
// answer's Date has whole seconds and is written a moment before or after the
// session begins, hence the slack.
const shortLife = FreshRole + 5*time.Second

// Fresh reports whether a role session is worth using at now: it has FreshRole
// left, or a third of its life when the whole life is fifteen minutes or less. A
// min other than 0 takes the place of both.
func Fresh(e Entry, now time.Time, min time.Duration) bool {
	need := FreshRole
	if life := e.Life(); life > 0 && life <= shortLife {
		need = life / 3
	}
	return fresh(e, now, min, need)
}

// FreshMFASession is Fresh for a session of GetSessionToken: it has FreshMFA left,
// or min when that is not 0.
func FreshMFASession(e Entry, now time.Time, min time.Duration) bool {
	return fresh(e, now, min, FreshMFA)
}

func fresh(e Entry, now time.Time, min, need time.Duration) bool {
	if min != 0 {
		need = min
	}
	left := e.Expires.Sub(now)
	return left > 0 && left >= need
}
