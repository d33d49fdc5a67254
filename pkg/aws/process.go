package aws

import (
	"context"
	"io"
)

// ProcessRequest is one run of a profile's credential_process.
type ProcessRequest struct {
	Profile string
	// Words are the program and its arguments: it is run without a shell.
	Words []string
	// Stdin is the program's standard input, as in the AWS CLI our own: a helper
	// may ask there. Nil is an empty one.
	Stdin io.Reader
	// Environ is its environment, nil for our own.
	Environ []string
	// Account is aws_account_id of the profile, used when the answer has none.
	Account string
}

// ProcessCredentials runs the program and reads its answer.
func (c *Client) ProcessCredentials(ctx context.Context, r ProcessRequest) (Answer, error) {
	return Answer{}, errTODO
}
