package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/session"
)

// single gets a session that several processes may want at the same time: one
// gets it, the others wait and use what it left. kept looks into the cache; with
// renew only what came there while we waited will do. At most one lock of a role
// and one of a user are held at a time, in this order, so that two processes
// never wait for each other.
func (b *Broker) single(ctx context.Context, r Request, name string, renew bool,
	kept func() (session.Issued, bool), get func() (session.Issued, error),
) (session.Issued, error) {
	before, ok := kept()
	if ok && !renew {
		return before, nil
	}
	unlock, err := b.lock(ctx, r, name)
	if err != nil {
		return session.Issued{}, err
	}
	defer unlock()
	if entry, ok := kept(); ok && (!renew || entry.Keys != before.Keys) {
		b.Tell.Trace("another awsenv got the session in the meantime")
		return entry, nil
	}
	return get()
}

// lock makes sure that one process alone gets a session at a time. The others
// wait and say for whom. With --no-prompt there is no waiting, since the holder
// may be waiting for a person: what needs no code is got all the same, at the
// price of a call that the holder makes too. A lock that cannot be made costs a
// question asked twice, not the session.
func (b *Broker) lock(ctx context.Context, r Request, name string) (unlock func(), err error) {
	unlock, ok, err := b.Store.TryLock(name)
	if err == nil && ok {
		return unlock, nil
	}
	if err == nil && r.NoPrompt {
		b.Tell.Trace("not waiting for " + b.Store.LockHolder(name))
		return func() {}, nil
	}
	if err == nil {
		unlock, err = b.Store.Lock(ctx, name, b.Tell, "getting the same session")
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var held *cache.HeldTooLong
	if errors.As(err, &held) {
		return nil, err
	}
	if err != nil {
		b.Tell.Trace(fmt.Sprintf("no lock against a second awsenv: %v", err))
		return func() {}, nil
	}
	return unlock, nil
}
