package awstest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

const consoleURL = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"

// signinToken asks for one, by POST; duration "" leaves SessionDuration out.
func signinToken(t *testing.T, s *Server, c Credentials, duration string) (status int, token string) {
	t.Helper()
	status, text := postForm(t, s.URL+"/federation", sessionForm(t, c, duration))
	if status != http.StatusOK {
		if text != "" {
			t.Errorf("a refusal says %q", text)
		}
		return status, ""
	}
	var body struct{ SigninToken string }
	if err := json.Unmarshal([]byte(text), &body); err != nil || body.SigninToken == "" {
		t.Fatalf("%s: %v", text, err)
	}
	return status, body.SigninToken
}

func sessionForm(t *testing.T, c Credentials, duration string) url.Values {
	t.Helper()
	text := must[[]byte](t)(json.Marshal(map[string]string{"sessionId": c.AccessKeyID, "sessionKey": c.SecretAccessKey, "sessionToken": c.SessionToken}))
	q := url.Values{"Action": {"getSigninToken"}, "Session": {string(text)}}
	if duration != "" {
		q.Set("SessionDuration", duration)
	}
	return q
}

// stsKeys are the keys of an answer of STS.
func stsKeys(id, secret, token *string) Credentials {
	return Credentials{AccessKeyID: *id, SecretAccessKey: *secret, SessionToken: *token}
}

// TestSigninToken holds who may have one, and for how long, against AWS's rules.
func TestSigninToken(t *testing.T) {
	s, ctx := signedIn(t, func(w *World) { w.Users[0].Devices[0].Drift = 30 }), context.Background()
	role := must[Credentials](t)(s.Session(ProdRole, time.Hour, false))
	assumed := func(c Credentials) Credentials {
		out := must[*sts.AssumeRoleOutput](t)(stsClient(s, c).AssumeRole(ctx, assume(OpenRole, 0))).Credentials
		return stsKeys(out.AccessKeyId, out.SecretAccessKey, out.SessionToken)
	}
	session := must[*sts.GetSessionTokenOutput](t)(stsClient(s, michael).GetSessionToken(ctx, nil)).Credentials
	user := stsKeys(session.AccessKeyId, session.SecretAccessKey, session.SessionToken)
	federated := must[*sts.GetFederationTokenOutput](t)(stsClient(s, michael).GetFederationToken(ctx, &sts.GetFederationTokenInput{Name: aws.String("michael")}))
	guest := stsKeys(federated.Credentials.AccessKeyId, federated.Credentials.SecretAccessKey, federated.Credentials.SessionToken)
	portal := must[*sso.GetRoleCredentialsOutput](t)(portalClient(s).GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{
		AccessToken: aws.String("access"), AccountId: aws.String(DevAccount), RoleName: aws.String("Admin")})).RoleCredentials
	corp := stsKeys(portal.AccessKeyId, portal.SecretAccessKey, portal.SessionToken)
	spoilt := role
	spoilt.SecretAccessKey += "x"
	for what, c := range map[string]struct {
		keys     Credentials
		duration string
		want     int
	}{
		"a role":                  {role, "", 200},
		"a user's role, 12 hours": {assumed(michael), "43200", 200},
		"a chained role":          {assumed(user), "", 200},
		"a chained role, 1 hour":  {assumed(user), "3600", 400},
		"a portal's role, 12 h":   {corp, "43200", 200},
		"a federated user":        {guest, "", 200},
		"a federated user, 1 h":   {guest, "3600", 400},
		"too short":               {role, "899", 400},
		"too long":                {role, "43201", 400},
		"no number":               {role, "1h", 400},
		"a user":                  {michael, "", 400},
		"a user's session":        {user, "", 400},
		"over":                    {must[Credentials](t)(s.Session(ProdRole, -time.Hour, false)), "", 400},
		"a wrong secret":          {spoilt, "", 400},
	} {
		if status, _ := signinToken(t, s, c.keys, c.duration); status != c.want {
			t.Errorf("%s gets %d, want %d", what, status, c.want)
		}
	}
	noSecret(t, s, SecretKey, role.SecretAccessKey)
	s.Misbehave(Fault{Action: "getSigninToken", Kind: Fail, Status: 400, Code: "Sporadic"})
	if status, _ := signinToken(t, s, role, ""); status != 400 || s.Log()[len(s.Log())-1].Outcome != "Sporadic" {
		t.Errorf("%d:\n%s", status, s.Log())
	}
	long := sessionForm(t, role, "")
	long.Set("Padding", strings.Repeat("x", longestURL))
	if status, _ := send(t, must[*http.Request](t)(http.NewRequest("GET", s.URL+"/federation?"+long.Encode(), nil))); status != http.StatusRequestURITooLong {
		t.Errorf("a long address gets %d", status)
	}
}

