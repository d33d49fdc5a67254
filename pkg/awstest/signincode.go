package awstest

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// The two clients of AWS sign-in, which nobody registers.
const (
	sameDevice  = "arn:aws:signin:::devtools/same-device"
	crossDevice = "arn:aws:signin:::devtools/cross-device"
)

// wholeLogin is the longest that a sign-in can be refreshed.
const wholeLogin = 12 * time.Hour

// confirmation is the page that shows the code of a sign-in elsewhere.
const confirmation = "/v1/sessions/confirmation"

// authorizeLogin is the page /v1/authorize of AWS sign-in, for a browser beside
// the program (same device) or elsewhere (cross device).
func (s *Server) authorizeLogin(c *call) answer {
	client, back := c.params.Get("client_id"), c.params.Get("redirect_uri")
	u, err := url.Parse(back)
	switch {
	case client != sameDevice && client != crossDevice:
		return c.page(http.StatusBadRequest, "InvalidClient", "The program that sent you here is not known.", "")
	case client == sameDevice && (err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Port() == "" || u.Path != "/oauth/callback" || u.RawQuery != ""),
		client == crossDevice && back != c.base()+confirmation:
		return c.page(http.StatusBadRequest, "InvalidRedirectUri", "The address to return to is not that of the program.", "")
	case c.params.Get("scope") != "openid":
		return c.sendBack("invalid_scope", url.Values{"error": {"invalid_scope"}})
	}
	who, ok := s.consoleIdentity()
	if !ok {
		return c.page(http.StatusForbidden, "AccessDenied", "You are not signed in to the console.", "")
	}
	if s.denied(who, "signin:AuthorizeOAuth2Access") {
		return c.page(http.StatusForbidden, "AccessDenied", "You may not do this: signin:AuthorizeOAuth2Access.", "")
	}
	return s.decide(c, "SHA-256", &codeGrant{identity: who.arn, client: client})
}

// consoleIdentity is who the browser's person is at the console.
func (s *Server) consoleIdentity() (principal, bool) {
	if arn := s.world.Person.Identity; arn != "" {
		return s.identity(arn)
	}
	if len(s.world.Users) == 0 {
		return principal{}, false
	}
	return userPrincipal(&s.world.Users[0]), true
}

// confirmationPage shows what a person carries to the program's terminal.
func (s *Server) confirmationPage(c *call) answer {
	if c.params.Get("code") == "" {
		return c.page(http.StatusBadRequest, "InvalidRequest", "You were not let in.", "")
	}
	text := "state=" + url.QueryEscape(c.params.Get("state")) + "&code=" + url.QueryEscape(c.params.Get("code"))
	return c.page(http.StatusOK, "OK", "Copy this code to the terminal:", "<code>"+base64.StdEncoding.EncodeToString([]byte(text))+"</code>")
}

func (s *Server) loginForCode(c *call, key *ecdsa.PublicKey) answer {
	grant, err := s.grants.redeem(c)
	switch err {
	case nil:
	case errCodeOver:
		return c.signinRefusal(http.StatusUnauthorized, "AccessDeniedException", "AUTHCODE_EXPIRED", "The authorization code is not valid any more.")
	default:
		return c.invalidSignin(err.Error())
	}
	who, ok := s.identity(grant.identity)
	if !ok {
		return c.signinRefusal(http.StatusUnauthorized, "AccessDeniedException", "USER_CREDENTIALS_CHANGED", "The identity is gone.")
	}
	if s.denied(who, "signin:CreateOAuth2Token") {
		return c.signinRefusal(http.StatusUnauthorized, "AccessDeniedException", "INSUFFICIENT_PERMISSIONS", "The identity may not get tokens.")
	}
	l := Login{Identity: grant.identity, ClientID: grant.client, Key: key, Ends: c.now.Add(wholeLogin)}
	body := s.loginKeys(who, &l)
	if body["idToken"], err = s.idToken(c, who); err != nil {
		return c.signinRefusal(http.StatusInternalServerError, "InternalServerException", "server_error", err.Error())
	}
	s.world.Logins = append(s.world.Logins, l)
	return jsonAnswer(body)
}

// idToken says who signed in, as a JSON web token whose subject is the ARN.
func (s *Server) idToken(c *call, who principal) (string, error) {
	part := func(v any) string {
		text, _ := json.Marshal(v) // a map of text and numbers always marshals
		return base64.RawURLEncoding.EncodeToString(text)
	}
	text := part(map[string]string{"typ": "JWT", "alg": "ES256"}) + "." + part(map[string]any{
		"iss": c.base(), "sub": who.arn, "aud": c.params.Get("clientId"), "iat": c.now.Unix(), "exp": c.now.Add(loginLife).Unix(),
	})
	sum := sha256.Sum256([]byte(text))
	r, sv, err := ecdsa.Sign(rand.Reader, s.authority.key, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign the id token: %w", err)
	}
	signature := append(r.FillBytes(make([]byte, 32)), sv.FillBytes(make([]byte, 32))...)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}
