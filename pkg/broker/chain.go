package broker

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// chain walks the roles from the last cached one (or the source) to the role
// that is wanted, and caches every session on the way. A cached one that AWS no
// longer accepts is dropped, and the walk begins one earlier.
func (b *Broker) chain(ctx context.Context, r Request) (session.Issued, error) {
	w := &walk{Broker: b, r: r}
	for {
		first, caller := b.start(r)
		entry, err := w.from(ctx, first, caller)
		if first == 0 || !endedSession(err) {
			return entry, err
		}
		inner := r.Chain.Roles[first-1]
		b.Tell.Trace("AWS no longer accepts the cached session of " + inner.ARN)
		if err := b.Roles.Remove(roleCall(inner).FileName()); err != nil {
			return session.Issued{}, fmt.Errorf("removing a session that AWS no longer accepts: %w", err)
		}
	}
}

// start finds where the chain has to begin: behind the last inner role that is
// cached and fresh, else at the source, whose keys are not fetched yet.
func (b *Broker) start(r Request) (first int, caller session.Keys) {
	for i := len(r.Chain.Roles) - 2; i >= 0; i-- {
		if entry, ok := b.cachedInner(r, r.Chain.Roles[i]); ok {
			b.Tell.Trace("using the cached session of " + r.Chain.Roles[i].ARN)
			return i + 1, entry.Keys
		}
	}
	return 0, session.Keys{}
}

// cachedInner is the session of a role on the way.
func (b *Broker) cachedInner(r Request, inner profile.Role) (session.Issued, bool) {
	entry, ok := b.Roles.Load(roleCall(inner).FileName())
	return entry, ok && cache.Fresh(entry, b.awsNow(r), 0)
}

// walk is one walk along a chain.
type walk struct {
	*Broker
	r Request
	// told says that the person has been told of AWS's limit for chained roles.
	told bool
}

// from gets the sessions of the roles from first on, each with the keys of the
// one before.
func (w *walk) from(ctx context.Context, first int, caller session.Keys) (entry session.Issued, err error) {
	for i := first; i < len(w.r.Chain.Roles); i++ {
		role, last := w.r.Chain.Roles[i], i == len(w.r.Chain.Roles)-1
		kept := func() (session.Issued, bool) { return w.cachedInner(w.r, role) }
		if last {
			kept = func() (session.Issued, bool) { return w.cachedRole(w.r, role) }
		}
		entry, err = w.single(ctx, w.r, roleLock(w.r, role), last && w.r.Refresh, kept, func() (session.Issued, error) {
			return w.hop(ctx, i, caller)
		})
		if err != nil {
			return session.Issued{}, err
		}
		caller = entry.Keys
	}
	return entry, nil
}

// hop gets and caches one role of the chain. The source's keys are fetched only
// now, by the one process that needs them.
func (w *walk) hop(ctx context.Context, i int, caller session.Keys) (session.Issued, error) {
	roles := w.r.Chain.Roles
	if i == 0 {
		source, err := w.fetch(ctx, w.r, w.r.Chain.Source)
		if err != nil {
			return session.Issued{}, err
		}
		caller = source.Keys
	}
	h := w.plan(w.r, i, caller)
	if h.capped > 0 && !w.told {
		w.told = true
		w.Tell.Notice(cappedText(h, roles[i+1:]))
	}
	entry, err := w.assume(ctx, w.r, h, caller, i == len(roles)-1)
	if err == nil {
		w.keep(roleCall(roles[i]).FileName(), entry)
	}
	return entry, err
}

// roleLock names a role's session for the lock.
func roleLock(r Request, role profile.Role) string {
	return "role " + roleCall(role).FileName() + " " + realm(r.Chain)
}

// cappedText says, for all roles of the chain at once, what AWS's limit cuts.
func cappedText(h hop, later []profile.Role) string {
	cut := h.role.ARN + " gets 1h, not " + session.Short(h.capped)
	for _, role := range later {
		if role.Duration > awsterms.LongestChainedSession {
			cut += "; " + role.ARN + " gets 1h, not " + session.Short(role.Duration)
		}
	}
	return "AWS limits roles that are assumed with a session's keys to 1 hour: " + cut
}

// plan decides the call for the i-th role.
func (b *Broker) plan(r Request, i int, caller session.Keys) hop {
	role, last := r.Chain.Roles[i], i == len(r.Chain.Roles)-1
	max := last && r.Max
	wish := role.Duration
	if max {
		wish = 0
	}
	return planHop(r, role, wish, max, i == 0, caller.Temporary())
}

// assume gets one role, with the MFA that the plan chose. Only the role that is
// wanted is searched for its limit, and only where AWS's own for chained roles
// leaves anything to search.
func (b *Broker) assume(ctx context.Context, r Request, h hop, caller session.Keys, last bool) (session.Issued, error) {
	if h.mfa == sharedSession {
		return b.assumeThroughSession(ctx, r, h, caller)
	}
	caller, err := b.opened(ctx, r, caller)
	if err != nil {
		return session.Issued{}, err
	}
	steps := []time.Duration{h.ask}
	if last && (r.Max || r.Lowerable) && !caller.Temporary() {
		steps = b.steps(r, h)
	}
	found := &search{arn: h.role.ARN, steps: steps, unnamed: r.Max && r.Chain.Settings.Endpoints.STS != ""}
	var entry session.Issued
	err = b.withCode(ctx, r, h.serial, func(code string) (err error) {
		entry, err = b.descend(found, func(ask time.Duration) (session.Issued, error) {
			h.ask = ask
			return b.call(ctx, r, h, caller, code)
		})
		return err
	})
	switch {
	case err == nil:
		b.learnFrom(found, r.Max)
	case isSpent(err):
		return b.afterSpentCode(ctx, r, h, caller, found)
	case tooLong(err):
		return entry, b.overLimit(ctx, r, h, caller, err)
	}
	return entry, err
}

// keep writes a session where the AWS CLI finds it. A cache that cannot be
// written costs a question next time, not the session.
func (b *Broker) keep(file string, entry session.Issued) {
	if err := b.Roles.Store(file, entry); err != nil {
		b.Tell.Warn("the session could not be cached: " + err.Error())
	}
}
