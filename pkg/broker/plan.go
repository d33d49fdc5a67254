package broker

import (
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/profile"
)

// mfaWay is how MFA comes into a call: whose keys sign it, and whether a code goes
// with it.
type mfaWay int

const (
	// withoutMFA calls with the caller's keys and no MFA.
	withoutMFA mfaWay = iota
	// codeWithCall sends serial and code with the call itself.
	codeWithCall
	// sharedSession calls with the keys of the shared MFA session.
	sharedSession
)

// hop is one AssumeRole to be made.
type hop struct {
	role profile.Role
	// serial is the device, empty with withoutMFA.
	mfa    mfaWay
	serial string
	// ask is the DurationSeconds to send; zero sends none.
	ask time.Duration
	// capped is the duration that was wished for when AWS's limit for chained
	// roles made ask smaller; zero when nothing was cut.
	capped time.Duration
}

// planHop decides the call for one role of the chain. first says that the
// caller is the source; temporary that the caller's keys came from STS, so that
// AWS limits what they assume to an hour.
func planHop(r Request, role profile.Role, wish time.Duration, max, first, temporary bool) hop {
	h := hop{role: role, mfa: withoutMFA, ask: wish}
	serial := role.MFASerial
	if first && serial == "" {
		serial = r.Chain.Source.MFASerial
	}
	switch {
	case serial == "" || !first:
		// A role session has no MFA device: AWS refuses any serial that it sends.
	case temporary:
		// The source is already a session: it cannot open another one, and the
		// AWS CLI would send the code along.
		if role.MFASerial != "" {
			h.mfa, h.serial = codeWithCall, serial
		}
	case r.Route == RouteDirect, r.Route == RouteAuto && (wish > awsterms.LongestChainedSession || max):
		h.mfa, h.serial = codeWithCall, serial
	default:
		h.mfa, h.serial = sharedSession, serial
	}
	if h.mfa == sharedSession || temporary {
		h.ask, h.capped = capChained(wish)
	}
	return h
}

// chained reports whether AWS's limit for roles assumed with a session's keys
// applies to the role of a request. Sources that are not keys give a session's,
// as far as can be told before they are asked.
func chained(r Request, last profile.Role) bool {
	if len(r.Chain.Roles) > 1 {
		return true
	}
	source := r.Chain.Source
	keys := source.Kind == profile.SourceKeys || source.Kind == profile.SourceEnvironment
	h := planHop(r, last, last.Duration, r.Max, true, !keys || source.Keys.Temporary())
	return h.mfa == sharedSession || !keys || source.Keys.Temporary()
}

// capChained applies AWS's limit for roles assumed with temporary keys.
func capChained(wish time.Duration) (ask, capped time.Duration) {
	if wish > awsterms.LongestChainedSession {
		return awsterms.LongestChainedSession, wish
	}
	return wish, 0
}

// descent are the durations that a search for a role's maximum tries: from, then
// every shorter value that people set as MaxSessionDuration.
func descent(from time.Duration) []time.Duration {
	steps := []time.Duration{from}
	for _, hours := range []time.Duration{8, 4, 2, 1} {
		if step := hours * time.Hour; step < from {
			steps = append(steps, step)
		}
	}
	return steps
}
