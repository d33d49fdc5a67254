package aws

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// ssoRefresh is what a token must have left, else a new one is asked for
// (botocore SSOTokenProvider._REFRESH_WINDOW).
const ssoRefresh = 15 * time.Minute

// SSORequest is one GetRoleCredentials (docs/aws-behaviour.md, "IAM Identity
// Center").
type SSORequest struct {
	// Profile names the profile in messages.
	Profile string
	// Session is the name of the sso-session section, empty for the legacy form,
	// whose token is never refreshed.
	Session string
	// StartURL and Region are sso_start_url and sso_region.
	StartURL, Region string
	// AccountID and Role are sso_account_id and sso_role_name.
	AccountID, Role string
	// CacheDir holds the token files: ~/.aws/sso/cache.
	CacheDir string
}

// tokenPath is the file that `aws sso login` writes.
func (r SSORequest) tokenPath() string {
	name := r.Session
	if name == "" {
		name = r.StartURL
	}
	sum := sha1.Sum([]byte(name))
	return tokenPath(r.CacheDir, hex.EncodeToString(sum[:])+".json")
}

// signIn is the error that a person mends with `aws sso login`.
func (r SSORequest) signIn(step, problem string, err error) error {
	command := "aws sso login --profile " + word(r.Profile)
	if r.Session != "" {
		command = "aws sso login --sso-session " + word(r.Session)
	}
	return &SignInNeeded{Step: step, Problem: problem, Command: command, Err: err}
}

// SSORoleCredentials gets the keys of a role of IAM Identity Center with the
// token that the AWS CLI has obtained, refreshing and writing back the token when
// that is possible. Errors are *SignInNeeded, *Refusal, *Unreachable,
// *ConfigError, or wrap ctx's.
func (c *Client) SSORoleCredentials(ctx context.Context, r SSORequest) (session.Issued, error) {
	// One time limit for both requests, so that a dead network is not waited for
	// twice.
	bounded, cancel := c.limited(ctx, "IAM Identity Center")
	defer cancel()
	step := fmt.Sprintf("get role %s in account %s from SSO as %q", printable.Words(r.Role), printable.Words(r.AccountID), r.Profile)
	token, err := c.ssoToken(bounded, step, r)
	if err != nil {
		return session.Issued{}, err
	}
	endpoint, err := ssoEndpoint(c.cfg, "portal.sso", r.Region)
	if err != nil {
		return session.Issued{}, fmt.Errorf("%s: %w", step, err)
	}
	var out struct {
		RoleCredentials struct {
			AccessKeyID     string `json:"accessKeyId"`
			SecretAccessKey string `json:"secretAccessKey"`
			SessionToken    string `json:"sessionToken"`
			Expiration      int64  `json:"expiration"` // milliseconds
		} `json:"roleCredentials"`
	}
	query := url.Values{"role_name": {r.Role}, "account_id": {r.AccountID}}
	answer, said, err := c.callJSON(bounded, jsonCall{
		step: step, method: http.MethodGet,
		url:    strings.TrimSuffix(endpoint, "/") + "/federation/credentials?" + query.Encode(),
		header: map[string]string{"X-Amz-Sso_bearer_token": token},
	}, &out)
	keys := out.RoleCredentials
	switch {
	case err != nil:
		return session.Issued{}, err
	case said != nil && (said.status == http.StatusUnauthorized || said.code == "UnauthorizedException"):
		return session.Issued{}, r.signIn(step, "the SSO session has ended or is not valid any more", nil)
	case said != nil:
		return session.Issued{}, c.refusal(failed{step: step, asked: asked{action: "sso:GetRoleCredentials", profile: r.Profile}}, *said)
	case keys.AccessKeyID == "" || keys.SecretAccessKey == "" || keys.SessionToken == "":
		return session.Issued{}, notAWS(failed{step: step, endpoint: origin(endpoint)}, errNotAWS)
	}
	return answer.with(session.Issued{
		Keys:    session.Keys{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey, SessionToken: keys.SessionToken},
		Expires: time.UnixMilli(keys.Expiration).UTC().Truncate(time.Second),
		Account: r.AccountID, ProviderType: "sso",
	}), nil
}

