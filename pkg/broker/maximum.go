package broker

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// maximum is what a session must have been asked for to count as the role's
// longest: what was learned, or the most that any role allows. Zero when the
// request does not look for the longest.
func (b *Broker) maximum(r Request, role profile.Role) time.Duration {
	if !r.Max {
		return 0
	}
	first, temporary := len(r.Chain.Roles) == 1, r.Chain.Source.Keys.Temporary()
	h := planHop(r, role, 0, true, first, temporary)
	if !first || temporary || h.means == throughSession {
		return chainedLimit
	}
	if limit, _, ok := b.Store.Limit(role.ARN, b.Now()); ok {
		return limit
	}
	return longestRole
}

// codeSpent ends a search: AWS refused one duration and, with it, used up the
// code, so that the shorter one could not be tried.
type codeSpent struct {
	// refused is the shortest duration that the role is known not to allow.
	refused time.Duration
	reason  error
}

func (c *codeSpent) Error() string { return c.reason.Error() }
func (c *codeSpent) Unwrap() error { return c.reason }

// descend tries durations until the role accepts one, and remembers what it
// learned. A limit that is known already is tried first. The same code goes with
// every try: AWS does not say whether a refused duration spends it, and when it
// does the error is a *codeSpent.
func (b *Broker) descend(r Request, h hop, try func(time.Duration) (cache.Entry, error)) (cache.Entry, error) {
	from := longestRole
	if !r.Max {
		from = h.ask
	}
	if limit, _, ok := b.Store.Limit(h.role.ARN, b.Now()); ok && limit < from {
		from = limit
	}
	var refused time.Duration
	var reason error
	for _, ask := range descent(from) {
		entry, err := try(ask)
		switch {
		case err == nil:
			b.learn(h.role.ARN, ask, r.Max || refused > 0)
			return entry, nil
		case tooLong(err):
			b.Tell.Trace(fmt.Sprintf("%s allows less than %s", h.role.ARN, shortDuration(ask)))
			refused, reason = ask, err
		case refused > 0 && wrongCode(err):
			return cache.Entry{}, &codeSpent{refused: refused, reason: err}
		default:
			return cache.Entry{}, err
		}
	}
	return cache.Entry{}, reason
}

// learn remembers the longest session that a role grants, when the search has
// shown it.
func (b *Broker) learn(arn string, limit time.Duration, shown bool) {
	if !shown {
		return
	}
	if err := b.Store.PutLimit(arn, limit, b.Now()); err != nil {
		b.Tell.Warn("the role's limit could not be remembered: " + err.Error())
	}
}

// afterSpentCode gets a session that surely works, an hour through the MFA
// session, and finds the limit without another code: from IAM when the role may
// read itself, else the next search begins one step lower.
func (b *Broker) afterSpentCode(ctx context.Context, r Request, h hop, caller session.Keys, spent *codeSpent) (cache.Entry, error) {
	b.Tell.Notice(fmt.Sprintf("%s does not allow %s, and AWS used up the code in saying so: it gets 1h this time",
		h.role.ARN, shortDuration(spent.refused)))
	h.means, h.ask = throughSession, chainedLimit
	entry, err := b.assumeThroughSession(ctx, r, h, caller)
	if err != nil {
		return cache.Entry{}, err
	}
	limit, err := b.Client().RoleLimit(ctx, entry.Keys, h.role.ARN)
	if err != nil {
		b.Tell.Trace("the role's limit could not be read from IAM: " + err.Error())
		limit = descent(spent.refused)[1]
	}
	b.learn(h.role.ARN, limit, true)
	return entry, nil
}
