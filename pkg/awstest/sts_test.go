package awstest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestAssumeRoleWithMFA(t *testing.T) {
	s, ctx := example(t), context.Background()
	out := must[*sts.AssumeRoleOutput](t)(stsClient(s, michael).AssumeRole(ctx, withMFA(assume(ProdRole, 12*time.Hour), MFASerial, code(t, s, MFASerial))))
	if left := time.Until(*out.Credentials.Expiration); left < 12*time.Hour-5*time.Second || left > 12*time.Hour {
		t.Errorf("the session has %v left, want 12 hours", left)
	}
	role := Credentials{*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken, time.Time{}}
	who := must[*sts.GetCallerIdentityOutput](t)(stsClient(s, role).GetCallerIdentity(ctx, nil))
	if want := "arn:aws:sts::444455556666:assumed-role/admin/michael"; *who.Arn != want || *who.Arn != *out.AssumedRoleUser.Arn || *who.Account != ProdAccount {
		t.Errorf("identity %s of %s, want %s", *who.Arn, *who.Account, want)
	}
	if *who.UserId != *out.AssumedRoleUser.AssumedRoleId {
		t.Errorf("user id %s, want %s", *who.UserId, *out.AssumedRoleUser.AssumedRoleId)
	}
	log := s.Log()
	if len(log) != 2 || log[0].Code != 1 || log[0].Params["TokenCode"] != "(sent)" || log[0].Region != "eu-west-1" || !log[1].SessionToken {
		t.Errorf("log:\n%s", log)
	}
}

// TestRefusals holds the answers of docs/aws-behaviour.md, "What STS refuses",
// against AWS's words.
func TestRefusals(t *testing.T) {
	s, ctx := example(t), context.Background()
	michaelAnd := func(role string) string {
		return "User: " + UserARN + " is not authorized to perform: sts:AssumeRole on resource: " + role
	}
	session := func(arn string, mfa bool) Credentials {
		return must[Credentials](t)(s.Session(arn, time.Hour, mfa))
	}
	external := assume(PartnerRole, 0)
	external.ExternalId = aws.String("wrong-one")
	serialAlone := assume(ProdRole, 0)
	serialAlone.SerialNumber = aws.String(MFASerial)
	badName := assume(ProdRole, 0)
	badName.RoleSessionName = aws.String("a b")
	const badMFA = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user."
	const badCode = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
	for name, c := range map[string]struct {
		who           Credentials
		in            *sts.AssumeRoleInput
		code, message string
	}{
		"no MFA":                {michael, assume(ProdRole, 0), "AccessDenied", michaelAnd(ProdRole)},
		"no trust":              {michael, withMFA(assume(ForeignRole, 0), MFASerial, code(t, s, MFASerial)), "AccessDenied", michaelAnd(ForeignRole)},
		"no such role":          {michael, assume("arn:aws:iam::444455556666:role/nobody", 0), "AccessDenied", michaelAnd("arn:aws:iam::444455556666:role/nobody")},
		"wrong external id":     {michael, external, "AccessDenied", michaelAnd(PartnerRole)},
		"no external id":        {michael, assume(PartnerRole, 0), "AccessDenied", michaelAnd(PartnerRole)},
		"session without MFA":   {session(UserARN, false), assume(ProdRole, 0), "AccessDenied", michaelAnd(ProdRole)},
		"wrong code":            {michael, withMFA(assume(ProdRole, 0), MFASerial, aws.String("000000")), "AccessDenied", badCode},
		"unknown device":        {michael, withMFA(assume(ProdRole, 0), "arn:aws:iam::111122223333:mfa/nobody", aws.String("123456")), "AccessDenied", badMFA},
		"another's device":      {michael, withMFA(assume(ProdRole, 0), OtherMFASerial, aws.String(s.Code(OtherMFASerial))), "AccessDenied", badMFA},
		"role session with MFA": {session(DevRole, false), withMFA(assume(ChainedRole, 0), MFASerial, aws.String("123456")), "AccessDenied", badMFA},
		"serial alone":          {michael, serialAlone, "AccessDenied", "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."},
		"over the role's maximum": {michael, assume(OpenRole, 12*time.Hour+time.Second), "ValidationError",
			"1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200"},
		"too short": {michael, assume(OpenRole, 899*time.Second), "ValidationError",
			"1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"},
		"bad session name": {michael, badName, "ValidationError",
			`1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`},
		"not an ARN": {michael, assume(`"arn-of-the-admin-role"`, 0), "ValidationError", `"arn-of-the-admin-role" is invalid`},
		"chained for two hours": {session(DevRole, false), assume(ChainedRole, 2*time.Hour), "ValidationError",
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."},
		"two hours from an MFA session": {session(UserARN, true), assume(ProdRole, 2*time.Hour), "ValidationError",
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stsClient(s, c.who).AssumeRole(ctx, c.in)
			wantCode(t, err, c.code, c.message)
		})
	}
}

