package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/session"
)

const (
	// acceptance is how long a new key is waited for. IAM's changes usually arrive
	// within seconds; half a minute has been seen.
	acceptance = 2 * time.Minute
	// firstLook and lastLook are the pauses between two tries.
	firstLook = 250 * time.Millisecond
	lastLook  = 3 * time.Second
)

// callers choose the keys that a call of IAM is signed with. Policies often allow a
// user's own keys to be managed with MFA only, so that a profile with a device calls
// with its MFA session. A key that is new has none yet: it tries by itself first, and
// opens one, with a code, only when it has to.
type callers struct {
	app    *app
	want   *target
	broker *broker.Broker
	client *aws.Client
	// opened are the MFA sessions of this run, by the access key that opened them.
	opened map[string]session.Keys
}

// call makes a call of IAM with what the keys have to be.
func (c *callers) call(ctx context.Context, keys session.Keys, do func(session.Keys) error) error {
	serial := c.want.Chain.Source.MFASerial
	fresh := keys.AccessKeyID != c.want.Chain.Source.Keys.AccessKeyID
	if _, open := c.opened[keys.AccessKeyID]; serial == "" || fresh && !open {
		err := do(keys)
		if serial == "" || !notAllowed(err) {
			return err
		}
		c.app.Trace("the new key alone may not, and is given an MFA session")
	}
	for {
		caller, kept, err := c.mfaSession(ctx, keys)
		if err != nil {
			return err
		}
		err = do(caller)
		if !kept || !sessionEnded(err) {
			return err
		}
		c.app.Trace("AWS no longer accepts the kept MFA session")
		if _, err := c.broker.Store.RemoveMFASessionsOf(keys.AccessKeyID); err != nil {
			return fmt.Errorf("removing an MFA session that AWS no longer accepts: %w", err)
		}
	}
}

// mfaSession is the MFA session of the keys. kept tells that it was there before, so
// that AWS may have forgotten it.
func (c *callers) mfaSession(ctx context.Context, keys session.Keys) (caller session.Keys, kept bool, err error) {
	if caller, open := c.opened[keys.AccessKeyID]; open {
		return caller, false, nil
	}
	request := c.want.Request
	request.Chain.Source.Keys = keys
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

// patiently repeats a call with the new key while AWS does not know the key yet.
func (c *callers) patiently(ctx context.Context, id string, do func() error) error {
	defer c.app.Progress("waiting until AWS accepts the new access key " + id)()
	begun := c.app.world.Now()
	for pause := firstLook; ; pause = min(2*pause, lastLook) {
		err := do()
		waited := c.app.world.Now().Sub(begun)
		if !unknownKey(err) || waited >= acceptance {
			return err
		}
		c.app.Trace(fmt.Sprintf("AWS does not know access key %s yet", id))
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-timer.C:
		}
	}
}

// unknownKey reports whether AWS said that it does not know the caller's keys.
func unknownKey(err error) bool {
	var refusal *aws.Refusal
	return errors.As(err, &refusal) && refusal.Kind == aws.KindInvalidKeys
}

// sessionEnded reports whether AWS refused the caller's session rather than the call.
func sessionEnded(err error) bool {
	var refusal *aws.Refusal
	return errors.As(err, &refusal) && (refusal.Kind == aws.KindExpired || refusal.Kind == aws.KindInvalidKeys)
}