// ssoToken is the access token from the AWS CLI's file, a new one when the old
// one is about to end and may be replaced.
func (c *Client) ssoToken(ctx context.Context, step string, r SSORequest) (string, error) {
	path := r.tokenPath()
	text, err := c.cfg.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", r.signIn(step, "nobody has signed in yet", err)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", step, err)
	}
	file, err := parseTokenFile(text)
	if err != nil {
		return "", r.signIn(step, fmt.Sprintf("the token file %q cannot be used: %v", path, err), err)
	}
	token, expires := file.text("accessToken"), file.time("expiresAt")
	if token == "" || expires.IsZero() {
		return "", r.signIn(step, fmt.Sprintf("the token file %q has no accessToken or no expiresAt", path), nil)
	}
	now := c.cfg.Now()
	if expires.Sub(now) >= ssoRefresh {
		return token, nil
	}
	if c.ssoRefreshable(r, file) {
		renewed, err := c.refreshSSO(ctx, step, r, file)
		if err == nil {
			return renewed, nil
		}
		if stopped(ctx) != nil {
			return "", err
		}
		c.cfg.Tell.Trace(fmt.Sprintf("the SSO token could not be refreshed: %v", err))
		var gone *Unreachable
		if !expires.After(now) && errors.As(err, &gone) {
			return "", err
		}
	}
	if !expires.After(now) {
		return "", r.signIn(step, "the SSO session has expired", nil)
	}
	return token, nil
}

// ssoRefreshable reports whether there is what a refresh takes.
func (c *Client) ssoRefreshable(r SSORequest, file tokenFile) bool {
	return r.Session != "" && file.text("refreshToken") != "" && file.text("clientId") != "" && file.text("clientSecret") != "" &&
		file.time("registrationExpiresAt").After(c.cfg.Now())
}

// refreshSSO calls sso-oidc CreateToken and writes the token file back.
func (c *Client) refreshSSO(ctx context.Context, step string, r SSORequest, file tokenFile) (string, error) {
	endpoint, err := ssoEndpoint(c.cfg, "oidc", r.Region)
	if err != nil {
		return "", err
	}
	if file.time("expiresAt").After(c.cfg.Now()) {
		// The old token still serves: leave time for the call it is needed for.
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.cfg.Timeout/2, errSilent)
		defer cancel()
	}
	var out struct {
		AccessToken  string `json:"accessToken"`
		ExpiresIn    int64  `json:"expiresIn"`
		RefreshToken string `json:"refreshToken"`
	}
	_, said, err := c.callJSON(ctx, jsonCall{
		step: step, method: http.MethodPost, url: strings.TrimSuffix(endpoint, "/") + "/token",
		send: map[string]string{
			"grantType": "refresh_token", "clientId": file.text("clientId"),
			"clientSecret": file.text("clientSecret"), "refreshToken": file.text("refreshToken"),
		},
	}, &out)
	switch {
	case err != nil:
		return "", err
	case said != nil:
		return "", fmt.Errorf("%s: %s", printable.Words(said.code), printable.Words(said.message))
	case out.AccessToken == "" || out.ExpiresIn <= 0:
		return "", errNotAWS
	}
	file.put("startUrl", r.StartURL)
	file.put("region", r.Region)
	file.put("accessToken", out.AccessToken)
	file.put("expiresAt", awsterms.FormatTime(c.cfg.Now().Add(time.Duration(out.ExpiresIn)*time.Second)))
	if out.RefreshToken != "" {
		file.put("refreshToken", out.RefreshToken)
	}
	c.keep(r.tokenPath(), file)
	return out.AccessToken, nil
}
