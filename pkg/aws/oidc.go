package aws

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
)

// SSOFlow is how a person signs in to IAM Identity Center.
type SSOFlow int

const (
	// DeviceFlow shows a code, which is confirmed in any browser anywhere.
	DeviceFlow SSOFlow = iota + 1
	// BrowserFlow sends the browser of this machine back to this program: the
	// authorization code of OAuth 2.0, with PKCE.
	BrowserFlow
)

// The grant types of SSO OIDC's CreateToken.
const (
	grantCode    = "authorization_code"
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code"
	grantRefresh = "refresh_token"
)

// redirectURI is what is registered: any port will do later.
const redirectURI = "http://127.0.0.1" + CallbackPath

// CallbackPath is where the browser comes back to.
const CallbackPath = "/oauth/callback"

// SSOClient is the registration for a flow: the kept one unless anew says that AWS
// does not know it any more, else one that is made and kept.
func (c *Client) SSOClient(ctx context.Context, s SSOSession, flow SSOFlow, anew bool) (SSOClient, error) {
	if kept, ok := c.keptSSOClient(s, flow); ok && !anew {
		return kept, nil
	}
	send := map[string]any{"clientName": strings.TrimSuffix("awsenv-"+s.Name, "-"), "clientType": "public", "scopes": s.scopes()}
	made := SSOClient{kept: s.Scopes}
	if flow == BrowserFlow {
		made.kept, made.grants = s.scopes(), []string{grantCode, grantRefresh}
		send["grantTypes"], send["redirectUris"], send["issuerUrl"] = made.grants, []string{redirectURI}, s.StartURL
	}
	var out struct {
		ClientID              string `json:"clientId"`
		ClientSecret          string `json:"clientSecret"`
		ClientSecretExpiresAt int64  `json:"clientSecretExpiresAt"` // seconds
	}
	if err := c.oidc(ctx, s, "register at IAM Identity Center", "sso-oidc:RegisterClient", "/client/register", send, &out); err != nil {
		return SSOClient{}, err
	}
	if out.ClientID == "" || out.ClientSecret == "" || out.ClientSecretExpiresAt <= 0 {
		return SSOClient{}, notAWS(failed{step: "register at IAM Identity Center"}, errNotAWS)
	}
	made.id, made.secret, made.expires = out.ClientID, out.ClientSecret, time.Unix(out.ClientSecretExpiresAt, 0)
	c.keepSSOClient(s, made)
	return made, nil
}

// oidc makes one call of SSO OIDC.
func (c *Client) oidc(ctx context.Context, s SSOSession, step, action, path string, send, out any) error {
	endpoint, err := ssoEndpoint(c.cfg, "oidc", s.Region)
	if err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	_, said, err := c.callJSON(ctx, jsonCall{step: step, method: http.MethodPost, url: strings.TrimSuffix(endpoint, "/") + path, send: send}, out)
	if err == nil && said != nil {
		err = c.refusal(failed{step: step, asked: asked{action: action, profile: s.Name}}, *said)
	}
	return err
}

// DeviceCode is a device authorization: what a person types, and where.
type DeviceCode struct {
	// UserCode is typed at URL; CompleteURL has it in it.
	UserCode, URL, CompleteURL string
	// Interval is how long to wait between two tries.
	Interval time.Duration
	code     string
}

// Format hides the codes, for every verb.
func (DeviceCode) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// defaultInterval is that of a server which names none (RFC 8628 section 3.5).
const defaultInterval = 5 * time.Second

// StartDevice begins the device flow.
func (c *Client) StartDevice(ctx context.Context, s SSOSession, client SSOClient) (DeviceCode, error) {
	const step = "ask IAM Identity Center for a device code"
	var out struct {
		DeviceCode              string `json:"deviceCode"`
		UserCode                string `json:"userCode"`
		VerificationURI         string `json:"verificationUri"`
		VerificationURIComplete string `json:"verificationUriComplete"`
		Interval                int    `json:"interval"` // seconds
	}
	err := c.oidc(ctx, s, step, "sso-oidc:StartDeviceAuthorization", "/device_authorization",
		map[string]string{"clientId": client.id, "clientSecret": client.secret, "startUrl": s.StartURL}, &out)
	if err != nil {
		return DeviceCode{}, err
	}
	if out.DeviceCode == "" || out.UserCode == "" || !isWeb(out.VerificationURI) || !isWeb(out.VerificationURIComplete) {
		return DeviceCode{}, notAWS(failed{step: step}, errNotAWS)
	}
	d := DeviceCode{UserCode: out.UserCode, URL: out.VerificationURI, CompleteURL: out.VerificationURIComplete, code: out.DeviceCode,
		Interval: time.Duration(out.Interval) * time.Second}
	if d.Interval <= 0 {
		d.Interval = defaultInterval
	}
	return d, nil
}

