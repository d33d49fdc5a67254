package broker

import (
	"errors"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// alsoHinting is an error with a hint that only who knows the caches can give.
type alsoHinting struct {
	error
	hint string
}

// Unwrap is the error itself.
func (a *alsoHinting) Unwrap() error { return a.error }

// Hints are the error's own, and the one more.
func (a *alsoHinting) Hints() []string {
	var own interface{ Hints() []string }
	var hints []string
	if errors.As(a.error, &own) {
		hints = append(hints, own.Hints()...)
	}
	return append(hints, a.hint)
}

// worthSaying is what a session must have left to be mentioned.
const worthSaying = 2 * time.Minute

// withCached adds to an error that the cached session, though too old to be used
// without being asked for, is still good for a while.
func (b *Broker) withCached(r Request, err error) error {
	role, isRole := r.role()
	if err == nil || !isRole || r.Refresh || r.Min != 0 || r.AtLeast != 0 {
		return err
	}
	entry, ok := b.Roles.Load(roleCall(role).FileName())
	now := b.awsNow(r)
	if !ok || cache.Fresh(entry, now, 0) || !cache.Fresh(entry, now, worthSaying) {
		return err
	}
	left := session.Short(entry.Expires.Sub(now).Round(time.Minute))
	return &alsoHinting{err, fmt.Sprintf("the cached session still has %s: --min 1m loads it", left)}
}

// keptUnknown adds to a refusal of keys that they were those of a kept MFA session. It
// is kept all the same: a region that is not enabled for the account says the same of
// good ones.
func (r Request) keptUnknown(err error) error {
	if !aws.Refused(err, aws.KindInvalidKeys) {
		return err
	}
	return &alsoHinting{err, fmt.Sprintf("the call was made with the MFA session that is kept: if AWS does not know it any more, awsenv login --refresh %s opens another", printable.Argument(r.Chain.Source.Profile))}
}
