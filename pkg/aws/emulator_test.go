package aws

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/session"
)

func emulator(t *testing.T, edit ...func(*awstest.World)) *awstest.Server {
	t.Helper()
	w := awstest.ExampleWorld()
	w.Users[0].Devices[0].Drift = 30
	for _, e := range edit {
		e(&w)
	}
	s, err := awstest.Start(w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func direct(s *awstest.Server) *Client {
	return newTestClient(Config{Region: "eu-west-1", STSEndpoint: s.URL, SSOEndpoint: s.URL, OIDCEndpoint: s.URL, Timeout: 3 * time.Second})
}

var michael = session.Keys{AccessKeyID: awstest.AccessKey, SecretAccessKey: awstest.SecretKey}

func nextCode(t *testing.T, s *awstest.Server) string {
	t.Helper()
	code, err := s.NextCode(awstest.MFASerial)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestOneCodeManyRolesOnOneConnection(t *testing.T) {
	s := emulator(t)
	c := direct(s)
	open, err := c.GetSessionToken(t.Context(), michael, SessionRequest{Profile: "iam", Serial: awstest.MFASerial, Code: nextCode(t, s), Duration: 12 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for _, arn := range []string{awstest.DevRole, awstest.ProdRole, awstest.ShortRole} {
		a, err := c.AssumeRole(t.Context(), open.Keys, RoleRequest{Profile: "dev", ARN: arn, SessionName: "michael"})
		if err != nil || a.Account != awsterms.Account(arn) {
			t.Errorf("%s: %+v, %v", arn, a, err)
		}
	}
	if l := s.Log(); l.Codes() != 1 || l.Conns() != 1 || len(l) != 4 {
		t.Errorf("%d codes, %d connections:\n%s", l.Codes(), l.Conns(), l)
	}
}

func TestEmulatedRefusals(t *testing.T) {
	s := emulator(t)
	c := direct(s)
	code := nextCode(t, s)
	first := RoleRequest{Profile: "dev", ARN: awstest.DevRole, SessionName: "michael", Serial: awstest.MFASerial, Code: code, Duration: 12 * time.Hour}
	granted, err := c.AssumeRole(t.Context(), michael, first)
	if err != nil {
		t.Fatal(err)
	}
	if left := granted.Expires.Sub(granted.Obtained); left < 12*time.Hour-5*time.Second || left > 12*time.Hour+5*time.Second {
		t.Errorf("%s are left", left)
	}
	chain := RoleRequest{Profile: "deployer", ARN: awstest.ChainedRole, SessionName: "michael", Duration: 2 * time.Hour}
	for name, v := range map[string]struct {
		keys    session.Keys
		request func(RoleRequest) RoleRequest
		kind    Kind
	}{
		"code again":    {michael, func(r RoleRequest) RoleRequest { return r }, KindBadCode},
		"other device":  {michael, func(r RoleRequest) RoleRequest { r.Serial = awstest.OtherMFASerial; return r }, KindBadDevice},
		"serial alone":  {michael, func(r RoleRequest) RoleRequest { r.Code = ""; return r }, KindIncompleteMFA},
		"no MFA":        {michael, func(r RoleRequest) RoleRequest { r.Code, r.Serial = "", ""; return r }, KindNotAuthorized},
		"too long":      {michael, func(r RoleRequest) RoleRequest { r.ARN = awstest.ShortRole; r.Code = nextCode(t, s); return r }, KindTooLong},
		"bad name":      {michael, func(r RoleRequest) RoleRequest { r.SessionName = "a b"; r.Code = nextCode(t, s); return r }, KindMalformed},
		"no external":   {michael, func(RoleRequest) RoleRequest { return RoleRequest{ARN: awstest.PartnerRole, SessionName: "me"} }, KindNotAuthorized},
		"chained":       {granted.Keys, func(RoleRequest) RoleRequest { return chain }, KindChainTooLong},
		"wrong secret":  {session.Keys{AccessKeyID: awstest.AccessKey, SecretAccessKey: "x"}, func(r RoleRequest) RoleRequest { return r }, KindBadSignature},
		"unknown key":   {session.Keys{AccessKeyID: "AKIANOBODY", SecretAccessKey: "x"}, func(r RoleRequest) RoleRequest { return r }, KindInvalidKeys},
		"other session": {session.Keys{AccessKeyID: granted.Keys.AccessKeyID, SecretAccessKey: granted.Keys.SecretAccessKey, SessionToken: "x"}, func(RoleRequest) RoleRequest { return chain }, KindInvalidKeys},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := direct(s).AssumeRole(t.Context(), v.keys, v.request(first)) // the signer keeps a derived key per access key id
			var r *Refusal
			if !errors.As(err, &r) || r.Kind != v.kind || len(r.Hints()) == 0 {
				t.Errorf("got %v", err)
			}
		})
	}
	_, err = c.GetSessionToken(t.Context(), granted.Keys, SessionRequest{Profile: "dev"})
	var r *Refusal
	if !errors.As(err, &r) || r.Kind != KindTemporaryCaller && r.Kind != KindNotAuthorized {
		t.Errorf("session of a session: %v", err)
	}
	s.EndSessions()
	if _, err = c.CallerIdentity(t.Context(), "dev", granted.Keys); !errors.As(err, &r) || r.Kind != KindExpired {
		t.Errorf("ended session: %v", err)
	}
}

func TestEmulatedClock(t *testing.T) {
	s := emulator(t)
	s.SetOffset(-17 * time.Minute)
	_, err := direct(s).AssumeRole(t.Context(), michael, RoleRequest{Profile: "open", ARN: awstest.OpenRole, SessionName: "me"})
	var r *Refusal
	if !errors.As(err, &r) || r.Kind != KindClock || r.Ahead.Round(time.Minute) != -17*time.Minute || !strings.Contains(err.Error(), "ahead of AWS's") {
		t.Errorf("got %v", err)
	}
}

func TestEmulatedLostAnswer(t *testing.T) {
	s := emulator(t)
	s.Misbehave(awstest.Fault{Action: "AssumeRole", Kind: awstest.DropAfter})
	_, err := direct(s).AssumeRole(t.Context(), michael, RoleRequest{Profile: "dev", ARN: awstest.DevRole, SessionName: "me", Serial: awstest.MFASerial, Code: nextCode(t, s)})
	var lost *LostAnswer
	if !errors.As(err, &lost) || len(s.Log()) != 1 {
		t.Errorf("%d requests, %v", len(s.Log()), err)
	}
}

// The names of AWS itself, through a real CONNECT proxy with its own authority.
func TestAWSsOwnNamesThroughAProxy(t *testing.T) {
	s := emulator(t)
	proxy, err := url.Parse(s.ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	for region, host := range map[string]string{"": "sts.amazonaws.com", "eu-west-1": "sts.eu-west-1.amazonaws.com"} {
		s.ClearLog()
		c := newTestClient(Config{Region: region, CABundle: s.CAFile, Proxy: http.ProxyURL(proxy), Timeout: 3 * time.Second})
		if _, err := c.AssumeRole(t.Context(), michael, RoleRequest{Profile: "open", ARN: awstest.OpenRole, SessionName: "me"}); err != nil {
			t.Fatal(err)
		}
		if l := s.Log(); l[0].Host != host || l[0].Via != "connect" {
			t.Errorf("asked %q:\n%s", l[0].Host, l)
		}
	}
}

func TestEmulatedMachines(t *testing.T) {
	s := emulator(t, func(w *awstest.World) {
		w.Instance = &awstest.Instance{RoleARN: awstest.MachineRole, Region: "eu-west-1"}
		w.Container = &awstest.Container{Path: "/v2/credentials/x", Token: "Basic x", RoleARN: awstest.MachineRole}
	})
	c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: s.URL, Env: environment(map[string]string{
		instanceEndpoint: s.URL, containerFull: s.URL + "/v2/credentials/x", containerToken: "Basic x"})})
	fromInstance, err := c.InstanceCredentials(t.Context(), "x")
	if err != nil || time.Until(fromInstance.Expires) < 5*time.Hour {
		t.Fatalf("%+v, %v", fromInstance, err)
	}
	fromContainer, err := c.ContainerCredentials(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, keys := range []session.Keys{fromInstance.Keys, fromContainer.Keys} {
		if id, err := c.CallerIdentity(t.Context(), "x", keys); err != nil || !strings.Contains(id.ARN, ":assumed-role/machine/") {
			t.Errorf("%+v, %v", id, err)
		}
	}
}

func TestEmulatedSSO(t *testing.T) {
	s := emulator(t, func(w *awstest.World) {
		w.SSO = []awstest.SSOSession{{StartURL: "https://d-example.awsapps.com/start", Region: "us-west-2", AccessToken: "OLD-TOKEN", RefreshToken: "OLD-REFRESH",
			ClientID: "client", ClientSecret: "client-secret", User: "me", Expires: time.Now().Add(time.Minute), Roles: []awstest.SSORole{{Account: "123456789012", Name: "Reader"}}}}
	})
	f := files{corpToken: ssoFile(map[string]any{"expiresAt": awsterms.FormatTime(time.Now().Add(time.Minute)), "registrationExpiresAt": awsterms.FormatTime(time.Now().Add(time.Hour))})}
	c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: s.URL, SSOEndpoint: s.URL, OIDCEndpoint: s.URL, ReadFile: f.read, WriteFile: f.write})
	for range 2 { // the second time with the token that was written back
		a, err := c.SSORoleCredentials(t.Context(), ssoRequest("corp"))
		if err != nil {
			t.Fatal(err)
		}
		if id, err := c.CallerIdentity(t.Context(), "x", a.Keys); err != nil || id.Account != "123456789012" {
			t.Errorf("%+v, %v", id, err)
		}
	}
	if n := len(s.Log().Of("CreateToken")); n != 1 {
		t.Errorf("%d refreshes:\n%s", n, s.Log())
	}
}

func TestEmulatedWebIdentity(t *testing.T) {
	s := emulator(t, func(w *awstest.World) {
		w.WebIdentities = []awstest.WebIdentity{{Token: "WEB.TOKEN", Provider: awstest.WebProvider, Subject: "me", Audience: "sts.amazonaws.com"}}
	})
	path := t.TempDir() + "/token"
	if err := os.WriteFile(path, []byte("WEB.TOKEN"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := direct(s).AssumeRoleWithWebIdentity(t.Context(), WebIdentityRequest{Profile: "web", ARN: awstest.WebRole, SessionName: "me", TokenFile: path}); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(path, []byte("WRONG.TOKEN"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := direct(s).AssumeRoleWithWebIdentity(t.Context(), WebIdentityRequest{Profile: "web", ARN: awstest.WebRole, SessionName: "me", TokenFile: path})
	if exitCode(err) != 5 || strings.Contains(err.Error(), "WRONG.TOKEN") {
		t.Errorf("got %v", err)
	}
}
