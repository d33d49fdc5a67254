package awstest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

const (
	accountScope = "sso:account:access"
	verifier     = "0123456789-._~0123456789-._~0123456789-._~0123456789-._~01234567"
	otherCode    = "of-somebody-else"
)

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func oidcClient(s *Server) *ssooidc.Client {
	return ssooidc.New(ssooidc.Options{Region: PortalRegion, BaseEndpoint: &s.URL, Retryer: aws.NopRetryer{}})
}

func portalClient(s *Server) *sso.Client {
	return sso.New(sso.Options{Region: PortalRegion, BaseEndpoint: &s.URL, Retryer: aws.NopRetryer{}})
}

// program is what signs in: a listener for callbacks, and a registered client.
type program struct {
	*Server
	t        *testing.T
	oidc     *ssooidc.Client
	redirect string
	client   *ssooidc.RegisterClientOutput
	// callbacks are the queries that came to the listener, by path.
	callbacks map[string]url.Values
}

func pkce() *ssooidc.RegisterClientInput {
	return &ssooidc.RegisterClientInput{
		ClientName: aws.String("botocore-client-corp"), ClientType: aws.String("public"), IssuerUrl: aws.String(PortalURL),
		GrantTypes: []string{grantCode, grantRefresh}, RedirectUris: []string{"http://127.0.0.1/oauth/callback"}, Scopes: []string{accountScope},
	}
}

// newProgram registers a client; edit changes what it asks for.
func newProgram(t *testing.T, s *Server, in *ssooidc.RegisterClientInput) *program {
	t.Helper()
	p := &program{Server: s, t: t, oidc: oidcClient(s), callbacks: map[string]url.Values{}}
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.callbacks[r.URL.Path] = r.URL.Query()
		_, _ = w.Write([]byte("<p>You are signed in.</p>"))
	}))
	t.Cleanup(listener.Close)
	p.redirect = listener.URL + "/oauth/callback"
	p.client = must[*ssooidc.RegisterClientOutput](t)(p.oidc.RegisterClient(context.Background(), in))
	return p
}

// page is the address of /authorize, changed by name and value pairs; the value
// "-" leaves a parameter out.
func (p *program) page(edit ...string) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {aws.ToString(p.client.ClientId)}, "redirect_uri": {p.redirect}, "state": {"state/of+mine"},
		"code_challenge_method": {"S256"}, "code_challenge": {challenge(verifier)}, "scopes": {accountScope},
	}
	for pair := range slices.Chunk(edit, 2) {
		if q.Set(pair[0], pair[1]); pair[1] == "-" {
			q.Del(pair[0])
		}
	}
	return p.URL + "/authorize?" + q.Encode()
}

func (p *program) visit(address string) Page {
	p.t.Helper()
	return must[Page](p.t)(Browser{}.Visit(context.Background(), address))
}

// code signs in at the page and gives the code that came back.
func (p *program) code() string {
	p.t.Helper()
	if page := p.visit(p.page()); page.Text != "You are signed in." || !strings.HasPrefix(page.URL, p.redirect) {
		p.t.Fatalf("the browser ends at %+v", page)
	}
	return p.callbacks["/oauth/callback"].Get("code")
}

func (p *program) token(in ssooidc.CreateTokenInput) (*ssooidc.CreateTokenOutput, error) {
	in.ClientId, in.ClientSecret = p.client.ClientId, p.client.ClientSecret
	return p.oidc.CreateToken(context.Background(), &in)
}

func (p *program) exchange(code, verifier, redirect string) (*ssooidc.CreateTokenOutput, error) {
	return p.token(ssooidc.CreateTokenInput{GrantType: aws.String(grantCode), Code: &code, CodeVerifier: &verifier, RedirectUri: &redirect})
}

func (p *program) refresh(token *string) (*ssooidc.CreateTokenOutput, error) {
	return p.token(ssooidc.CreateTokenInput{GrantType: aws.String(grantRefresh), RefreshToken: token})
}

// noSecret fails the test when the log shows one of the texts.
func noSecret(t *testing.T, s *Server, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if text != "" && strings.Contains(s.Log().String(), text) {
			t.Errorf("the log has the secret %q:\n%s", text, s.Log())
		}
	}
}

func random() string { return rand.Text() }

func postForm(t *testing.T, address string, form url.Values) (status int, text string) {
	t.Helper()
	r := must[*http.Request](t)(http.NewRequest("POST", address, strings.NewReader(form.Encode())))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(t, r)
}
