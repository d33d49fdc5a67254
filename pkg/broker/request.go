// Package broker decides how a session is got and gets it: from a cache, from
// the shared MFA session, with a code straight from STS, or hop by hop along a
// chain of roles.
//
// Rules: what to do is decided by pure functions over the resolved chain and the
// request (plan.go); doing it needs the clients, caches, locks and codes that are
// passed in. A session that is cached and fresh costs no network and no prompt.
// A code is asked for only when a call that needs one is about to be made.
// Role sessions lie in the AWS CLI's cache under the key that the CLI computes
// for the same profile; everything else lies in awsenv's own store.
package broker

import (
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// Route is how a role that wants MFA gets it, configuration key `mfa`.
type Route int

const (
	// RouteAuto shares an MFA session for roles of up to an hour and sends the
	// code with AssumeRole for longer ones.
	RouteAuto Route = iota
	// RouteDirect always sends the code with AssumeRole.
	RouteDirect
	// RouteSession always goes through the shared MFA session.
	RouteSession
)

// Request is one session that somebody wants.
type Request struct {
	// Chain is the resolved profile. The last role carries what the flags and
	// the configuration in force changed: these decide the cache key.
	Chain profile.Chain
	// Max looks for the role's own maximum.
	Max bool
	// Lowerable says that the duration is a default of the configuration, which
	// gives way when the role allows less.
	Lowerable bool
	// AtLeast is the duration that this load asked for by itself (-d), with Max
	// the longest there is: a cached session that was asked for with less is not
	// reused. Zero: any will do.
	AtLeast time.Duration
	// Route is the configuration's `mfa`.
	Route Route
	// MFALife is the life of the shared MFA session; zero is 12 hours.
	MFALife time.Duration
	// UserLife is the life asked for when the profile is an IAM user's without
	// a role; zero is MFALife.
	UserLife time.Duration
	// Min is how much must be left for a cached session to be used; zero means
	// the line that session.Issued draws by itself (Fresh).
	Min time.Duration
	// Refresh ignores the cached role session (not the MFA session).
	Refresh bool
	// NoPrompt never asks and never waits for somebody else's prompt. Nor is the
	// configured command run, which may want a key to be touched.
	NoPrompt bool
	// CodeGiven says that a code came with the command line, so that nobody has to
	// be asked for it.
	CodeGiven bool
	// UserName is the IAM user behind the chain, for the prompt; may be empty.
	UserName string
	// SessionName names hops whose profile gives no role_session_name; it is asked
	// for when a call is made.
	SessionName func() string
}

// WithKeys is the request for another access key of the same user.
func (r Request) WithKeys(keys session.Keys) Request {
	r.Chain.Source.Keys = keys
	return r
}

// CallsSTS reports whether a new session for the request takes a call of STS:
// keys that other services or programs hand out go into the shell as they are.
func (r Request) CallsSTS() bool {
	return len(r.Chain.Roles) > 0 || opensSession(r.Chain.Source) || r.Chain.Source.Kind == profile.SourceWebIdentity
}

// role is the last hop, the session that the request is about.
func (r Request) role() (profile.Role, bool) {
	if len(r.Chain.Roles) == 0 {
		return profile.Role{}, false
	}
	return r.Chain.Roles[len(r.Chain.Roles)-1], true
}

// roleCall is what the AWS CLI would send for a hop, which is what the name of
// its cache file is made from.
func roleCall(role profile.Role) cache.RoleCall {
	return cache.RoleCall{
		RoleARN:      role.ARN,
		SessionName:  role.SessionName,
		ExternalID:   role.ExternalID,
		SerialNumber: role.MFASerial,
		Duration:     role.Duration,
	}
}
