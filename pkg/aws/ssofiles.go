package aws

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/pythonjson"
	"github.com/awsenv/awsenv/pkg/trust"
)

// SSOSession is what one signs in to at IAM Identity Center: an [sso-session], or the
// legacy form, in which a profile itself has the start URL.
type SSOSession struct {
	// Name is the section's, empty for the legacy form.
	Name string
	// StartURL and Region are sso_start_url and sso_region, as they are written.
	StartURL, Region string
	// Scopes are the configured ones, nil for none.
	Scopes []string
	// CacheDir holds the files: ~/.aws/sso/cache.
	CacheDir string
}

// defaultScope is asked for where none is configured: without a scope there is no
// refresh token.
const defaultScope = "sso:account:access"

// scopes are those to ask for.
func (s SSOSession) scopes() []string {
	if len(s.Scopes) > 0 {
		return s.Scopes
	}
	return []string{defaultScope}
}

// TokenPath is the file of the access token, named as the AWS CLI does; empty without
// a folder.
func (s SSOSession) TokenPath() string {
	if s.Name != "" {
		return s.hashed(s.Name)
	}
	return s.hashed(s.StartURL)
}

// registrationPath is the file of the client's registration (awscli
// SSOTokenFetcher._registration_cache_key).
func (s SSOSession) registrationPath() string { return s.hashed(s.registrationKey()) }

func (s SSOSession) hashed(text string) string {
	sum := sha1.Sum([]byte(text))
	return trust.Within(s.CacheDir, hex.EncodeToString(sum[:])+".json")
}

func (s SSOSession) registrationKey() string {
	b := pythonjson.AppendString([]byte(`{"region": `), s.Region)
	b = append(b, `, "scopes": `...)
	if s.Scopes == nil {
		b = append(b, "null"...)
	} else {
		b = appendList(b, s.Scopes)
	}
	b = append(b, `, "session_name": `...)
	if s.Name == "" {
		b = append(b, "null"...)
	} else {
		b = pythonjson.AppendString(b, s.Name)
	}
	b = pythonjson.AppendString(append(b, `, "startUrl": `...), s.StartURL)
	return string(append(b, `, "tool": "botocore"}`...))
}

func appendList(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, text := range list {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = pythonjson.AppendString(b, text)
	}
	return append(b, ']')
}

// appendFields appends a JSON object of texts, name and value by turns; one with an
// empty value is left out.
func appendFields(b []byte, pairs ...string) []byte {
	b = append(b, '{')
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ", "...)
		}
		b = pythonjson.AppendString(b, pairs[i])
		b = pythonjson.AppendString(append(b, ": "...), pairs[i+1])
	}
	return append(b, '}')
}

// SSOClient is a registration of this program at IAM Identity Center, which the AWS
// CLI shares. It holds a secret.
type SSOClient struct {
	id, secret string
	expires    time.Time
	// kept is the file's scopes, grants its grantTypes: none for the device flow.
	kept, grants []string
}

// Format hides the secret, for every verb.
func (SSOClient) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// keptSSOClient is the registration in the AWS CLI's file, if it lasts and is of the
// kind that the flow needs.
func (c *Client) keptSSOClient(s SSOSession, flow SSOFlow) (SSOClient, bool) {
	text, err := c.cfg.ReadFile(s.registrationPath())
	if err != nil {
		return SSOClient{}, false
	}
	file, err := parseTokenFile(text)
	if err != nil {
		return SSOClient{}, false
	}
	r := SSOClient{id: file.text("clientId"), secret: file.text("clientSecret"), expires: file.time("expiresAt"), grants: file.texts("grantTypes")}
	fits := slices.Contains(r.grants, grantCode)
	if flow == DeviceFlow {
		fits = len(r.grants) == 0
	}
	return r, fits && r.id != "" && r.secret != "" && r.expires.Sub(c.cfg.Now()) > ssoRefresh
}

// keepSSOClient writes the registration's file.
func (c *Client) keepSSOClient(s SSOSession, r SSOClient) {
	b := appendFields(nil, "clientId", r.id, "clientSecret", r.secret, "expiresAt", awsterms.FormatTime(r.expires))
	b = b[:len(b)-1]
	if r.kept != nil {
		b = appendList(append(b, `, "scopes": `...), r.kept)
	}
	if r.grants != nil {
		b = appendList(append(b, `, "grantTypes": `...), r.grants)
	}
	if err := c.write(s.registrationPath(), append(b, '}')); err != nil {
		c.cfg.Tell.Warn(fmt.Sprintf("the registration at IAM Identity Center could not be kept: %v", err))
	}
}
