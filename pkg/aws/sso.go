package aws

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// ssoRefresh is what a token must have left, else a new one is asked for
// (botocore SSOTokenProvider._REFRESH_WINDOW).
const ssoRefresh = 15 * time.Minute

// SSORequest is one GetRoleCredentials (docs/aws-behaviour.md, "IAM Identity
// Center").
type SSORequest struct {
	SSOSession
	// Profile names the profile in messages.
	Profile string
	// AccountID and Role are sso_account_id and sso_role_name.
	AccountID, Role string
}

// signIn is the error that a person mends by signing in.
func (r SSORequest) signIn(step, problem string, seen SSOToken, err error) *SignInNeeded {
	command := "awsenv login " + printable.Argument(r.Profile)
	if r.Name != "" {
		command = "awsenv login --sso-session " + printable.Argument(r.Name)
	}
	return &SignInNeeded{Step: step, Problem: problem, Command: command, Seen: seen, Err: err}
}

// SSOToken is an access token of IAM Identity Center: when it ends, and whether another
// one can be had without a person. It shows no secret.
type SSOToken struct {
	// Expires is zero when there is no token.
	Expires     time.Time
	Refreshable bool
	// Mark tells one token from another.
	Mark [sha256.Size]byte
}

// Lasts reports whether the token need not be replaced.
func (t SSOToken) Lasts(now time.Time) bool { return t.Expires.Sub(now) >= ssoRefresh }

// SSOToken is what the token file holds, the zero value for nothing that serves.
func (c *Client) SSOToken(s SSOSession) SSOToken {
	text, err := c.cfg.ReadFile(s.TokenPath())
	if err != nil {
		return SSOToken{}
	}
	file, err := parseTokenFile(text)
	if err != nil {
		return SSOToken{}
	}
	return c.tokenOf(file)
}

func (c *Client) tokenOf(file tokenFile) SSOToken {
	token, expires := file.text("accessToken"), file.time("expiresAt")
	if token == "" || expires.IsZero() {
		return SSOToken{}
	}
	return SSOToken{Expires: expires, Refreshable: c.ssoRefreshable(file), Mark: sha256.Sum256([]byte(token))}
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
	var out struct {
		RoleCredentials struct {
			AccessKeyID     string `json:"accessKeyId"`
			SecretAccessKey string `json:"secretAccessKey"`
			SessionToken    string `json:"sessionToken"`
			Expiration      int64  `json:"expiration"` // milliseconds
		} `json:"roleCredentials"`
	}
	answer, endpoint, err := c.portal(bounded, r, portalCall{
		step: step, action: "sso:GetRoleCredentials", path: "/federation/credentials",
		query: url.Values{"role_name": {r.Role}, "account_id": {r.AccountID}},
	}, &out)
	keys := out.RoleCredentials
	switch {
	case err != nil:
		return session.Issued{}, err
	case keys.AccessKeyID == "" || keys.SecretAccessKey == "" || keys.SessionToken == "":
		return session.Issued{}, notAWS(failed{step: step, endpoint: endpoint}, errNotAWS)
	}
	issued := answer.with(session.Issued{
		Keys:    session.Keys{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey, SessionToken: keys.SessionToken},
		Expires: time.UnixMilli(keys.Expiration).UTC().Truncate(time.Second),
		Account: r.AccountID, ProviderType: "sso",
	})
	if err := c.ended(issued); err != nil {
		return session.Issued{}, notAWS(failed{step: step, endpoint: endpoint}, err)
	}
	return issued, nil
}

// portalCall is one request to the portal of IAM Identity Center that only reads.
type portalCall struct {
	step, action, path string
	query              url.Values
}

// portal makes the request with the token of a sign-in. endpoint is whom it asked.
func (c *Client) portal(ctx context.Context, r SSORequest, call portalCall, out any) (answer answered, endpoint string, err error) {
	token, err := c.ssoToken(ctx, call.step, r)
	if err != nil {
		return answered{}, "", err
	}
	endpoint, err = ssoEndpoint(c.cfg, "portal.sso", r.Region)
	if err != nil {
		return answered{}, "", fmt.Errorf("%s: %w", call.step, err)
	}
	answer, said, err := c.callJSON(ctx, jsonCall{
		step: call.step, method: http.MethodGet,
		url:    strings.TrimSuffix(endpoint, "/") + call.path + "?" + call.query.Encode(),
		header: map[string]string{"X-Amz-Sso_bearer_token": token},
	}, out)
	switch {
	case err != nil:
	case said != nil && (said.status == http.StatusUnauthorized || said.code == "UnauthorizedException"):
		no := r.signIn(call.step, "the SSO session has ended or is not valid any more", SSOToken{Mark: sha256.Sum256([]byte(token))}, nil)
		no.Command += " --refresh" // the token's own time is not over
		err = no
	case said != nil:
		err = c.refusal(failed{step: call.step, asked: asked{action: call.action, profile: r.Profile}}, *said)
	}
	return answer, origin(endpoint), err
}

