package awstest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/signin"
	"github.com/aws/aws-sdk-go-v2/service/signin/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// login is a program that signs in to the console's session.
type login struct {
	*Server
	t        *testing.T
	key      *ecdsa.PrivateKey
	client   string
	redirect string
	callback url.Values
}

// newLogin is one with a listener for the browser beside it, or (cross) without.
func newLogin(t *testing.T, s *Server, cross bool) *login {
	t.Helper()
	l := &login{Server: s, t: t, key: newKey(t), client: crossDevice, redirect: s.URL + confirmation}
	if !cross {
		listener := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/oauth/callback" {
				l.callback = r.URL.Query()
			}
		}))
		t.Cleanup(listener.Close)
		l.client, l.redirect = sameDevice, listener.URL+"/oauth/callback"
	}
	return l
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	return must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
}

func (l *login) visit(edit ...string) Page {
	l.t.Helper()
	q := url.Values{
		"response_type": {"code"}, "client_id": {l.client}, "state": {"my-state"}, "code_challenge_method": {"SHA-256"},
		"scope": {"openid"}, "redirect_uri": {l.redirect}, "code_challenge": {challenge(verifier)},
	}
	for i := 0; i < len(edit); i += 2 {
		q.Set(edit[i], edit[i+1])
	}
	return must[Page](l.t)(Browser{}.Visit(context.Background(), l.URL+"/v1/authorize?"+q.Encode()))
}

// ask makes the call with the SDK's own client and a proof by the key.
func (l *login) ask(key *ecdsa.PrivateKey, in types.CreateOAuth2TokenRequestBody) (*types.CreateOAuth2TokenResponseBody, error) {
	l.t.Helper()
	client := signin.New(signin.Options{Region: "eu-west-1", BaseEndpoint: &l.URL, Retryer: aws.NopRetryer{}})
	if in.ClientId == nil {
		in.ClientId = &l.client
	}
	out, err := client.CreateOAuth2Token(context.Background(), &signin.CreateOAuth2TokenInput{TokenInput: &in},
		signin.WithAPIOptions(smithyhttp.AddHeaderValue("DPoP", dpop(l.t, key, l.URL+"/v1/token", nil))))
	if err != nil {
		return nil, err
	}
	return out.TokenOutput, nil
}

func (l *login) exchange(code string) (*types.CreateOAuth2TokenResponseBody, error) {
	return l.ask(l.key, types.CreateOAuth2TokenRequestBody{
		GrantType: aws.String(grantCode), Code: &code, CodeVerifier: aws.String(verifier), RedirectUri: &l.redirect})
}

func (l *login) refresh(key *ecdsa.PrivateKey, token *string) (*types.CreateOAuth2TokenResponseBody, error) {
	return l.ask(key, types.CreateOAuth2TokenRequestBody{GrantType: aws.String(grantRefresh), RefreshToken: token})
}

