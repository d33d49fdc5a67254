package awstest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// TestAuthorizationCode signs in as a program with a browser does, with the
// SDK's own clients, and uses the token.
func TestAuthorizationCode(t *testing.T) {
	s, ctx := example(t), context.Background()
	p := newProgram(t, s, pkce())
	if left := time.Until(time.Unix(p.client.ClientSecretExpiresAt, 0)); left < 89*24*time.Hour || left > 90*24*time.Hour {
		t.Errorf("the registration has %v", left)
	}
	code := p.code()
	if got := p.callbacks["/oauth/callback"].Get("state"); got != "state/of+mine" {
		t.Errorf("state %q came back", got)
	}
	token := must[*ssooidc.CreateTokenOutput](t)(p.exchange(code, verifier, p.redirect))
	if token.ExpiresIn != 3600 || *token.TokenType != "Bearer" || token.RefreshToken == nil {
		t.Errorf("token %+v", token)
	}
	portal := portalClient(s)
	must[*sso.GetRoleCredentialsOutput](t)(portal.GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{
		AccessToken: token.AccessToken, AccountId: aws.String(ProdAccount), RoleName: aws.String("Admin")}))
	_, err := p.exchange(code, verifier, p.redirect)
	wantCode(t, err, "InvalidGrantException", "")

	again := must[*ssooidc.CreateTokenOutput](t)(p.refresh(token.RefreshToken))
	_, err = p.refresh(token.RefreshToken)
	wantCode(t, err, "InvalidGrantException", "")
	_, err = portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token.AccessToken})
	wantCode(t, err, "UnauthorizedException", "")
	s.SetOffset(7*time.Hour + 30*time.Minute)
	last := must[*ssooidc.CreateTokenOutput](t)(p.refresh(again.RefreshToken))
	if last.ExpiresIn > 30*60 {
		t.Errorf("a token lasts %d s, past the end of the sign-in", last.ExpiresIn)
	}
	s.SetOffset(8 * time.Hour)
	_, err = p.refresh(last.RefreshToken)
	wantCode(t, err, "InvalidGrantException", "")
	noSecret(t, s, code, verifier, *token.AccessToken, *token.RefreshToken, *p.client.ClientSecret, "state/of+mine")
	if e := s.Log()[0]; e.Params["scopes"] != accountScope || e.Params["grantTypes"] != grantCode+" "+grantRefresh || e.Params["redirectUris"] != "http://127.0.0.1/oauth/callback" {
		t.Errorf("the log has %v", e.Params)
	}
}

// TestCodeIsBound has a code redeemed by what did not ask for it.
func TestCodeIsBound(t *testing.T) {
	s := example(t)
	p, other := newProgram(t, s, pkce()), newProgram(t, s, pkce())
	for what, redeem := range map[string]func(code string) (*ssooidc.CreateTokenOutput, error){
		"another verifier": func(code string) (*ssooidc.CreateTokenOutput, error) {
			return p.exchange(code, verifier+"x", p.redirect)
		},
		"a short verifier": func(code string) (*ssooidc.CreateTokenOutput, error) {
			return p.exchange(code, verifier[:20], p.redirect)
		},
		"another address": func(code string) (*ssooidc.CreateTokenOutput, error) {
			return p.exchange(code, verifier, other.redirect)
		},
		"another client": func(code string) (*ssooidc.CreateTokenOutput, error) {
			return other.exchange(code, verifier, p.redirect)
		},
		"another code": func(string) (*ssooidc.CreateTokenOutput, error) { return p.exchange(random(), verifier, p.redirect) },
		"a late exchange": func(code string) (*ssooidc.CreateTokenOutput, error) {
			s.SetOffset(6 * time.Minute)
			defer s.SetOffset(0)
			return p.exchange(code, verifier, p.redirect)
		},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := redeem(p.code())
			wantCode(t, err, "InvalidGrantException", "")
		})
	}
}

