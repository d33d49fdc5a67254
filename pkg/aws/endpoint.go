package aws

// STSEndpoint is the URL that STS is called at and the region that the request
// is signed for, spec section 5.
func STSEndpoint(cfg Config) (url, signingRegion string, err error) { return "", "", errTODO }

// Endpoint is STSEndpoint's URL for this client.
func (c *Client) Endpoint() string { return c.stsURL }
