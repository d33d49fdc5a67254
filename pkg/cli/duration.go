package cli

import (
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/session"
)

// settleDuration settles how long a session is asked for: as the command line says,
// else the profile's own table of the configuration, else the profile, else the
// configuration's default. A number is sent, and is part of a role's cache key; "max"
// leaves the profile's own key alone.
func settleDuration(r *broker.Request, typed lifetime, own, everywhere config.RoleDuration) error {
	if typed.Given && !typed.Max {
		r.AtLeast = typed.Time
	}
	if len(r.Chain.Roles) == 0 {
		return settleUserDuration(r, typed, own)
	}
	role := &r.Chain.Roles[len(r.Chain.Roles)-1]
	switch {
	case typed.Max:
		r.Max, r.AtLeast = true, awsterms.LongestRoleSession
	case typed.Given:
		role.Duration = typed.Time
		return checkDuration(typed.Time, awsterms.LongestRoleSession, "a role session")
	case own.Max:
		r.Max = true
	case own.Given():
		role.Duration = own.Length
	case role.Duration != 0:
	case everywhere.Max:
		r.Max = true
	case everywhere.Given():
		role.Duration, r.Lowerable = everywhere.Length, true
	}
	return nil
}

// settleUserDuration is settleDuration for the session of an IAM user.
func settleUserDuration(r *broker.Request, typed lifetime, own config.RoleDuration) error {
	switch {
	case typed.Max:
		r.UserLife, r.AtLeast = awsterms.LongestUserSession, awsterms.LongestUserSession
	case typed.Given:
		r.UserLife = typed.Time
		return checkDuration(typed.Time, awsterms.LongestUserSession, "a session of an IAM user")
	case own.Given() && !own.Max:
		r.UserLife = own.Length
	}
	return nil
}

// checkDuration refuses what AWS allows for no session of the kind.
func checkDuration(d, longest time.Duration, kind string) error {
	problem := ""
	switch {
	case d < awsterms.ShortestSession:
		problem = fmt.Sprintf("less than the %d minutes that AWS allows at least", awsterms.ShortestSession/time.Minute)
	case d > longest:
		problem = fmt.Sprintf("more than the %d hours that AWS allows at most", longest/time.Hour)
	default:
		return nil
	}
	return usage(fmt.Sprintf("--duration %s is %s for %s", session.Short(d), problem, kind))
}