func loginURL(s *Server, token, destination string) string {
	return s.URL + "/federation?" + url.Values{"Action": {"login"}, "Issuer": {""}, "Destination": {destination}, "SigninToken": {token}}.Encode()
}

// TestConsoleLogin opens the address, also after signing out.
func TestConsoleLogin(t *testing.T) {
	s, ctx := example(t), context.Background()
	role := must[Credentials](t)(s.Session(ProdRole, time.Hour, false))
	_, token := signinToken(t, s, role, "7200")
	page := must[Page](t)(Browser{}.Visit(ctx, loginURL(s, token, consoleURL)))
	if page.URL != consoleURL || page.Status != 0 {
		t.Errorf("the browser ends at %+v", page)
	}
	open := s.Consoles()
	if len(open) != 1 || open[0].ARN != "arn:aws:sts::444455556666:assumed-role/admin/example" || open[0].Destination != consoleURL ||
		time.Until(open[0].Ends) < 119*time.Minute {
		t.Fatalf("consoles %+v", open)
	}
	out := s.URL + "/oauth?" + url.Values{"Action": {"logout"}, "redirect_uri": {loginURL(s, token, consoleURL)}}.Encode()
	if page := must[Page](t)(Browser{}.Visit(ctx, out)); page.URL != consoleURL || len(s.Consoles()) != 1 {
		t.Errorf("the browser ends at %+v, consoles %+v", page, s.Consoles())
	}
	for what, address := range map[string]string{
		"another's page":        loginURL(s, token, "https://console.aws.amazon.com.example.com/"),
		"another partition's":   loginURL(s, token, "https://console.amazonaws.cn/"),
		"not https":             loginURL(s, token, "http://console.aws.amazon.com/"),
		"an unknown token":      loginURL(s, "x", consoleURL),
		"signing out elsewhere": s.URL + "/oauth?Action=logout&redirect_uri=https%3A%2F%2Fexample.com%2F",
	} {
		if page := must[Page](t)(Browser{}.Visit(ctx, address)); page.Status != http.StatusBadRequest {
			t.Errorf("%s: the browser ends at %+v", what, page)
		}
	}
	s.SetOffset(15 * time.Minute)
	if page := must[Page](t)(Browser{}.Visit(ctx, loginURL(s, token, consoleURL))); page.Status != http.StatusBadRequest {
		t.Errorf("late, the browser ends at %+v", page)
	}
	noSecret(t, s, token)
}

// TestConsoleByName reaches sign-in and console under AWS's own names.
func TestConsoleByName(t *testing.T) {
	s, ctx := example(t), context.Background()
	_, token := signinToken(t, s, must[Credentials](t)(s.Session(ProdRole, time.Hour, false)), "")
	address := strings.Replace(loginURL(s, token, consoleURL), s.URL, "https://signin.aws.amazon.com", 1)
	page := must[Page](t)(Browser{Proxy: s.ProxyURL, CAPEM: s.CAPEM}.Visit(ctx, address))
	if page.Status != 200 || !strings.Contains(page.Text, "assumed-role/admin/example until") {
		t.Errorf("the browser ends at %+v\n%s", page, s.Log())
	}
	if isConsole("console.aws.amazon.com", "aws-cn") || signinHost("signin.amazonaws.cn", "aws") || !signinHost("us-east-1.signin.aws.amazon.com", "aws") {
		t.Error("a host is taken for that of another partition")
	}
}

// TestFederationToken wants it from long-term keys alone, and of little use.
func TestFederationToken(t *testing.T) {
	s, ctx := example(t), context.Background()
	in := &sts.GetFederationTokenInput{Name: aws.String("michael"), DurationSeconds: aws.Int32(900)}
	out := must[*sts.GetFederationTokenOutput](t)(stsClient(s, michael).GetFederationToken(ctx, in))
	guest := stsKeys(out.Credentials.AccessKeyId, out.Credentials.SecretAccessKey, out.Credentials.SessionToken)
	if who := must[*sts.GetCallerIdentityOutput](t)(stsClient(s, guest).GetCallerIdentity(ctx, nil)); *who.Arn != "arn:aws:sts::111122223333:federated-user/michael" {
		t.Errorf("identity %s", *who.Arn)
	}
	_, err := stsClient(s, guest).GetFederationToken(ctx, in)
	wantCode(t, err, "AccessDenied", "Cannot call GetFederationToken with session credentials")
	_, err = stsClient(s, guest).AssumeRole(ctx, assume(OpenRole, 0))
	wantCode(t, err, "AccessDenied", "")
	_, err = stsClient(s, michael).GetFederationToken(ctx, &sts.GetFederationTokenInput{Name: aws.String("a name")})
	wantCode(t, err, "ValidationError", "")
}
