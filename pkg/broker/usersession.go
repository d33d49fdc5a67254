package broker

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// userKey names the session of an IAM user: one per access key, device and
// endpoint. Its life is no part of the name: a longer session serves whoever
// wants a shorter one.
func userKey(chain profile.Chain, keys session.Keys, serial string) cache.MFAKey {
	return cache.MFAKey{AccessKeyID: keys.AccessKeyID, Serial: serial, Endpoint: realm(chain)}
}

// realm is what decides which AWS knows a session: the partition, and a custom
// endpoint. A session of one region is good in all of its partition.
func realm(chain profile.Chain) string {
	if chain.Settings.Endpoints.STS != "" {
		return awsterms.Partition(chain.Settings.Region) + " " + chain.Settings.Endpoints.STS
	}
	return awsterms.Partition(chain.Settings.Region)
}

// userSession is the session of the chain's IAM user, kept or new. life is what
// it is asked for, atLeast what a kept one must have been asked for.
func (b *Broker) userSession(ctx context.Context, r Request, keys session.Keys, serial string, life, atLeast time.Duration) (session.Issued, error) {
	key := userKey(r.Chain, keys, serial)
	kept := func() (session.Issued, bool) { return b.keptUser(r, key, 0, atLeast) }
	return b.single(ctx, r, userLock(key), false, kept, func() (session.Issued, error) {
		return b.newUserSession(ctx, r, key, keys, life)
	})
}

// userLock names the session for the lock.
func userLock(key cache.MFAKey) string {
	return "user " + key.AccessKeyID + " " + key.Serial + " " + key.Endpoint
}

// keptUser is the session in the store, if it is fresh and long enough.
func (b *Broker) keptUser(r Request, key cache.MFAKey, min, atLeast time.Duration) (session.Issued, bool) {
	entry, ok := b.Store.MFASession(key)
	if !ok || !cache.FreshMFASession(entry, b.awsNow(r), min) || madeShorter(entry, atLeast) {
		return session.Issued{}, false
	}
	return entry, true
}

// newUserSession calls GetSessionToken, with a code when there is a device.
func (b *Broker) newUserSession(ctx context.Context, r Request, key cache.MFAKey, keys session.Keys, life time.Duration) (session.Issued, error) {
	keys, err := b.opened(ctx, r, keys)
	if err != nil {
		return session.Issued{}, err
	}
	ask := aws.SessionRequest{Profile: r.Chain.Source.Profile, Serial: key.Serial, Duration: life}
	var entry session.Issued
	err = b.withCode(ctx, r, key.Serial, func(code string) (err error) {
		ask.Code = code
		b.Tell.Trace(fmt.Sprintf("sts:GetSessionToken for %s, %s", session.Short(life), withDevice(key.Serial)))
		entry, err = b.timed(r, func() (session.Issued, error) { return b.Client().GetSessionToken(ctx, keys, ask) })
		return err
	})
	if err != nil {
		return session.Issued{}, err
	}
	if entry.Account == "" {
		entry.Account = awsterms.Account(key.Serial)
	}
	if err := b.Store.PutMFASession(key, entry); err != nil {
		b.Tell.Warn("the MFA session could not be kept: " + err.Error())
	}
	return entry, nil
}

func withDevice(serial string) string {
	if serial == "" {
		return "without MFA"
	}
	return "with MFA device " + serial
}

// mfaLife is how long the shared MFA session is asked for.
func (r Request) mfaLife() time.Duration {
	if r.MFALife > 0 {
		return r.MFALife
	}
	return awsterms.DefaultUserSession
}

// userLife is how long the session of an IAM user's own profile is asked for.
func (r Request) userLife() time.Duration {
	if r.UserLife > 0 {
		return r.UserLife
	}
	return r.mfaLife()
}
