package aws

import (
	"context"
	"errors"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// RoleRequest is one AssumeRole. Empty fields are not sent.
type RoleRequest struct {
	// Profile names the profile in messages.
	Profile                      string
	ARN, SessionName, ExternalID string
	// Serial and Code are the MFA device and its six digits.
	Serial, Code string
	// Duration is sent in whole seconds; 0 sends none and STS gives an hour.
	Duration time.Duration
}

// SessionRequest is one GetSessionToken. Empty fields are not sent.
type SessionRequest struct {
	Profile      string
	Serial, Code string
	Duration     time.Duration
}

// WebIdentityRequest is one AssumeRoleWithWebIdentity; the token is read from
// TokenFile when the call is made.
type WebIdentityRequest struct {
	Profile          string
	ARN, SessionName string
	TokenFile        string
}

var errTODO = errors.New("not yet")

// AssumeRole calls sts:AssumeRole.
func (c *Client) AssumeRole(ctx context.Context, keys session.Keys, r RoleRequest) (Answer, error) {
	return Answer{}, errTODO
}

// GetSessionToken calls sts:GetSessionToken.
func (c *Client) GetSessionToken(ctx context.Context, keys session.Keys, r SessionRequest) (Answer, error) {
	return Answer{}, errTODO
}

// AssumeRoleWithWebIdentity calls sts:AssumeRoleWithWebIdentity, unsigned.
func (c *Client) AssumeRoleWithWebIdentity(ctx context.Context, r WebIdentityRequest) (Answer, error) {
	return Answer{}, errTODO
}

// CallerIdentity calls sts:GetCallerIdentity.
func (c *Client) CallerIdentity(ctx context.Context, profile string, keys session.Keys) (Identity, error) {
	return Identity{}, errTODO
}
