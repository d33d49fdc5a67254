package aws

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// refusals are the rows of docs/aws-behaviour.md, "What STS refuses", in AWS's
// words.
var refusals = []struct {
	name          string
	status        int
	code, message string
	kind          Kind
	problem, hint string
}{
	{"not authorized", 403, "AccessDenied", "User: arn:aws:iam::1:user/a is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/r", KindNotAuthorized, "not allowed", "trust policy"},
	{"wrong code", 403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ", KindBadCode, "code was not accepted", "wait for the next one"},
	{"wrong device", 403, "AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.", KindBadDevice, "not one of the calling user's", "mfa_serial"},
	{"serial alone", 403, "AccessDenied", "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.", KindIncompleteMFA, "only go together", "both"},
	{"session opens a session", 403, "AccessDenied", "Cannot call GetSessionToken with session credentials", KindTemporaryCaller, "session's already", "long-term keys"},
	{"too long", 400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", KindTooLong, "12h is longer than the role allows", "duration_seconds"},
	{"too long in a chain", 400, "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.", KindChainTooLong, "12h is longer than the hour", "-d 1h"},
	{"constraint", 400, "ValidationError", "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2", KindMalformed, "malformed", "quotes"},
	{"bad ARN", 400, "ValidationError", "\"arn\" is invalid", KindMalformed, "malformed", "quotes"},
	{"expired", 403, "ExpiredToken", "The security token included in the request is expired", KindExpired, "has ended", "new keys"},
	{"expired, typed", 400, "ExpiredTokenException", "Token expired: current date/time must be before the expiration date/time", KindExpired, "has ended", "new keys"},
	{"unknown keys", 403, "InvalidClientTokenId", "The security token included in the request is invalid.", KindInvalidKeys, "does not know the keys", "deleted"},
	{"wrong secret", 403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.", KindBadSignature, "does not belong", "aws_secret_access_key"},
	{"clock behind", 403, "SignatureDoesNotMatch", "Signature expired: 20261120T204500Z is now earlier than 20261120T205500Z (20261120T211000Z - 15 min.)", KindClock, "clock is 25m behind AWS's", "clock"},
	{"clock ahead", 403, "SignatureDoesNotMatch", "Signature not yet current: 20261120T212000Z is still later than 20261120T210500Z (20261120T210000Z + 5 min.)", KindClock, "clock is 20m ahead of AWS's", "clock"},
	{"request expired", 400, "RequestExpired", "Request has expired.", KindClock, "clock is ", "clock"},
	{"region off", 403, "RegionDisabledException", "STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.", KindRegionDisabled, "switched off", "--region"},
	{"new to us", 418, "Teapot", "I am short\x1b[31m and stout\n", KindOther, "AWS refused", ""},
}

func TestRefusals(t *testing.T) {
	for _, v := range refusals {
		t.Run(v.name, func(t *testing.T) {
			f := newFakeSTS(t, refuse(v.status, v.code, strings.ReplaceAll(v.message, "\x1b", "&#xfffd;")))
			request := withCode()
			request.Duration = 12 * time.Hour
			_, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, request)
			var r *Refusal
			if !errors.As(err, &r) {
				t.Fatalf("got %v", err)
			}
			if r.Kind != v.kind || r.Code != v.code || r.HTTPStatus != v.status || r.RequestID != "req-1" || r.ExitCode() != 5 || r.Date.IsZero() {
				t.Errorf("got %+v", r)
			}
			words := strings.Join(strings.Fields(v.message), " ")
			for _, want := range []string{v.problem, `assume role arn:aws:iam::123456789012:role/dev as "dev": `, v.code} {
				if !strings.Contains(r.Error(), want) {
					t.Errorf("%q is not in %q", want, r.Error())
				}
			}
			if said := strings.Join(strings.Fields(r.Message), " "); v.kind != KindOther && said != words {
				t.Errorf("AWS's words are %q, want %q", said, words)
			}
			if !strings.Contains(strings.Join(r.Hints(), "\n"), v.hint) {
				t.Errorf("hints are %q", r.Hints())
			}
			if strings.ContainsAny(r.Error()+strings.Join(r.Hints(), ""), "\x1b\n") || strings.Contains(r.Error(), "123456 ") {
				t.Errorf("not fit for a terminal: %q", r.Error())
			}
			if f.count() != 1 {
				t.Errorf("%d requests", f.count())
			}
		})
	}
}

func TestRefusalIsNotRepeatedWithoutACode(t *testing.T) {
	for _, v := range refusals {
		f := newFakeSTS(t, refuse(v.status, v.code, strings.ReplaceAll(v.message, "\x1b", "")))
		_, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, devRole)
		if exitCode(err) != 5 || f.count() != 1 {
			t.Errorf("%s: %d requests, %v", v.name, f.count(), err)
		}
	}
}

// A clock that is off is said, not silently corrected: the session would be of
// no use to the programs that it is for.
func TestClockIsNotCorrected(t *testing.T) {
	f := newFakeSTS(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		refuse(403, "SignatureDoesNotMatch", "Signature expired")(w, r)
	})
	_, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, devRole)
	var r *Refusal
	if !errors.As(err, &r) || f.count() != 1 || (r.Ahead-time.Hour).Abs() > time.Minute {
		t.Errorf("%d requests, %v, %+v", f.count(), err, r)
	}
}

func TestDeniedHintsKnowWhatWasSent(t *testing.T) {
	for name, v := range map[string]struct {
		keys    session.Keys
		request RoleRequest
		want    bool
	}{
		"no MFA":            {userKeys, devRole, true},
		"MFA":               {userKeys, withCode(), false},
		"through a session": {session.Keys{AccessKeyID: "ASIAX", SecretAccessKey: "s", SessionToken: "t"}, devRole, false},
	} {
		f := newFakeSTS(t, refuse(403, "AccessDenied", "x is not authorized to perform: sts:AssumeRole on resource: y"))
		_, err := f.client(Config{}).AssumeRole(t.Context(), v.keys, v.request)
		if strings.Contains(hints(err), "no MFA was given") != v.want {
			t.Errorf("%s: hints are %q", name, hints(err))
		}
	}
}

func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		12 * time.Hour: "12h", 90 * time.Minute: "1h30m", time.Minute: "1m", 10 * time.Minute: "10m", 432 * time.Second: "7m12s", 5 * time.Second: "5s", 10*time.Hour + time.Second: "10h0m1s",
	} {
		if got := session.Short(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}
