package aws

import "context"

// LoginRequest is the use of an `aws login` session, spec section 7.
type LoginRequest struct {
	Profile string
	// Session is the value of login_session, the identity's ARN.
	Session string
	// CacheDir holds the files, normally ~/.aws/login/cache.
	CacheDir string
}

// LoginCredentials gives the keys of an `aws login` session, refreshed when less
// than 5 minutes are left.
func (c *Client) LoginCredentials(ctx context.Context, r LoginRequest) (Answer, error) {
	return Answer{}, errTODO
}