// ssoToken is the access token from the AWS CLI's file, a new one when the old
// one is about to end and may be replaced.
func (c *Client) ssoToken(ctx context.Context, step string, r SSORequest) (string, error) {
	file, err := c.readSSO(step, r)
	if err != nil {
		return "", err
	}
	now := c.cfg.Now()
	left := file.time("expiresAt").Sub(now)
	if left >= ssoRefresh {
		return file.text("accessToken"), nil
	}
	if c.ssoRefreshable(file) {
		renewed, err := c.refreshSSO(ctx, step, r, left > 0)
		if err == nil {
			return renewed, nil
		}
		if stopped(ctx) != nil {
			return "", err
		}
		c.cfg.Tell.Trace(fmt.Sprintf("the SSO token could not be refreshed: %v", err))
		var gone *Unreachable
		if left <= 0 && errors.As(err, &gone) {
			return "", err
		}
	}
	if left <= 0 {
		return "", r.signIn(step, "the SSO session has expired", c.tokenOf(file), nil)
	}
	return file.text("accessToken"), nil
}

// readSSO reads a token file that has a token in it.
func (c *Client) readSSO(step string, r SSORequest) (tokenFile, error) {
	if unkept, ok := c.unkept.Load(r.SSOSession.String()); ok {
		return unkept.(tokenFile), nil
	}
	path := r.TokenPath()
	text, err := c.cfg.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, r.signIn(step, "nobody has signed in yet", SSOToken{}, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	file, err := parseTokenFile(text)
	if err != nil {
		return nil, r.signIn(step, fmt.Sprintf("the token file %q cannot be used: %v", path, err), SSOToken{}, err)
	}
	if file.text("accessToken") == "" || file.time("expiresAt").IsZero() {
		return nil, r.signIn(step, fmt.Sprintf("the token file %q has no accessToken or no expiresAt", path), SSOToken{}, nil)
	}
	return file, nil
}

// ssoRefreshable reports whether there is what a refresh takes.
func (c *Client) ssoRefreshable(file tokenFile) bool {
	return file.text("refreshToken") != "" && file.text("clientId") != "" && file.text("clientSecret") != "" &&
		file.time("registrationExpiresAt").After(c.cfg.Now())
}

// refreshSSO calls sso-oidc CreateToken and writes the token file back. One process
// does it at a time, and those that waited find the new token in the file: a refresh
// token can be of one use. serves says that the old token is still good.
func (c *Client) refreshSSO(ctx context.Context, step string, r SSORequest, serves bool) (string, error) {
	if serves {
		// Leave time for the call that the token is needed for.
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.cfg.Timeout/2, errSilent)
		defer cancel()
	}
	unlock, err := c.locked(ctx, step, r.TokenPath())
	if err != nil {
		return "", err
	}
	defer unlock()
	file, err := c.readSSO(step, r)
	if err != nil || c.tokenOf(file).Lasts(c.cfg.Now()) {
		return file.text("accessToken"), err
	}
	out, err := c.createToken(ctx, r.SSOSession, step, map[string]string{
		"grantType": grantRefresh, "clientId": file.text("clientId"),
		"clientSecret": file.text("clientSecret"), "refreshToken": file.text("refreshToken"),
	})
	if err != nil && c.overtaken(ctx, err, func() bool {
		theirs, failed := c.readSSO(step, r)
		file = theirs
		return failed == nil && c.tokenOf(theirs).Lasts(c.cfg.Now())
	}) {
		return file.text("accessToken"), nil
	}
	if err != nil {
		if OAuthError(err) == "invalid_client" && c.cfg.RemoveFile != nil {
			// With a registration that AWS does not know a browser would be sent to a page
			// from which it never comes back.
			_ = c.cfg.RemoveFile(r.registrationPath())
		}
		return "", err
	}
	c.fill(file, r.SSOSession, out)
	c.keep(r.TokenPath(), file)
	return out.AccessToken, nil
}
