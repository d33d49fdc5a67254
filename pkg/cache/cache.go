// Package cache keeps sessions on disk: role sessions in the AWS CLI's own cache,
// so that either program uses what the other obtained, and everything that the AWS
// CLI has no place for (MFA sessions, learned limits, clock differences, used
// codes, stamps of files, locks) in a folder of awsenv's own.
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

// shortLife is the life up to which a session could never satisfy FreshRole. The
// answer's Date has whole seconds and is written a moment before or after the
// session begins, hence the slack.
const shortLife = FreshRole + 5*time.Second

// Fresh reports whether a role session is worth using at now: it has FreshRole
// left, or a third of its life when the whole life is fifteen minutes or less. A
// min other than 0 takes the place of both.
func Fresh(e session.Issued, now time.Time, min time.Duration) bool {
	need := FreshRole
	if life := e.Life(); life > 0 && life <= shortLife {
		need = life / 3
	}
	return fresh(e, now, min, need)
}

// FreshMFASession is Fresh for a session of GetSessionToken: it has FreshMFA left,
// or min when that is not 0.
func FreshMFASession(e session.Issued, now time.Time, min time.Duration) bool {
	return fresh(e, now, min, FreshMFA)
}

func fresh(e session.Issued, now time.Time, min, need time.Duration) bool {
	if min != 0 {
		need = min
	}
	left := e.Expires.Sub(now)
	return left > 0 && left >= need
}
