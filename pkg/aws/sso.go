package aws

import (
	"context"
)

// SSORequest is one GetRoleCredentials of IAM Identity Center, spec section 7.
type SSORequest struct {
	Profile string
	// Session is the name of the sso-session section, empty for the legacy form.
	Session          string
	StartURL, Region string
	AccountID, Role  string
	// CacheDir holds the token files, normally ~/.aws/sso/cache.
	CacheDir string
}

// SSORoleCredentials gets the keys of a role of IAM Identity Center with the
// token that the AWS CLI has obtained.
func (c *Client) SSORoleCredentials(ctx context.Context, r SSORequest) (Answer, error) {
	return Answer{}, errTODO
}

// SignInNeeded says that a person has to sign in again with the AWS CLI.
type SignInNeeded struct {
	// Step is what was being done, Problem why it cannot be.
	Step, Problem string
	// Command is what to run: `aws sso login --sso-session corp`.
	Command string
	Err     error
}

// Error says what is wrong with the sign-in.
func (e *SignInNeeded) Error() string { return e.Step + ": " + e.Problem }

// Unwrap is the error below, nil when there is none.
func (e *SignInNeeded) Unwrap() error { return e.Err }

// ExitCode is 4: a person is needed.
func (e *SignInNeeded) ExitCode() int { return 4 }

// Hints name the command.
func (e *SignInNeeded) Hints() []string { return []string{"run: " + e.Command} }
