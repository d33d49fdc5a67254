package aws

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
)

// SSOLogout ends the sign-in whose token is in a file: the file is deleted first, so
// that nothing uses it any more, then the server is told. signedIn is false, with no
// call made, when the file holds no token. The error is *NotTold when the file is gone
// and the server does not know.
func (c *Client) SSOLogout(ctx context.Context, path string) (signedIn bool, err error) {
	unlock, err := c.locked(ctx, "sign out", path)
	if err != nil {
		return false, err
	}
	defer unlock()
	text, err := c.cfg.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("sign out: %w", err)
	}
	file, err := parseTokenFile(text)
	if err != nil || file.text("accessToken") == "" {
		return false, nil //nolint:nilerr // not a token: it is left alone
	}
	if err := c.cfg.RemoveFile(path); err != nil {
		return false, fmt.Errorf("sign out: %w", err)
	}
	return true, c.tellLogout(ctx, file)
}

// tellLogout tells the portal. A session that it does not know any more is over.
func (c *Client) tellLogout(ctx context.Context, file tokenFile) error {
	const step = "sign out of IAM Identity Center"
	endpoint, err := ssoEndpoint(c.cfg, "portal.sso", file.text("region"))
	if err != nil {
		return &NotTold{err}
	}
	_, said, err := c.callJSON(ctx, jsonCall{
		step: step, method: http.MethodPost, url: strings.TrimSuffix(endpoint, "/") + "/logout",
		header:     map[string]string{"X-Amz-Sso_bearer_token": file.text("accessToken")},
		idempotent: true,
	}, nil)
	if stopped(ctx) != nil {
		return err
	}
	if said != nil && said.status != http.StatusUnauthorized {
		err = c.refusal(failed{step: step, asked: asked{action: "sso:Logout"}}, *said)
	}
	if err != nil {
		return &NotTold{err}
	}
	return nil
}

// NotTold is a sign-out that is done here and not at the server.
type NotTold struct{ err error }

// Error says so, and why.
func (n *NotTold) Error() string {
	return "signed out here, but the server was not told: " + n.err.Error()
}

// Unwrap is why.
func (n *NotTold) Unwrap() error { return n.err }

// ExitCode is 6: the server was not reached.
func (n *NotTold) ExitCode() int { return exit.Unreachable }

// Hints say what that means.
func (n *NotTold) Hints() []string {
	return []string{"the sign-in ends there by itself; whoever has a copy of the token can use it until then"}
}
