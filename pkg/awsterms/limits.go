package awsterms

import (
	"strings"
	"time"
)

// The limits of STS (API reference of AssumeRole and GetSessionToken).
const (
	// ShortestSession is the least that DurationSeconds may be.
	ShortestSession = 15 * time.Minute
	// LongestRoleSession is the most that a role's MaxSessionDuration can be.
	LongestRoleSession = 12 * time.Hour
	// LongestChainedSession is the most for a role that is assumed with temporary keys.
	LongestChainedSession = time.Hour
	// DefaultUserSession is what GetSessionToken gives an IAM user when nobody asks.
	DefaultUserSession = 12 * time.Hour
	// LongestUserSession is the most that GetSessionToken gives an IAM user.
	LongestUserSession = 36 * time.Hour
	// ShortestSessionName and LongestSessionName count characters of RoleSessionName.
	ShortestSessionName, LongestSessionName = 2, 64
	// LongestFederatedName counts characters of the Name of GetFederationToken.
	LongestFederatedName = 32
	// LongestConsoleSession is the most that a sign-in to the console can be asked to
	// last.
	LongestConsoleSession = 12 * time.Hour
	// ShortestSerial and ShortestExternalID count characters of SerialNumber and
	// ExternalId.
	ShortestSerial, ShortestExternalID = 9, 2
)

// SessionNameRule says in words what ValidSessionName makes true.
const SessionNameRule = "2 to 64 letters, digits and _+=,.@-"

// ValidSessionName is the nearest name that AWS takes as RoleSessionName: what it does
// not allow becomes "-", and the length is brought within its limits.
func ValidSessionName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_+=,.@-", r)) {
			return r
		}
		return '-'
	}, name)
	if len(name) > LongestSessionName {
		name = name[:LongestSessionName]
	}
	if missing := ShortestSessionName - len(name); missing > 0 {
		name += strings.Repeat("-", missing)
	}
	return name
}
