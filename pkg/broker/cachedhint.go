package broker

import (
	"errors"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/session"
)

// stillThere is an error beside which the cached session, though too old to be
// used without being asked for, is still good.
type stillThere struct {
	error
	left time.Duration
}

// worthSaying is what a session must have left to be mentioned.
const worthSaying = 2 * time.Minute

// withCached adds to an error that a cached session is still good for a while.
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
	return &stillThere{err, entry.Expires.Sub(now)}
}

// Unwrap is the error itself.
func (s *stillThere) Unwrap() error { return s.error }

// Hints are the error's own, and how to use the session.
func (s *stillThere) Hints() []string {
	var own interface{ Hints() []string }
	var hints []string
	if errors.As(s.error, &own) {
		hints = append(hints, own.Hints()...)
	}
	return append(hints, fmt.Sprintf("the cached session still has %s: --min 1m loads it", session.Short(s.left.Round(time.Minute))))
}
