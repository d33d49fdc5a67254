package aws

import "context"

// InstanceCredentials asks the EC2 instance metadata service.
func (c *Client) InstanceCredentials(ctx context.Context, profile string) (Answer, error) {
	return Answer{}, errTODO
}
