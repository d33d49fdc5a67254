package broker

import (
	"context"
	"fmt"

	"github.com/awsenv/awsenv/pkg/mfa"
)

// lock makes sure that one process alone gets a session at a time. The others
// wait and say for whom; with --no-prompt they do not wait, since the holder may
// be waiting for a person. A lock that cannot be made costs a question asked
// twice, not the session.
func (b *Broker) lock(ctx context.Context, r Request, name string) (unlock func(), err error) {
	unlock, ok, err := b.Store.TryLock(name)
	if err == nil && ok {
		return unlock, nil
	}
	if err == nil && r.NoPrompt {
		return nil, &mfa.NoCode{Device: device(r, ""),
			Why: "another awsenv is asking for it, and --no-prompt forbids waiting"}
	}
	if err == nil {
		unlock, err = b.Store.Lock(ctx, name, func(holder string) {
			b.Tell.Notice("waiting for another awsenv that is getting the same session (" + holder + ")")
		})
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		b.Tell.Trace(fmt.Sprintf("no lock against a second awsenv: %v", err))
		return func() {}, nil
	}
	return unlock, nil
}

// sessionLock names what the request is about: two requests with the same name
// would make the same calls.
func sessionLock(r Request) string {
	if role, isRole := r.role(); isRole {
		return "role " + roleCall(role).FileName() + " " + realm(r.Chain)
	}
	return "source " + r.Chain.Profile + " " + realm(r.Chain)
}
