package aws

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
)

// exposed reports whether what is sent to a URL, and what comes back, can be read on
// the network.
func exposed(u *url.URL) bool { return u.Scheme == "http" && !isLoopback(u.Hostname()) }

// isLoopback reports whether a host is this machine, which what is sent does not
// leave.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && address.IsLoopback()
}

// MayMakeKeys refuses an endpoint of IAM that would tell the secret of a new access key,
// which nothing ends, over a connection that anybody can read. The error is
// *ConfigError.
func (c *Client) MayMakeKeys() error {
	if u, err := url.Parse(c.cfg.IAMEndpoint); err != nil || !exposed(u) {
		return nil
	}
	return &ConfigError{Problem: fmt.Sprintf("the secret of a new access key would come from %s over plain http", printable.Words(origin(c.cfg.IAMEndpoint))),
		Do: "give IAM an https endpoint in AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL or endpoint_url"}
}
