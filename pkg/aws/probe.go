package aws

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Probed is what can be told of STS without any keys.
type Probed struct {
	// Endpoint is the URL that was called, without path and query.
	Endpoint string
	// Ahead is how far the server's clock is ahead of ours, negative when it is behind.
	Ahead time.Duration
	// Dated says that the server told the time.
	Dated bool
}

// Probe asks STS something that takes no keys, and looks at who answers, and when: any
// answer will do. Errors are *Unreachable, *ConfigError, or wrap ctx's.
func (c *Client) Probe(ctx context.Context) (Probed, error) {
	endpoint, _, err := STSEndpoint(c.cfg)
	if err != nil {
		return Probed{}, err
	}
	probed := Probed{Endpoint: origin(endpoint)}
	bounded, cancel := c.limited(ctx, "STS")
	defer cancel()
	asked := c.cfg.Now()
	answer, _, tried, err := c.exchange(bounded, jsonCall{
		method: http.MethodPost, url: endpoint, send: url.Values{"Action": {"GetCallerIdentity"}, "Version": {"2011-06-15"}},
	})
	f := failed{step: "look whether AWS can be reached", endpoint: probed.Endpoint}
	switch {
	case err != nil:
		return probed, c.failure(bounded, f, err)
	case answer.StatusCode >= 500:
		return probed, outOfOrder(f, refused{status: answer.StatusCode, header: answer.Header})
	case answer.StatusCode == http.StatusOK, answer.StatusCode == http.StatusProxyAuthRequired:
		return probed, notAWS(f, fmt.Errorf("%w: HTTP %d, %s", errNotAWS, answer.StatusCode, contentType(answer.Header)))
	}
	if date := serverDate(answer.Header); !date.IsZero() && tried == 1 {
		probed.Ahead, probed.Dated = Ahead(asked, date, c.cfg.Now()), true
	}
	return probed, nil
}
