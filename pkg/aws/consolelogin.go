package aws

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
)

// The clients of AWS Sign-In, which nobody registers: for a browser beside the program,
// and for one elsewhere.
const (
	sameDevice  = "arn:aws:signin:::devtools/same-device"
	crossDevice = "arn:aws:signin:::devtools/cross-device"
)

// ConsoleSignIn is a way to sign in as `aws login` does. The browser of this machine
// comes back to Redirect; a remote one shows a code that a person carries.
type ConsoleSignIn struct {
	// Remote is for a browser elsewhere; Redirect is filled in then.
	Remote   bool
	Redirect string
	// State comes back with the code, which only who has Verifier can redeem.
	// Challenge is its SHA-256.
	State, Verifier, Challenge string
}

func (s ConsoleSignIn) client() string {
	if s.Remote {
		return crossDevice
	}
	return sameDevice
}

// redirect is where the browser goes to in the end.
func (s ConsoleSignIn) redirect(endpoint string) string {
	if s.Remote {
		return endpoint + "/v1/sessions/confirmation"
	}
	return s.Redirect
}

// ConsoleURL is the page that the browser is sent to. Errors are *ConfigError.
func (c *Client) ConsoleURL(s ConsoleSignIn) (string, error) {
	endpoint, err := signinEndpoint(c.cfg)
	if err != nil {
		return "", err
	}
	endpoint = strings.TrimSuffix(endpoint, "/")
	return endpoint + "/v1/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {s.client()}, "state": {s.State}, "scope": {"openid"},
		"redirect_uri": {s.redirect(endpoint)}, "code_challenge_method": {"SHA-256"}, "code_challenge": {s.Challenge},
	}.Encode(), nil
}

// ConsoleSession is a sign-in that was made and is not kept yet. It shows no secret.
type ConsoleSession struct {
	// ARN is who signed in, Expires when the first keys end.
	ARN     string
	Expires time.Time
	file    tokenFile
}

// Format hides the keys, for every verb.
func (s ConsoleSession) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, s.ARN) }

// ConsoleByCode redeems the code that the browser was given. Errors are *SignInNeeded
// for a code that is over, *Refusal, *Unreachable, or wrap ctx's.
func (c *Client) ConsoleByCode(ctx context.Context, profile string, s ConsoleSignIn, code string) (ConsoleSession, error) {
	const step = "sign in to the console"
	endpoint, err := signinEndpoint(c.cfg)
	if err != nil {
		return ConsoleSession{}, fmt.Errorf("%s: %w", step, err)
	}
	endpoint = strings.TrimSuffix(endpoint, "/")
	key, err := newECKey()
	if err != nil {
		return ConsoleSession{}, fmt.Errorf("%s: %w", step, err)
	}
	proof, err := dpop(key, http.MethodPost, endpoint+"/v1/token", c.cfg.Now())
	if err != nil {
		return ConsoleSession{}, fmt.Errorf("%s: %w", step, err)
	}
	var out struct {
		AccessToken  loginKeys `json:"accessToken"`
		TokenType    string    `json:"tokenType"`
		ExpiresIn    int64     `json:"expiresIn"`
		RefreshToken string    `json:"refreshToken"`
		IDToken      string    `json:"idToken"`
	}
	_, said, err := c.callJSON(ctx, jsonCall{
		step: step, method: http.MethodPost, url: endpoint + "/v1/token", header: map[string]string{"DPoP": proof},
		send: map[string]string{
			"clientId": s.client(), "grantType": grantCode, "code": code, "codeVerifier": s.Verifier, "redirectUri": s.redirect(endpoint),
		},
	}, &out)
	if err != nil {
		return ConsoleSession{}, err
	}
	if said != nil {
		return ConsoleSession{}, c.refusedLogin(step, LoginRequest{Profile: profile}, *said)
	}
	arn := subject(out.IDToken)
	if arn == "" || !out.AccessToken.complete() || out.ExpiresIn <= 0 || out.RefreshToken == "" {
		return ConsoleSession{}, notAWS(failed{step: step, endpoint: origin(endpoint)}, errNotAWS)
	}
	made := ConsoleSession{ARN: arn, Expires: c.cfg.Now().Add(time.Duration(out.ExpiresIn) * time.Second), file: tokenFile{}}
	out.AccessToken.AccountID, out.AccessToken.ExpiresAt = awsterms.Account(arn), awsterms.FormatTime(made.Expires)
	for name, value := range map[string]any{
		"accessToken": out.AccessToken, "tokenType": out.TokenType, "clientId": s.client(),
		"refreshToken": out.RefreshToken, "idToken": out.IDToken, "dpopKey": key,
	} {
		made.file.put(name, value)
	}
	return made, nil
}

// KeepConsole writes the file of a sign-in, where every program finds it by its ARN.
func (c *Client) KeepConsole(ctx context.Context, s ConsoleSession, dir string) error {
	path := LoginRequest{Session: s.ARN, CacheDir: dir}.Path()
	unlock, err := c.locked(ctx, "sign in to the console", path)
	if err != nil {
		return err
	}
	defer unlock()
	if err := c.write(path, s.file.encode()); err != nil {
		return fmt.Errorf("keep the sign-in: %w", err)
	}
	return nil
}

// LoginLasts is when the keys in a login's file end, false when there are none that
// serve.
func (c *Client) LoginLasts(r LoginRequest) (time.Time, bool) {
	_, keys, err := c.readLogin("", r)
	return awsterms.ParseTime(keys.ExpiresAt), err == nil && c.lasts(keys)
}

// newECKey is a private key for DPoP, as PEM.
func newECKey() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})), nil
}

// subject is the ARN that an id token is about, empty when it is about none. The token
// came from the service itself, over TLS, so that its signature tells nothing more.
func subject(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return ""
	}
	var claims struct {
		Sub string `json:"sub"`
	}
	if json.Unmarshal(text, &claims) != nil || strings.ContainsAny(claims.Sub, "\r\n\x00") {
		return ""
	}
	if _, ok := awsterms.ParseARN(claims.Sub); !ok {
		return ""
	}
	return claims.Sub
}