func TestOneCodeManyRoles(t *testing.T) {
	s, ctx := example(t), context.Background()
	c := code(t, s, MFASerial)
	out := must[*sts.GetSessionTokenOutput](t)(stsClient(s, michael).GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: aws.String(MFASerial), TokenCode: c}))
	session := Credentials{*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken, time.Time{}}
	client := stsClient(s, session)
	for _, role := range []string{DevRole, ProdRole, ShortRole} {
		must[*sts.AssumeRoleOutput](t)(client.AssumeRole(ctx, assume(role, time.Hour)))
	}
	_, err := client.GetSessionToken(ctx, nil)
	wantCode(t, err, "AccessDenied", "Cannot call GetSessionToken with session credentials")
	_, err = stsClient(s, michael).GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: aws.String(MFASerial), TokenCode: c})
	wantCode(t, err, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
	_, err = stsClient(s, michael).GetSessionToken(ctx, &sts.GetSessionTokenInput{DurationSeconds: aws.Int32(129601)})
	wantCode(t, err, "ValidationError", "")
	if log := s.Log(); log.Codes() != 1 || len(log.Of("AssumeRole").OK()) != 3 || log[0].Code != log[5].Code {
		t.Errorf("log:\n%s", log)
	}
}

func TestChain(t *testing.T) {
	s, ctx := example(t), context.Background()
	who := michael
	in := withMFA(assume(DevRole, 12*time.Hour), MFASerial, code(t, s, MFASerial))
	for _, next := range []*sts.AssumeRoleInput{assume(ChainedRole, time.Hour), assume(DeepRole, 0), nil} {
		out := must[*sts.AssumeRoleOutput](t)(stsClient(s, who).AssumeRole(ctx, in))
		who = Credentials{*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken, time.Time{}}
		in = next
	}
	_, err := stsClient(s, michael).AssumeRole(ctx, assume(ChainedRole, 0))
	wantCode(t, err, "AccessDenied", "")
}

// TestRefusedDurationSpendsTheCode tries both things that AWS may do.
func TestRefusedDurationSpendsTheCode(t *testing.T) {
	for name, keep := range map[string]bool{"spent": false, "kept": true} {
		t.Run(name, func(t *testing.T) {
			w := ExampleWorld()
			w.KeepRefusedCodes = keep
			s, ctx := start(t, w), context.Background()
			c := code(t, s, MFASerial)
			_, err := stsClient(s, michael).AssumeRole(ctx, withMFA(assume(ShortRole, 2*time.Hour), MFASerial, c))
			wantCode(t, err, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
			_, err = stsClient(s, michael).AssumeRole(ctx, withMFA(assume(ShortRole, time.Hour), MFASerial, c))
			if keep {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantCode(t, err, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
		})
	}
}

func TestCodesAndDrift(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	s := start(t, ExampleWorld(), WithClock(func() time.Time { return now }))
	_, d := s.world.device(MFASerial)
	at := func(offset int64) string { return must[string](t)(d.code(uint64(now.Unix()/window + offset))) }
	for offset, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		if _, got := s.spend(d, at(offset), now); got != want {
			t.Errorf("code %d windows off: accepted %v, want %v", offset, got, want)
		}
		if _, again := s.spend(d, at(offset), now); again {
			t.Errorf("code %d windows off was accepted twice", offset)
		}
	}
	if c, err := s.NextCode(MFASerial); err == nil || !strings.Contains(err.Error(), "30 s") {
		t.Errorf("NextCode gives %q, %v; every code is spent", c, err)
	}
	s.SetOffset(window * time.Second)
	if got := must[string](t)(s.NextCode(MFASerial)); got != at(2) {
		t.Errorf("NextCode gives %s in the next window, want %s", got, at(2))
	}
}

func TestWebIdentity(t *testing.T) {
	w := ExampleWorld()
	w.WebIdentities = []WebIdentity{
		{Token: "good-token", Provider: WebProvider, Subject: "job", Audience: "sts.amazonaws.com"},
		{Token: "late-token", Provider: WebProvider, Expires: time.Now().Add(-time.Minute)},
	}
	s, ctx := start(t, w), context.Background()
	try := func(role, token string) error {
		_, err := stsClient(s, Credentials{}).AssumeRoleWithWebIdentity(ctx, &sts.AssumeRoleWithWebIdentityInput{
			RoleArn: &role, RoleSessionName: aws.String("ci"), WebIdentityToken: &token})
		return err
	}
	if err := try(WebRole, "good-token"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, try(WebRole, "late-token"), "ExpiredTokenException", "")
	wantCode(t, try(WebRole, "forged-token"), "InvalidIdentityToken", "")
	wantCode(t, try(ProdRole, "good-token"), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
	if e := s.Log()[0]; e.AccessKeyID != "" || e.Params["WebIdentityToken"] != "(sent)" {
		t.Errorf("log:\n%s", s.Log())
	}
}
