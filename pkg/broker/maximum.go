package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// need is what a cached session must have been asked for to serve a load that
// names a duration itself: no more than AWS would give, since asking again could
// not bring it.
func (b *Broker) need(r Request, role profile.Role) time.Duration {
	switch {
	case r.AtLeast > awsterms.LongestChainedSession && chained(r, role):
		return awsterms.LongestChainedSession
	case !r.Max:
		return r.AtLeast
	}
	if limit, _, ok := b.Store.Limit(role.ARN, b.Now()); ok {
		return limit
	}
	return awsterms.LongestRoleSession
}

// steps are the durations to ask for in turn. A limit that is known already
// comes first.
func (b *Broker) steps(r Request, h hop) []time.Duration {
	from := awsterms.LongestRoleSession
	if !r.Max {
		from = h.ask
	}
	if limit, _, ok := b.Store.Limit(h.role.ARN, b.Now()); ok && limit < from {
		from = limit
	}
	return descent(from)
}

// search is how far the search for a role's limit came. It goes on where it was
// when another code is asked for, because the one before was wrong or its answer
// was lost.
type search struct {
	arn string
	// steps are the durations still to be tried.
	steps []time.Duration
	// refused is the shortest duration that the role is known not to allow.
	refused time.Duration
	// unnamed says that nobody asked for one of the durations by number, and not of AWS,
	// which alone is sure to call a refused duration by its name: the refusal of a value
	// is taken for one of the duration, whatever it is called.
	unnamed bool
}

// tooLong reports whether a refusal may be about the duration.
func (s *search) tooLong(err error) bool {
	return tooLong(err) || s.unnamed && aws.Refused(err, aws.KindMalformed, aws.KindOther)
}

// spentCode ends a search: AWS refused one duration and, with it, used up the
// code, so that the shorter one could not be tried. The search does not go on
// with another code.
type spentCode struct{ reason error }

func (s *spentCode) Error() string { return s.reason.Error() }
func (s *spentCode) Unwrap() error { return s.reason }

func isSpent(err error) bool {
	var spent *spentCode
	return errors.As(err, &spent)
}

// descend tries durations until the role accepts one. The same code goes with
// every try: AWS does not say whether a refused duration spends it, and when it
// does, the next try tells (*spentCode).
func (b *Broker) descend(s *search, try func(time.Duration) (session.Issued, error)) (session.Issued, error) {
	for sent := false; ; sent = true {
		entry, err := try(s.steps[0])
		switch {
		case s.tooLong(err) && len(s.steps) > 1:
			b.Tell.Trace(fmt.Sprintf("%s does not allow %s", s.arn, session.Short(s.steps[0])))
			s.refused, s.steps = s.steps[0], s.steps[1:]
		case sent && wrongCode(err):
			return entry, &spentCode{err}
		default:
			return entry, err
		}
	}
}

// learnFrom remembers the longest session that a role grants, when the search has
// shown it; a session that is longer than the limit that was remembered corrects
// it.
func (b *Broker) learnFrom(s *search, max bool) {
	limit, _, known := b.Store.Limit(s.arn, b.Now())
	if got := s.steps[0]; max || s.refused > 0 || known && got > limit {
		b.learn(s.arn, got)
	}
}

func (b *Broker) learn(arn string, limit time.Duration) {
	if err := b.Store.PutLimit(arn, limit, b.Now()); err != nil {
		b.Tell.Warn("the role's limit could not be remembered: " + err.Error())
	}
}

