package cli

import (
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// What STS accepts as DurationSeconds (spec section 6). The most that a role
// allows is its own affair and is left to AWS.
const (
	shortestSession    = 15 * time.Minute
	longestRoleSession = 12 * time.Hour
	longestUserSession = 36 * time.Hour
)

func checkRoleDuration(d time.Duration) error {
	return checkDuration(d, longestRoleSession, "a role session lasts 15 minutes to 12 hours")
}

func checkUserDuration(d time.Duration) error {
	return checkDuration(d, longestUserSession, "a session of an IAM user lasts 15 minutes to 36 hours")
}

func checkDuration(d, longest time.Duration, limits string) error {
	if d < shortestSession || d > longest {
		return usage(fmt.Sprintf("--duration %s is more or less than AWS allows", session.Short(d)), limits)
	}
	return nil
}
