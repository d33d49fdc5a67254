package aws

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
)

// Kind sorts AWS's refusals by what has to change.
type Kind int

// The kinds that docs/aws-behaviour.md, "What STS refuses", tells apart.
const (
	// KindOther is a refusal that is not among them.
	KindOther Kind = iota
	// KindNotAuthorized: a policy, the trust, a missing MFA or external ID, or
	// no such role. STS does not say which.
	KindNotAuthorized
	// KindBadCode: the MFA code is wrong or was used before.
	KindBadCode
	// KindBadDevice: the MFA serial is not a device of the calling user.
	KindBadDevice
	// KindIncompleteMFA: serial without code, or code without serial.
	KindIncompleteMFA
	// KindTemporaryCaller: GetSessionToken was called with a session's keys.
	KindTemporaryCaller
	// KindTooLong: longer than the role's MaxSessionDuration.
	KindTooLong
	// KindChainTooLong: longer than an hour, asked with a session's keys.
	KindChainTooLong
	// KindMalformed: a value that AWS cannot read.
	KindMalformed
	// KindExpired: the calling session, or the web identity token, has ended. A
	// cached session that was refused so is of no more use.
	KindExpired
	// KindInvalidKeys: AWS does not know the keys, or not any more.
	KindInvalidKeys
	// KindBadSignature: the secret key does not belong to the access key.
	KindBadSignature
	// KindClock: the local clock is too far from AWS's.
	KindClock
	// KindRegionDisabled: STS is not switched on in the region.
	KindRegionDisabled
	// KindNoSuchCall: the endpoint has no such call, as other servers than AWS say.
	KindNoSuchCall
)

// Refusal is AWS's no. Its text names the step that failed and what is wrong,
// with AWS's own words after it.
type Refusal struct {
	// Step is what was being done: `assume role arn:... as "prod"`.
	Step string
	Kind Kind
	// Code and Message are AWS's own, cleaned of control characters.
	Code, Message string
	RequestID     string
	HTTPStatus    int
	// Date is the server's clock, zero when it did not say.
	Date time.Time
	// Ahead is how far AWS's clock is ahead of ours, negative when it is behind; 0
	// unless Kind is KindClock.
	Ahead time.Duration

	asked asked
}

// asked is what the refused request said, for the hints.
type asked struct {
	profile, serial     string
	duration            time.Duration
	temporary, external bool
	action              string
}

// Error says which step failed and why, then AWS's own words.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s: %s; AWS says: %s: %s", r.Step, r.problem(), r.Code, r.Message)
}

// ExitCode is 5: AWS said no.
func (r *Refusal) ExitCode() int { return exit.Refused }

// Refused reports whether an error is AWS's refusal of one of some kinds.
func Refused(err error, kinds ...Kind) bool {
	var refusal *Refusal
	return errors.As(err, &refusal) && slices.Contains(kinds, refusal.Kind)
}

// mark is one row of the table: a refusal with one of the codes whose message
// contains the words is of the kind. Empty words match any message.
type mark struct {
	codes string // separated by blanks
	words string
	kind  Kind
}

// marks are in the order in which they are tried. It is a function so that
// nothing is built at the start of the program.
func marks() []mark {
	const denied = "AccessDenied AccessDeniedException ForbiddenException INSUFFICIENT_PERMISSIONS"
	const invalid = "ValidationError ValidationException InvalidParameterValue"
	const signature = "SignatureDoesNotMatch InvalidSignatureException RequestExpired RequestTimeTooSkewed"
	return []mark{
		{invalid, "unsupported action", KindNoSuchCall},
		{"InvalidAction NotImplemented MethodNotAllowed UnknownOperationException", "", KindNoSuchCall},
		{denied, "invalid mfa one time pass code", KindBadCode},
		{denied, "unable to validate mfa code", KindBadDevice},
		{denied, "verify your mfa serial number", KindBadDevice},
		{denied, "both mfa serial number and one time pass code", KindIncompleteMFA},
		{denied, "with session credentials", KindTemporaryCaller},
		{denied, "", KindNotAuthorized},
		{invalid, "exceeds the maxsessionduration", KindTooLong},
		{invalid, "role chaining", KindChainTooLong},
		{invalid, "", KindMalformed},
		{"ExpiredToken ExpiredTokenException", "", KindExpired},
		{"InvalidClientTokenId UnrecognizedClientException InvalidAccessKeyId", "", KindInvalidKeys},
		{"RequestExpired RequestTimeTooSkewed", "", KindClock},
		{signature, "signature expired", KindClock},
		{signature, "signature not yet current", KindClock},
		{signature, "", KindBadSignature},
		{"RegionDisabledException", "", KindRegionDisabled},
	}
}

// kindOf finds the row of the table for a code and its message.
func kindOf(code, message string) Kind {
	message = strings.ToLower(message)
	for _, m := range marks() {
		for known := range strings.FieldsSeq(m.codes) {
			if known == code && strings.Contains(message, m.words) {
				return m.kind
			}
		}
	}
	return KindOther
}
