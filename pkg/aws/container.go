package aws

import "context"

// ContainerCredentials asks the container's credential service that the
// environment names (AWS_CONTAINER_CREDENTIALS_*).
func (c *Client) ContainerCredentials(ctx context.Context, profile string) (Answer, error) {
	return Answer{}, errTODO
}

// HasContainer reports whether the environment names a container's credential
// service.
func (c *Client) HasContainer() bool { return false }
