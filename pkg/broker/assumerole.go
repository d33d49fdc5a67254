package broker

import (
	"context"
	"fmt"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/session"
)

// call is one AssumeRole.
func (b *Broker) call(ctx context.Context, r Request, h hop, caller session.Keys, code string) (session.Issued, error) {
	name := h.role.SessionName
	if name == "" {
		name = r.SessionName()
	}
	ask := aws.RoleRequest{
		Profile: h.role.Profile, ARN: h.role.ARN, SessionName: name,
		ExternalID: h.role.ExternalID, Duration: h.ask,
	}
	if code != "" {
		ask.Serial, ask.Code = h.serial, code
	}
	b.Tell.Trace(fmt.Sprintf("sts:AssumeRole %s as %s", ask.ARN, name))
	return b.timed(r, func() (session.Issued, error) { return b.Client().AssumeRole(ctx, caller, ask) })
}

// assumeThroughSession assumes the role with the keys of the shared MFA session.
// A session that AWS no longer knows is dropped and opened anew, once.
func (b *Broker) assumeThroughSession(ctx context.Context, r Request, h hop, caller session.Keys) (session.Issued, error) {
	for again := false; ; again = true {
		_, kept := b.keptUser(r, userKey(r.Chain, caller, h.serial), 0, 0)
		shared, err := b.userSession(ctx, r, caller, h.serial, r.mfaLife(), 0)
		if err != nil {
			return session.Issued{}, err
		}
		entry, err := b.call(ctx, r, h, shared.Keys, "")
		if again || !endedSession(err) {
			if kept {
				err = r.keptUnknown(err)
			}
			return entry, err
		}
		b.Tell.Trace("AWS no longer accepts the kept MFA session")
		if err := b.Store.RemoveMFASession(userKey(r.Chain, caller, h.serial)); err != nil {
			return session.Issued{}, fmt.Errorf("removing an MFA session that AWS no longer accepts: %w", err)
		}
	}
}

// endedSession reports whether AWS says that the caller's session is over. Keys
// that it does not know are another matter: a region that is not enabled says so
// of good ones, too.
func endedSession(err error) bool { return aws.Refused(err, aws.KindExpired) }

// tooLong reports whether the role allows less than was asked for.
func tooLong(err error) bool { return aws.Refused(err, aws.KindTooLong) }
