package broker

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/session"
)

// chain walks the roles from the last cached one (or the source) to the role
// that is wanted, and caches every session on the way.
func (b *Broker) chain(ctx context.Context, r Request) (cache.Entry, error) {
	roles := r.Chain.Roles
	start, caller, err := b.start(ctx, r)
	if err != nil {
		return cache.Entry{}, err
	}
	var entry cache.Entry
	for i := start; i < len(roles); i++ {
		h := b.plan(r, i, caller)
		if h.capped > 0 {
			b.Tell.Notice(fmt.Sprintf("AWS limits roles assumed with temporary credentials to 1 hour: %s gets 1h, not %s",
				roles[i].ARN, shortDuration(h.capped)))
		}
		if entry, err = b.assume(ctx, r, h, caller, i == len(roles)-1); err != nil {
			return cache.Entry{}, err
		}
		b.keep(roleCall(roles[i]).FileName(), entry)
		caller = entry.Keys
	}
	return entry, nil
}

// start finds where the chain has to begin: behind the last inner role that is
// cached and fresh, else at the source.
func (b *Broker) start(ctx context.Context, r Request) (first int, caller session.Keys, err error) {
	for i := len(r.Chain.Roles) - 2; i >= 0; i-- {
		entry, ok := b.Roles.Load(roleCall(r.Chain.Roles[i]).FileName())
		if ok && cache.Fresh(entry, b.Now(), 0) {
			b.Tell.Trace("using the cached session of " + r.Chain.Roles[i].ARN)
			return i + 1, entry.Keys, nil
		}
	}
	source, err := b.fetch(ctx, r, r.Chain.Source)
	return 0, source.Keys, err
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

// assume makes one AssumeRole, with the MFA that the plan chose.
func (b *Broker) assume(ctx context.Context, r Request, h hop, caller session.Keys, last bool) (cache.Entry, error) {
	search := last && h.capped == 0 && (r.Max || r.Lowerable) && h.means != throughSession && !caller.Temporary()
	switch h.means {
	case throughSession:
		return b.assumeThroughSession(ctx, r, h, caller)
	case withCode:
		return b.assumeWithCode(ctx, r, h, caller, search)
	}
	if search {
		return b.descend(r, h, func(ask time.Duration) (cache.Entry, error) {
			h.ask = ask
			return b.call(ctx, r, h, caller, "")
		})
	}
	return b.call(ctx, r, h, caller, "")
}

// keep writes a session where the AWS CLI finds it. A cache that cannot be
// written costs a question next time, not the session.
func (b *Broker) keep(file string, entry cache.Entry) {
	if err := b.Roles.Store(file, entry); err != nil {
		b.Tell.Warn("the session could not be cached: " + err.Error())
	}
}

// shortDuration writes whole hours and minutes without the zeros behind them.
func shortDuration(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}
