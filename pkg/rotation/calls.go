package rotation

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/voice"
)

const (
	// acceptance is how long a new key is waited for. IAM's changes usually arrive
	// within seconds; half a minute has been seen.
	acceptance = 2 * time.Minute
	// firstLook and lastLook are the pauses between two tries.
	firstLook = 250 * time.Millisecond
	lastLook  = 3 * time.Second
)

// NotAccepted says that AWS still does not know a new key.
type NotAccepted struct {
	Key string
	Err error
}

func (e *NotAccepted) Error() string {
	return fmt.Sprintf("AWS does not accept the new access key %s after %s: %v", e.Key, acceptance, e.Err)
}

// Unwrap is AWS's last refusal.
func (e *NotAccepted) Unwrap() error { return e.Err }

// caller chooses the keys that a call of IAM is signed with. Policies often allow a
// user's own keys to be managed with MFA only, so that a profile with a device calls
// with its MFA session. A key that is new has none yet: it tries by itself first, and
// opens one, with a code, only when it has to.
type caller struct {
	broker  *broker.Broker
	request broker.Request
	// opened are the MFA sessions of this run, by the access key that opened them.
	opened map[string]session.Keys
}

// call makes a call of IAM with what the keys have to be.
func (c *caller) call(ctx context.Context, keys session.Keys, do func(session.Keys) error) error {
	source := c.request.Chain.Source
	fresh := keys.AccessKeyID != source.Keys.AccessKeyID
	if _, open := c.opened[keys.AccessKeyID]; source.MFASerial == "" || fresh && !open {
		err := do(keys)
		if source.MFASerial == "" || !aws.Refused(err, aws.KindNotAuthorized) {
			return err
		}
		c.broker.Tell.Trace("the new key alone may not, and is given an MFA session")
	}
	for {
		signer, kept, err := c.userSession(ctx, keys)
		if err != nil {
			return err
		}
		err = do(signer)
		if !kept || !aws.Refused(err, aws.KindExpired, aws.KindInvalidKeys) {
			return err
		}
		c.broker.Tell.Trace("AWS no longer accepts the kept MFA session")
		if _, err := c.broker.Store.RemoveMFASessionsOf(keys.AccessKeyID); err != nil {
			return fmt.Errorf("removing an MFA session that AWS no longer accepts: %w", err)
		}
	}
}

// userSession is the MFA session of the keys. kept tells that it was there before, so
// that AWS may have forgotten it.
func (c *caller) userSession(ctx context.Context, keys session.Keys) (signer session.Keys, kept bool, err error) {
	if signer, open := c.opened[keys.AccessKeyID]; open {
		return signer, false, nil
	}
	request := c.request.WithKeys(keys)
	if s, kept := c.broker.Cached(request); kept {
		return s.Keys, true, nil
	}
	s, err := c.broker.Get(ctx, request)
	if err != nil {
		return session.Keys{}, false, err
	}
	c.opened[keys.AccessKeyID] = s.Keys
	return s.Keys, false, nil
}

// patiently repeats a call with a new key while AWS does not know the key yet.
func (c *caller) patiently(ctx context.Context, id string, do func() error) error {
	defer c.broker.Tell.Progress("waiting until IAM knows access key " + id + " everywhere")()
	begun := c.broker.Now()
	for pause := firstLook; ; pause = min(2*pause, lastLook) {
		err := do()
		switch {
		case !aws.Refused(err, aws.KindInvalidKeys):
			return err
		case c.broker.Now().Sub(begun) >= acceptance:
			return &NotAccepted{id, err}
		}
		c.broker.Tell.Trace(fmt.Sprintf("AWS does not know access key %s yet", id))
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-timer.C:
		}
	}
}

// KeepAges remembers when access keys were made. That never changes, so that what is
// known is not written again.
func KeepAges(store cache.Store, keys []Key, tell voice.Voice) {
	for _, k := range keys {
		if known, ok := store.KeyCreated(k.ID); k.Created.IsZero() || ok && known.Equal(k.Created) {
			continue
		}
		if err := store.PutKeyCreated(k.ID, k.Created); err != nil {
			tell.Trace("the age of an access key could not be kept: " + err.Error())
		}
	}
}