// TestAuthorizeRefuses wants mistakes told to the program where that is safe,
// and on the page where it is not.
func TestAuthorizeRefuses(t *testing.T) {
	s := example(t)
	p := newProgram(t, s, pkce())
	for what, c := range map[string]struct {
		edit     []string
		callback string // error that comes back, "" for a page
	}{
		"client":           {[]string{"client_id", "nobody"}, ""},
		"other path":       {[]string{"redirect_uri", strings.Replace(p.redirect, "/oauth/callback", "/other", 1)}, ""},
		"other host":       {[]string{"redirect_uri", "http://localhost:1234/oauth/callback"}, ""},
		"no port":          {[]string{"redirect_uri", "http://127.0.0.1/oauth/callback"}, ""},
		"no redirect":      {[]string{"redirect_uri", "-"}, ""},
		"response type":    {[]string{"response_type", "token"}, "unsupported_response_type"},
		"method plain":     {[]string{"code_challenge_method", "plain"}, "invalid_request"},
		"method SHA-256":   {[]string{"code_challenge_method", "SHA-256"}, "invalid_request"},
		"no challenge":     {[]string{"code_challenge", "-"}, "invalid_request"},
		"padded challenge": {[]string{"code_challenge", challenge(verifier) + "="}, "invalid_request"},
		"wider scope":      {[]string{"scopes", accountScope + " codecatalyst:read_write"}, "invalid_scope"},
	} {
		t.Run(what, func(t *testing.T) {
			clear(p.callbacks)
			page := p.visit(p.page(c.edit...))
			got := p.callbacks["/oauth/callback"]
			if got.Get("error") != c.callback || got.Has("code") || c.callback != "" && got.Get("state") != "state/of+mine" {
				t.Errorf("the program got %v", got)
			}
			if c.callback == "" && page.Status != http.StatusBadRequest {
				t.Errorf("the browser ends at %+v", page)
			}
		})
	}
	s.SetOffset(91 * 24 * time.Hour)
	if page := p.visit(p.page()); page.Status != http.StatusBadRequest {
		t.Errorf("with a registration that is over the browser ends at %+v", page)
	}
}

// TestPersonAtTheBrowser has the person refuse and look away, and AWS lead the
// browser astray.
func TestPersonAtTheBrowser(t *testing.T) {
	s := example(t)
	p := newProgram(t, s, pkce())
	s.Change(func(w *World) { w.Person.Does = Denies })
	p.visit(p.page())
	if got := p.callbacks["/oauth/callback"]; got.Get("error") != "access_denied" || got.Get("state") != "state/of+mine" || got.Has("code") {
		t.Errorf("denied, the program got %v", got)
	}
	clear(p.callbacks)
	s.Change(func(w *World) { w.Person.Does = Ignores })
	if page := p.visit(p.page()); page.Status != 200 || len(p.callbacks) != 0 {
		t.Errorf("ignored, the browser ends at %+v, the program got %v", page, p.callbacks)
	}
	s.Change(func(w *World) { w.Person = Person{} })
	s.Misbehave(Fault{Action: "Authorize", Kind: WrongState})
	p.visit(p.page())
	if got := p.callbacks["/oauth/callback"]; got.Get("state") != otherCode || !got.Has("code") {
		t.Errorf("with a wrong state the program got %v", got)
	}
	clear(p.callbacks)
	s.Misbehave(Fault{Action: "Authorize", Kind: WrongPath})
	p.visit(p.page())
	if p.callbacks["/oauth/callback"] != nil || !p.callbacks["/oauth/callback/elsewhere"].Has("code") {
		t.Errorf("with a wrong path the program got %v", p.callbacks)
	}
	s.Change(func(w *World) { w.Person.User = "nobody" })
	if page := p.visit(p.page()); page.Status != http.StatusForbidden {
		t.Errorf("a stranger ends at %+v", page)
	}
}