// isWeb tells an address that a browser may be given from one that would make it do
// something else.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// AuthorizeURL is the page that the browser is sent to. redirect is where it comes
// back to, challenge the SHA-256 of the verifier.
func (c *Client) AuthorizeURL(s SSOSession, client SSOClient, redirect, state, challenge string) (string, error) {
	endpoint, err := ssoEndpoint(c.cfg, "oidc", s.Region)
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(endpoint, "/") + "/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {client.id}, "redirect_uri": {redirect}, "state": {state},
		"code_challenge_method": {"S256"}, "code_challenge": {challenge}, "scopes": {strings.Join(s.scopes(), " ")},
	}.Encode(), nil
}

// TokenByDevice asks whether the person has let the program in, and writes the token
// file. Until they have the error is a *Refusal: OAuthError tells which.
func (c *Client) TokenByDevice(ctx context.Context, s SSOSession, client SSOClient, d DeviceCode) (SSOToken, error) {
	return c.newSSOToken(ctx, s, client, map[string]string{"grantType": grantDevice, "deviceCode": d.code})
}

// TokenByCode redeems the code that the browser brought back, and writes the token
// file.
func (c *Client) TokenByCode(ctx context.Context, s SSOSession, client SSOClient, code, verifier, redirect string) (SSOToken, error) {
	return c.newSSOToken(ctx, s, client, map[string]string{"grantType": grantCode, "code": code, "codeVerifier": verifier, "redirectUri": redirect})
}

func (c *Client) newSSOToken(ctx context.Context, s SSOSession, client SSOClient, send map[string]string) (SSOToken, error) {
	step := "sign in to " + s.String()
	send["clientId"], send["clientSecret"] = client.id, client.secret
	out, err := c.createToken(ctx, s, step, send)
	if err != nil {
		return SSOToken{}, err
	}
	unlock, err := c.locked(ctx, step, s.TokenPath())
	if err != nil {
		return SSOToken{}, err
	}
	defer unlock()
	file := tokenFile{}
	file.put("clientId", client.id)
	file.put("clientSecret", client.secret)
	file.put("registrationExpiresAt", awsterms.FormatTime(client.expires))
	c.fill(file, s, out)
	if !c.keep(s.TokenPath(), file) {
		c.unkept.Store(s.String(), file)
	}
	return c.tokenOf(file), nil
}

// String is the session as messages name it.
func (s SSOSession) String() string {
	if s.Name != "" {
		return fmt.Sprintf("the sso-session %q", printable.Words(s.Name))
	}
	return printable.Words(s.StartURL)
}

// createdToken is the answer of CreateToken.
type createdToken struct {
	AccessToken  string `json:"accessToken"`
	ExpiresIn    int64  `json:"expiresIn"` // seconds
	RefreshToken string `json:"refreshToken"`
}

func (c *Client) createToken(ctx context.Context, s SSOSession, step string, send map[string]string) (createdToken, error) {
	var out createdToken
	err := c.oidc(ctx, s, step, "sso-oidc:CreateToken", "/token", send, &out)
	if err == nil && (out.AccessToken == "" || out.ExpiresIn <= 0) {
		err = notAWS(failed{step: step}, errNotAWS)
	}
	return out, err
}

// fill puts a new token into a file. A refresh token that is there stays when no new
// one came.
func (c *Client) fill(file tokenFile, s SSOSession, out createdToken) {
	file.put("startUrl", s.StartURL)
	file.put("region", s.Region)
	file.put("accessToken", out.AccessToken)
	file.put("expiresAt", awsterms.FormatTime(c.cfg.Now().Add(time.Duration(out.ExpiresIn)*time.Second)))
	if out.RefreshToken != "" {
		file.put("refreshToken", out.RefreshToken)
	}
}

// OAuthError is the error of OAuth 2.0 that a sign-in was refused with, such as
// "slow_down"; empty for any other error.
func OAuthError(err error) string {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}
