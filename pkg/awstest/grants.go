package awstest

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"
)

// The grant types of OAuth 2.0 that AWS takes.
const (
	grantCode    = "authorization_code"
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code"
	grantRefresh = "refresh_token"
)

// grants are the sign-ins that are under way.
type grants struct {
	codes   map[string]*codeGrant
	devices []*deviceGrant // oldest first
}

// codeGrant is what an authorization code stands for.
type codeGrant struct {
	client, redirect, challenge string
	expires                     time.Time
	spent                       bool

	startURL, user string // at a portal
	identity       string // at the console
}

var (
	errCodeOver  = errors.New("the authorization code is unknown, over or was used")
	errCodeWrong = errors.New("client, redirect URI or code verifier is not that of the authorization")
)

// put makes a code for a grant.
func (g *grants) put(grant *codeGrant) (code string) {
	if g.codes == nil {
		g.codes = map[string]*codeGrant{}
	}
	code = opaque(60)
	g.codes[code] = grant
	return code
}

// redeem takes the code of a token request. A code is spent by the first try,
// even if that fails.
func (g *grants) redeem(c *call) (*codeGrant, error) {
	grant := g.codes[c.params.Get("code")]
	if grant == nil || grant.spent || !c.now.Before(grant.expires) {
		return nil, errCodeOver
	}
	grant.spent = true
	if grant.client != c.params.Get("clientId") || grant.redirect != c.params.Get("redirectUri") || !grant.provedBy(c.params.Get("codeVerifier")) {
		return nil, errCodeWrong
	}
	return grant, nil
}

// provedBy holds a verifier against the challenge (RFC 7636, 4.6).
func (g *codeGrant) provedBy(verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return len(verifier) >= 43 && len(verifier) <= 128 && base64.RawURLEncoding.EncodeToString(sum[:]) == g.challenge
}

// isChallenge reports whether text can be the base64url of a SHA-256.
func isChallenge(text string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(b) == sha256.Size
}

// deviceGrant is a device authorization.
type deviceGrant struct {
	client, startURL, code, userCode string
	expires, polled                  time.Time
	answered, denied, spent          bool
	user                             string // who approved
}

// pending is the device authorization with a user code, or with "" the newest,
// that nobody has answered and that is not over.
func (g *grants) pending(userCode string, now time.Time) *deviceGrant {
	for i := len(g.devices) - 1; i >= 0; i-- {
		d := g.devices[i]
		if !d.answered && now.Before(d.expires) && (userCode == "" || d.userCode == userCode) {
			return d
		}
	}
	return nil
}

func (g *grants) device(code string) *deviceGrant {
	for _, d := range g.devices {
		if d.code == code {
			return d
		}
	}
	return nil
}