func TestRegisterClientRefuses(t *testing.T) {
	s, ctx := example(t), context.Background()
	for what, c := range map[string]struct {
		edit func(*ssooidc.RegisterClientInput)
		want string
	}{
		"client type":   {func(in *ssooidc.RegisterClientInput) { in.ClientType = aws.String("confidential") }, "InvalidClientMetadataException"},
		"grant":         {func(in *ssooidc.RegisterClientInput) { in.GrantTypes = []string{"password"} }, "UnsupportedGrantTypeException"},
		"scope":         {func(in *ssooidc.RegisterClientInput) { in.Scopes = []string{"sso:account:access "} }, "InvalidScopeException"},
		"redirect host": {func(in *ssooidc.RegisterClientInput) { in.RedirectUris = []string{"http://localhost/oauth/callback"} }, "InvalidRedirectUriException"},
		"redirect port": {func(in *ssooidc.RegisterClientInput) {
			in.RedirectUris = []string{"http://127.0.0.1:80/oauth/callback"}
		}, "InvalidRedirectUriException"},
		"redirect https": {func(in *ssooidc.RegisterClientInput) { in.RedirectUris = []string{"https://127.0.0.1/oauth/callback"} }, "InvalidRedirectUriException"},
		"no issuer":      {func(in *ssooidc.RegisterClientInput) { in.IssuerUrl = nil }, "InvalidRequestException"},
		"no redirect":    {func(in *ssooidc.RegisterClientInput) { in.RedirectUris = nil }, "InvalidRequestException"},
		"somebody's portal": {func(in *ssooidc.RegisterClientInput) {
			in.IssuerUrl = aws.String("https://d-0000000000.awsapps.com/start")
		}, "InvalidRequestException"},
	} {
		in := pkce()
		c.edit(in)
		if _, err := oidcClient(s).RegisterClient(ctx, in); err == nil {
			t.Errorf("%s: registered", what)
		} else {
			wantCode(t, err, c.want, "")
		}
	}
	in := pkce()
	in.IssuerUrl = aws.String(PortalURL + "/#/") // as people copy it from the browser
	must[*ssooidc.RegisterClientOutput](t)(oidcClient(s).RegisterClient(ctx, in))
}

// TestRegistrationIsGone wants InvalidClient from every call that names it.
func TestRegistrationIsGone(t *testing.T) {
	s := example(t)
	p := newProgram(t, s, pkce())
	code := p.code()
	token := must[*ssooidc.CreateTokenOutput](t)(p.exchange(code, verifier, p.redirect))
	s.Change(func(w *World) { w.Clients = nil })
	_, err := p.refresh(token.RefreshToken)
	wantCode(t, err, "InvalidClientException", "")
	if last := s.Log()[len(s.Log())-1]; last.Status != http.StatusUnauthorized {
		t.Errorf("log:\n%s", s.Log())
	}
	if page := p.visit(p.page()); page.Status != http.StatusBadRequest {
		t.Errorf("the browser ends at %+v", page)
	}
}

// TestGrantsOfAClient wants a client to do no more than it registered for.
func TestGrantsOfAClient(t *testing.T) {
	s, ctx := example(t), context.Background()
	p := newProgram(t, s, pkce())
	_, err := p.oidc.StartDeviceAuthorization(ctx, &ssooidc.StartDeviceAuthorizationInput{
		ClientId: p.client.ClientId, ClientSecret: p.client.ClientSecret, StartUrl: aws.String(PortalURL)})
	wantCode(t, err, "UnauthorizedClientException", "")
	in := pkce()
	in.GrantTypes = []string{grantDevice}
	if other := newProgram(t, s, in); other.visit(other.page()).Status != http.StatusBadRequest {
		t.Error("a client without the grant authorization_code was let in")
	}
	in = pkce()
	in.GrantTypes = slices.DeleteFunc(in.GrantTypes, func(g string) bool { return g == grantRefresh })
	once := newProgram(t, s, in)
	token := must[*ssooidc.CreateTokenOutput](t)(once.exchange(once.code(), verifier, once.redirect))
	if token.RefreshToken != nil {
		t.Error("a client without the grant refresh_token got a refresh token")
	}
	_, err = once.refresh(aws.String("x"))
	wantCode(t, err, "UnauthorizedClientException", "")
	_, err = p.token(ssooidc.CreateTokenInput{GrantType: aws.String("password")})
	wantCode(t, err, "UnsupportedGrantTypeException", "")
	_, err = p.token(ssooidc.CreateTokenInput{GrantType: aws.String(grantCode)})
	wantCode(t, err, "InvalidRequestException", "")
}

// TestOldRefreshTokenStays is the server that answers a refresh without a new
// refresh token.
func TestOldRefreshTokenStays(t *testing.T) {
	s := example(t)
	s.Change(func(w *World) { w.IdentityCenter.KeepRefreshTokens = true })
	p := newProgram(t, s, pkce())
	token := must[*ssooidc.CreateTokenOutput](t)(p.exchange(p.code(), verifier, p.redirect))
	for range 2 {
		again := must[*ssooidc.CreateTokenOutput](t)(p.refresh(token.RefreshToken))
		if again.RefreshToken != nil || *again.AccessToken == *token.AccessToken {
			t.Errorf("refreshed: %+v", again)
		}
	}
}
