package aws

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/trust"
)

// loginRefresh is what the keys must have left, else new ones are asked for
// (botocore LoginCredentialFetcher._REFRESH_THRESHOLD). They last 15 minutes.
const loginRefresh = 5 * time.Minute

// LoginRequest is the use of an `aws login` session (docs/aws-behaviour.md,
// "aws login").
type LoginRequest struct {
	// Profile names the profile in messages.
	Profile string
	// Session is the value of login_session, the identity's ARN.
	Session string
	// CacheDir holds the files: AWS_LOGIN_CACHE_DIRECTORY, else
	// ~/.aws/login/cache.
	CacheDir string
}

// Path is the file that `aws login` writes.
func (r LoginRequest) Path() string {
	sum := sha256.Sum256([]byte(r.Session))
	return trust.Within(r.CacheDir, hex.EncodeToString(sum[:])+".json")
}

func (r LoginRequest) signIn(step, problem string, err error) error {
	return &SignInNeeded{Step: step, Problem: problem, Command: "awsenv login " + printable.Argument(r.Profile), Err: err}
}

// loginKeys is the accessToken of a login file.
type loginKeys struct {
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	SessionToken    string `json:"sessionToken"`
	AccountID       string `json:"accountId"`
	ExpiresAt       string `json:"expiresAt"`
}

func (k loginKeys) complete() bool {
	return k.AccessKeyID != "" && k.SecretAccessKey != "" && k.SessionToken != ""
}

func (k loginKeys) issued() session.Issued {
	return session.Issued{
		Keys:    session.Keys{AccessKeyID: k.AccessKeyID, SecretAccessKey: k.SecretAccessKey, SessionToken: k.SessionToken},
		Expires: awsterms.ParseTime(k.ExpiresAt), Account: k.AccountID,
	}
}

// LoginCredentials gives the keys of an `aws login` session, new ones when less
// than 5 minutes are left. Errors are *SignInNeeded, *Refusal, *Unreachable,
// *ConfigError, or wrap ctx's.
func (c *Client) LoginCredentials(ctx context.Context, r LoginRequest) (session.Issued, error) {
	step := fmt.Sprintf("use the login session of %q", r.Profile)
	if _, keys, err := c.readLogin(step, r); err != nil || c.lasts(keys) {
		return keys.issued(), err
	}
	// A refresh token is replaced when it is used: one process does it, and those that
	// waited find the new keys.
	unlock, err := c.locked(ctx, step, r.Path())
	if err != nil {
		return session.Issued{}, err
	}
	defer unlock()
	file, keys, err := c.readLogin(step, r)
	if err != nil || c.lasts(keys) {
		return keys.issued(), err
	}
	answer, err := c.refreshLogin(ctx, step, r, file, keys)
	if err != nil && c.overtaken(ctx, err, func() bool {
		_, theirs, failed := c.readLogin(step, r)
		keys = theirs
		return failed == nil && c.lasts(theirs)
	}) {
		return keys.issued(), nil
	}
	return answer, err
}

// lasts reports whether keys are worth handing out.
func (c *Client) lasts(keys loginKeys) bool {
	return awsterms.ParseTime(keys.ExpiresAt).Sub(c.cfg.Now()) > loginRefresh
}

func (c *Client) readLogin(step string, r LoginRequest) (tokenFile, loginKeys, error) {
	path := r.Path()
	text, err := c.cfg.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, loginKeys{}, r.signIn(step, "nobody has signed in yet", err)
	}
	if err != nil {
		return nil, loginKeys{}, fmt.Errorf("%s: %w", step, err)
	}
	file, err := parseTokenFile(text)
	if err != nil {
		return nil, loginKeys{}, r.signIn(step, fmt.Sprintf("the file %q cannot be used: %v", path, err), err)
	}
	var keys loginKeys
	if !file.object("accessToken", &keys) || !keys.complete() {
		return nil, loginKeys{}, r.signIn(step, fmt.Sprintf("the file %q has no keys in accessToken", path), nil)
	}
	for _, name := range [...]string{"refreshToken", "dpopKey", "clientId"} {
		if file.text(name) == "" {
			return nil, loginKeys{}, r.signIn(step, fmt.Sprintf("the file %q has no %s", path, name), nil)
		}
	}
	return file, keys, nil
}

// refreshLogin calls signin CreateOAuth2Token and writes the file back.
func (c *Client) refreshLogin(ctx context.Context, step string, r LoginRequest, file tokenFile, old loginKeys) (session.Issued, error) {
	endpoint, err := signinEndpoint(c.cfg)
	if err != nil {
		return session.Issued{}, fmt.Errorf("%s: %w", step, err)
	}
	target := strings.TrimSuffix(endpoint, "/") + "/v1/token"
	proof, err := dpop(file.text("dpopKey"), http.MethodPost, target, c.cfg.Now())
	if err != nil {
		return session.Issued{}, r.signIn(step, fmt.Sprintf("the dpopKey in %q cannot be used: %v", r.Path(), err), err)
	}
	var out struct {
		AccessToken  loginKeys `json:"accessToken"`
		ExpiresIn    int64     `json:"expiresIn"`
		RefreshToken string    `json:"refreshToken"`
	}
	answer, said, err := c.callJSON(ctx, jsonCall{
		step: step, method: http.MethodPost, url: target,
		header: map[string]string{"DPoP": proof},
		send: map[string]string{
			"clientId": file.text("clientId"), "grantType": "refresh_token", "refreshToken": file.text("refreshToken"),
		},
	}, &out)
	switch {
	case err != nil:
		return session.Issued{}, err
	case said != nil:
		return session.Issued{}, c.refusedLogin(step, r, *said)
	case !out.AccessToken.complete() || out.ExpiresIn <= 0 || out.RefreshToken == "":
		return session.Issued{}, notAWS(failed{step: step, endpoint: origin(endpoint)}, errNotAWS)
	}
	keys := out.AccessToken
	keys.AccountID = old.AccountID
	keys.ExpiresAt = awsterms.FormatTime(c.cfg.Now().Add(time.Duration(out.ExpiresIn) * time.Second))
	file.put("accessToken", keys)
	file.put("refreshToken", out.RefreshToken)
	c.keep(r.Path(), file)
	return answer.with(keys.issued()), nil
}

// refusedLogin says what a refusal of the sign-in service asks for (its
// OAuth2ErrorCode).
func (c *Client) refusedLogin(step string, r LoginRequest, said refused) error {
	switch said.code {
	case "TOKEN_EXPIRED", "AUTHCODE_EXPIRED":
		return r.signIn(step, "the login session has expired", nil)
	case "USER_CREDENTIALS_CHANGED":
		return r.signIn(step, "the password was changed since the login", nil)
	}
	return c.refusal(failed{step: step, asked: asked{action: "signin:CreateOAuth2Token", profile: r.Profile}}, said)
}