// afterSpentCode gets a session that surely works, an hour through the MFA
// session, which needs no code while that one lasts. The next search begins at
// the role's limit when it may be read from IAM, else where this one ended.
func (b *Broker) afterSpentCode(ctx context.Context, r Request, h hop, caller session.Keys, s *search) (session.Issued, error) {
	b.learn(s.arn, s.steps[0])
	b.Tell.Notice(fmt.Sprintf("%s does not allow %s, and AWS used up the code in saying so: this session lasts an hour, by way of the MFA session, and the next search begins with %s",
		s.arn, session.Short(s.refused), session.Short(s.steps[0])))
	h.mfa, h.ask = sharedSession, awsterms.LongestChainedSession
	entry, err := b.assumeThroughSession(ctx, r, h, caller)
	if err != nil {
		return session.Issued{}, err
	}
	if limit, ok := b.readLimit(ctx, r, s.arn, entry.Keys); ok && limit < s.refused {
		b.learn(s.arn, limit)
	}
	return entry, nil
}

// overLimit is the error of a duration that was asked for by number and is more
// than the role allows: with the limit, if that is known or can be found without
// another code.
func (b *Broker) overLimit(ctx context.Context, r Request, h hop, caller session.Keys, reason error) error {
	limit, _, ok := b.Store.Limit(h.role.ARN, b.Now())
	if !ok || limit >= h.ask {
		if limit, ok = b.findLimit(ctx, r, h, caller); ok && limit < h.ask {
			b.learn(h.role.ARN, limit)
		}
	}
	if !ok || limit >= h.ask {
		return reason
	}
	return &OverLimit{ARN: h.role.ARN, Asked: h.ask, Limit: limit, reason: reason}
}

// findLimit asks IAM with whatever keys there are: the caller's, when the role is
// in its account, else the role's own, which an hour's session that needs no
// code gives.
func (b *Broker) findLimit(ctx context.Context, r Request, h hop, caller session.Keys) (time.Duration, bool) {
	if account := awsterms.Account(h.serial); account != "" && account == awsterms.Account(h.role.ARN) {
		if limit, ok := b.readLimit(ctx, r, h.role.ARN, caller); ok {
			return limit, true
		}
	}
	if h.mfa == codeWithCall {
		kept, ok := b.keptUser(r, userKey(r.Chain, caller, h.serial), 0, 0)
		if !ok {
			return 0, false
		}
		caller = kept.Keys
	}
	h.ask = 0
	entry, err := b.call(ctx, r, h, caller, "")
	if err != nil {
		b.Tell.Trace("no session to read the role's limit with: " + err.Error())
		return 0, false
	}
	return b.readLimit(ctx, r, h.role.ARN, entry.Keys)
}

// readLimitWithin bounds a question that a session does not depend on.
const readLimitWithin = 3 * time.Second

// readLimit asks IAM for a role's limit.
func (b *Broker) readLimit(ctx context.Context, r Request, arn string, keys session.Keys) (time.Duration, bool) {
	ctx, cancel := context.WithTimeout(ctx, readLimitWithin)
	defer cancel()
	b.Tell.Trace("iam:GetRole " + arn)
	limit, err := b.Client().RoleLimit(ctx, keys, arn)
	if err != nil {
		b.Tell.Trace("the role's limit could not be read from IAM: " + err.Error())
		return 0, false
	}
	return limit, true
}

// OverLimit is a duration that was asked for by number and is more than the role
// allows.
type OverLimit struct {
	ARN string
	// Asked and Limit are what was asked for and the role's MaxSessionDuration.
	Asked, Limit time.Duration
	reason       error
}

func (o *OverLimit) Error() string {
	return fmt.Sprintf("%s allows sessions of at most %s: %v", o.ARN, session.Short(o.Limit), o.reason)
}

// Unwrap is AWS's refusal.
func (o *OverLimit) Unwrap() error { return o.reason }

// ExitCode is 5: AWS said no.
func (o *OverLimit) ExitCode() int { return exit.Refused }

// Hints says what to ask for.
func (o *OverLimit) Hints() []string {
	return []string{
		fmt.Sprintf("ask for %s (-d %s, duration_seconds = %d), or for -d max", session.Short(o.Limit), session.Short(o.Limit), o.Limit/time.Second),
		"or have the role's maximum session duration raised in IAM (up to 12 hours)",
	}
}