// wantOAuth2 wants a refusal with an error of the sign-in service.
func wantOAuth2(t *testing.T, err error, want types.OAuth2ErrorCode) {
	t.Helper()
	var denied *types.AccessDeniedException
	var invalid *types.ValidationException
	switch {
	case errors.As(err, &denied) && denied.Error_ == want:
	case errors.As(err, &invalid) && invalid.Error_ == want:
	default:
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestLoginSameDevice signs in with a listener, as `aws login` does.
func TestLoginSameDevice(t *testing.T) {
	s := example(t)
	l := newLogin(t, s, false)
	l.visit()
	code := l.callback.Get("code")
	if l.callback.Get("state") != "my-state" {
		t.Errorf("the program got %v", l.callback)
	}
	token := must[*types.CreateOAuth2TokenResponseBody](t)(l.exchange(code))
	if *token.ExpiresIn != 900 || subject(t, *token.IdToken) != UserARN {
		t.Errorf("%d s for %s", *token.ExpiresIn, subject(t, *token.IdToken))
	}
	keys := Credentials{*token.AccessToken.AccessKeyId, *token.AccessToken.SecretAccessKey, *token.AccessToken.SessionToken, time.Time{}}
	if who := must[*sts.GetCallerIdentityOutput](t)(stsClient(s, keys).GetCallerIdentity(context.Background(), nil)); *who.Arn != UserARN {
		t.Errorf("identity %s", *who.Arn)
	}
	_, err := l.exchange(code)
	wantOAuth2(t, err, types.OAuth2ErrorCodeAuthcodeExpired)
	_, err = l.refresh(newKey(t), token.RefreshToken)
	wantOAuth2(t, err, types.OAuth2ErrorCodeTokenExpired)
	again := must[*types.CreateOAuth2TokenResponseBody](t)(l.refresh(l.key, token.RefreshToken))
	if *again.RefreshToken == *token.RefreshToken || again.IdToken != nil {
		t.Errorf("refreshed: %v", again)
	}
	s.Change(func(w *World) { w.Logins[0].Ends = s.now().Add(-time.Second) })
	_, err = l.refresh(l.key, again.RefreshToken)
	wantOAuth2(t, err, types.OAuth2ErrorCodeTokenExpired)
	noSecret(t, s, code, verifier, *token.RefreshToken, "my-state")
}

// TestLoginCrossDevice carries the code from the page to the program.
func TestLoginCrossDevice(t *testing.T) {
	s := example(t)
	s.Change(func(w *World) { w.Person.Identity = "arn:aws:sts::222233334444:assumed-role/admin/michael" })
	l := newLogin(t, s, true)
	page := l.visit()
	text := string(must[[]byte](t)(base64.StdEncoding.DecodeString(page.Code)))
	q := must[url.Values](t)(url.ParseQuery(text))
	if !strings.HasPrefix(text, "state=my-state&code=") {
		t.Fatalf("the page shows %q: %+v", text, page)
	}
	token := must[*types.CreateOAuth2TokenResponseBody](t)(l.exchange(q.Get("code")))
	if got := subject(t, *token.IdToken); got != s.World().Person.Identity {
		t.Errorf("signed in as %s", got)
	}
}

func TestLoginRefuses(t *testing.T) {
	s := example(t)
	l := newLogin(t, s, false)
	for what, edit := range map[string][]string{
		"client":           {"client_id", "arn:aws:signin:::devtools/other"},
		"path":             {"redirect_uri", strings.TrimSuffix(l.redirect, "/callback")},
		"host":             {"redirect_uri", "http://localhost:1/oauth/callback"},
		"of cross device":  {"redirect_uri", s.URL + confirmation},
		"to a same device": {"client_id", crossDevice},
	} {
		if page := l.visit(edit...); page.Status != http.StatusBadRequest || l.callback != nil {
			t.Errorf("%s: the browser ends at %+v, the program got %v", what, page, l.callback)
		}
	}
	for want, edit := range map[string][]string{"invalid_request": {"code_challenge_method", "S256"}, "invalid_scope": {"scope", "openid profile"}} {
		if l.visit(edit...); l.callback.Get("error") != want {
			t.Errorf("the program got %v, want %s", l.callback, want)
		}
	}
	code := func() string {
		t.Helper()
		l.visit()
		return l.callback.Get("code")
	}
	s.Change(func(w *World) { w.IdentityCenter.CodeLife = time.Minute })
	late := code()
	s.SetOffset(2 * time.Minute)
	_, err := l.exchange(late)
	wantOAuth2(t, err, types.OAuth2ErrorCodeAuthcodeExpired)
	s.SetOffset(0)
	other := code()
	_, err = l.ask(l.key, types.CreateOAuth2TokenRequestBody{
		GrantType: aws.String(grantCode), Code: &other, CodeVerifier: aws.String(verifier + "x"), RedirectUri: &l.redirect})
	wantOAuth2(t, err, types.OAuth2ErrorCodeInvalidRequest)
	_, err = l.ask(l.key, types.CreateOAuth2TokenRequestBody{GrantType: aws.String("password")})
	wantOAuth2(t, err, types.OAuth2ErrorCodeInvalidRequest)
	s.Change(func(w *World) { w.Users[0].Denied = []string{"signin:CreateOAuth2Token"} })
	_, err = l.exchange(code())
	wantOAuth2(t, err, types.OAuth2ErrorCodeInsufficientPermissions)
	s.Change(func(w *World) { w.Users[0].Denied = []string{"signin:AuthorizeOAuth2Access"} })
	if page := l.visit(); page.Status != http.StatusForbidden {
		t.Errorf("the browser ends at %+v", page)
	}
}

// subject is who an id token says signed in.
func subject(t *testing.T, token string) string {
	t.Helper()
	var claims struct{ Sub string }
	if err := json.Unmarshal(must[[]byte](t)(base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])), &claims); err != nil {
		t.Fatal(err)
	}
	return claims.Sub
}
