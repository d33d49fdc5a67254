package aws

import (
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// problem is what is wrong, in a few words.
func (r *Refusal) problem() string {
	switch r.Kind {
	case KindNotAuthorized:
		return "not allowed"
	case KindBadCode:
		return "the MFA code was not accepted"
	case KindBadDevice:
		return fmt.Sprintf("the MFA device %q is not one of the calling user's", printable.Words(r.asked.serial))
	case KindIncompleteMFA:
		return "MFA serial and code only go together"
	case KindTemporaryCaller:
		return "the source's keys are a session's already, and a session cannot open another"
	case KindTooLong:
		return r.length() + "longer than the role allows"
	case KindChainTooLong:
		return r.length() + "longer than the hour that AWS gives to a role assumed with a session's keys"
	case KindMalformed:
		return "a value is malformed"
	case KindExpired:
		return "the session that the call was made with has ended"
	case KindInvalidKeys:
		return "AWS does not know the keys"
	case KindBadSignature:
		return "the secret key does not belong to the access key"
	case KindClock:
		return "this computer's clock is " + off(r.Ahead)
	case KindRegionDisabled:
		return "STS is switched off in this region"
	case KindNoSuchCall:
		return "this endpoint has no such call"
	}
	return "AWS refused"
}

// length is the duration that was asked for, with a blank, when there was one.
func (r *Refusal) length() string {
	if r.asked.duration == 0 {
		return "it is "
	}
	return session.Short(r.asked.duration) + " is "
}

// off says how wrong our clock is, when AWS's is ahead by so much.
func off(ahead time.Duration) string {
	switch {
	case ahead < 0:
		return session.Short(-ahead) + " ahead of AWS's"
	case ahead > 0:
		return session.Short(ahead) + " behind AWS's"
	}
	return "too far from AWS's"
}

// Hints say what to change.
func (r *Refusal) Hints() []string {
	switch r.Kind {
	case KindNotAuthorized:
		return r.deniedHints()
	case KindBadCode:
		return []string{"a code works once, for half a minute: wait for the next one",
			fmt.Sprintf("if it keeps failing, check that the device is %s and that its clock is right", printable.Words(r.asked.serial))}
	case KindBadDevice:
		return []string{fmt.Sprintf("mfa_serial of profile %q must name a device of the IAM user whose keys make the call: arn:aws:iam::ACCOUNT:mfa/NAME", r.asked.profile)}
	case KindIncompleteMFA:
		return []string{"give both mfa_serial and a code, or neither"}
	case KindTemporaryCaller:
		return []string{fmt.Sprintf("give profile %q the long-term keys of an IAM user as its source", r.asked.profile)}
	case KindTooLong:
		return []string{"lower duration_seconds of the profile, or -d; -d max finds the role's own limit", "or raise the role's maximum session duration in IAM (up to 12 hours)"}
	case KindChainTooLong:
		return []string{"ask for at most an hour (-d 1h), or assume the role with the user's own keys and a code: mfa = \"direct\" in awsenv's configuration"}
	case KindMalformed:
		return []string{"AWS names the value; in ~/.aws/config quotes, and comments behind a value, are part of it"}
	case KindExpired:
		return r.expiredHints()
	case KindInvalidKeys:
		return r.unknownKeysHints()
	case KindBadSignature:
		return []string{"check aws_secret_access_key: a missing character, a stray blank, or the secret of another key"}
	case KindClock:
		return []string{"set this computer's clock: AWS accepts requests signed up to 5 minutes away, and codes depend on the time too"}
	case KindRegionDisabled:
		return []string{"use another region (--region us-east-1), or have an administrator switch STS on for it in the account's settings"}
	case KindNoSuchCall:
		return r.noSuchCallHints()
	}
	return nil
}

func (r *Refusal) deniedHints() []string {
	if r.asked.action == "sso:GetRoleCredentials" {
		return []string{fmt.Sprintf("check sso_account_id and sso_role_name of profile %q: the role has to be assigned to you in that account", r.asked.profile)}
	}
	if r.Code == "INSUFFICIENT_PERMISSIONS" {
		return []string{"the identity needs " + r.asked.action + ", which AWS's managed policy SignInLocalDevelopmentAccess allows"}
	}
	if r.asked.action != "sts:AssumeRole" && r.asked.action != "sts:AssumeRoleWithWebIdentity" {
		return []string{"check the policies of the caller, and of its organisation, for " + r.asked.action}
	}
	hints := []string{"STS does not say which it is: the role's trust policy, the caller's own policies or its organisation's, a condition on MFA or on an external ID, or that there is no such role"}
	if r.asked.action == "sts:AssumeRole" && r.asked.serial == "" && !r.asked.temporary {
		hints = append(hints, fmt.Sprintf("no MFA was given: if the role wants it, set mfa_serial in profile %q", r.asked.profile))
	}
	if r.asked.action == "sts:AssumeRole" && !r.asked.external {
		hints = append(hints, fmt.Sprintf("no external ID was given: if the role wants one, set external_id in profile %q", r.asked.profile))
	}
	return hints
}

func (r *Refusal) noSuchCallHints() []string {
	if r.asked.action == "sts:GetSessionToken" {
		return []string{`mfa = "direct" in the profile's table of awsenv's configuration sends the code with AssumeRole instead`,
			"a profile with keys and no mfa_serial is loaded with the keys as they are"}
	}
	return []string{"check endpoint_url and AWS_ENDPOINT_URL_STS: is it a server that offers " + r.asked.action + "?"}
}

func (r *Refusal) expiredHints() []string {
	if r.asked.action == "sts:AssumeRoleWithWebIdentity" {
		return []string{"the web identity token has expired: whatever writes web_identity_token_file has to write a new one"}
	}
	return []string{"get new keys for the source: awsenv --refresh, or whatever wrote them into the credentials file"}
}

func (r *Refusal) unknownKeysHints() []string {
	hints := []string{"the access key was deleted or switched off, or belongs to another partition, or the region is not enabled for the account"}
	if r.asked.temporary {
		return append(hints, "or the session token belongs to other keys")
	}
	return append(hints, "or a session token is missing beside temporary keys (they begin with ASIA)")
}
