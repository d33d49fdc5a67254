package profile

import (
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// limit is what botocore checks of an argument before it calls STS: a minimum
// length only (the AssumeRole API model).
type limit struct {
	option string
	least  int
	// emptyIsAbsent is the rule for role_session_name: an empty name is made up.
	emptyIsAbsent bool
	hint          string
}

// roleLimits are the options of a role that have a limit.
var roleLimits = [...]limit{
	{"role_arn", 20, false, "a role's ARN looks like arn:aws:iam::123456789012:role/NAME"},
	{"role_session_name", awsterms.ShortestSessionName, true, "a session name has " + awsterms.SessionNameRule},
	{"external_id", awsterms.ShortestExternalID, false, "remove the line when the role asks for no external ID"},
	{"mfa_serial", awsterms.ShortestSerial, false, "an MFA device's serial looks like arn:aws:iam::123456789012:mfa/NAME or GAHT12345678; remove the line for a role without MFA"},
}

// check says what is wrong with a value, "" for nothing.
func (l limit) check(value string) string {
	switch n := utf8.RuneCountInString(value); {
	case n == 0:
		return l.option + " is set but empty"
	case n < l.least:
		return fmt.Sprintf("%s %q is too short: %d characters at least", l.option, value, l.least)
	}
	return ""
}

const durationHint = "duration_seconds is from 900 to 43200 seconds"

// Check refuses what STS can never accept. For a role of a profile Resolve has
// checked it already; it is for a role that flags have made or changed.
func (r Role) Check() error {
	for i, value := range [...]string{r.ARN, r.SessionName, r.ExternalID, r.MFASerial} {
		if value == "" && i > 0 {
			continue
		}
		if problem := roleLimits[i].check(value); problem != "" {
			err := &Error{Kind: InvalidValue, Profile: r.Profile, Problem: problem}
			return err.hint("%s", roleLimits[i].hint)
		}
	}
	if r.Duration != 0 && r.Duration < awsterms.ShortestSession {
		err := &Error{Kind: InvalidValue, Profile: r.Profile, Problem: fmt.Sprintf("a duration of %s is too short: 900 seconds at least", r.Duration)}
		return err.hint("%s", durationHint)
	}
	return nil
}

// parseSeconds reads duration_seconds by the rules of Python's int. ok is false for
// anything else, which the AWS CLI ignores.
func parseSeconds(value string) (d time.Duration, ok bool, err error) {
	digits, isInt := ini.Int(value)
	if !isInt {
		return 0, false, nil
	}
	seconds, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || seconds > int64(1<<62/time.Second):
		return 0, false, errors.New("the number is too large")
	case seconds < int64(awsterms.ShortestSession/time.Second):
		return 0, false, fmt.Errorf("%d seconds is too short: 900 at least", seconds)
	}
	return time.Duration(seconds) * time.Second, true, nil
}
