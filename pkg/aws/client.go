// Package aws makes the calls: STS through the SDK's own client, and the other
// places that keys come from (SSO, `aws login`, containers, EC2 instance
// metadata, credential_process). It says what AWS's refusals mean.
//
// Rules: it is the only importer of aws-sdk-go-v2, and never of its config
// package, which reads profiles differently from the AWS CLI. Nothing is built,
// read or connected before the first call needs it: a load from the cache links
// this package and must not pay for it. That is also why SSO and sign-in, whose
// requests are unsigned JSON, do without the SDK's clients: initialising
// service/sso, service/ssooidc and service/signin adds half a millisecond to
// every start of the program (measured), more than all else that a load from the
// cache does.
//
// The environment, the clock and files come in through Config. A call that
// carries an MFA code is sent once; everything else is repeated, within
// Config.Timeout. No error and no trace line holds a secret.
package aws

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/awsenv/awsenv/pkg/voice"
)

// defaultTimeout bounds a whole operation, all attempts together: a dead or
// silent endpoint has to be reported within 10 s.
const defaultTimeout = 9 * time.Second

// Config is what a Client needs to know. The zero value talks to the global STS
// endpoint with an empty environment.
type Config struct {
	// Region is the named profile's region; empty when nothing names one.
	Region string
	// FIPS and DualStack choose among AWS's own endpoints; a custom endpoint
	// makes both meaningless.
	FIPS, DualStack bool
	// Custom endpoints, URLs; empty means AWS's own.
	STSEndpoint, IAMEndpoint, SSOEndpoint, OIDCEndpoint, SigninEndpoint string
	// MetadataV1 allows an instance's metadata to be read without a session token.
	MetadataV1 bool
	// CABundle is a PEM file whose certificates are trusted in place of the
	// system's (AWS_CA_BUNDLE, ca_bundle); empty means the system's.
	CABundle string
	// Env looks up an environment variable: SSL_CERT_FILE, the container's
	// AWS_CONTAINER_*, the instance's AWS_EC2_METADATA_*. Nil: nothing is set.
	Env func(name string) (value string, set bool)
	// Proxy chooses the proxy for a request, nil for that of the environment.
	// Metadata services are never asked through a proxy.
	Proxy func(*http.Request) (*url.URL, error)
	// ReadFile reads a token file or a bundle of certificates. It has to be there.
	ReadFile func(path string) ([]byte, error)
	// WriteFile replaces a refreshed token file in one step, mode 0600. Nil: a
	// refreshed token is used but not kept.
	WriteFile func(path string, data []byte) error
	// RemoveFile deletes a token file. It has to be there for a sign-out.
	RemoveFile func(path string) error
	// Lock makes sure that one process alone replaces a token file; nil is nobody.
	Lock func(ctx context.Context, path string) (unlock func(), err error)
	// Now is the local clock. It has to be there.
	Now func() time.Time
	// Version is the program's version, for the user agent app/awsenv-VERSION.
	Version string
	// Timeout bounds one operation, all attempts together; 0 is 9 s.
	Timeout time.Duration
	// Plain warns, once for all clients that share it, of a request over plain http to
	// another machine; nil for a client of its own.
	Plain *sync.Once
	// Tell hears of each request, of each swallowed problem and of the waits; nil
	// for nobody.
	Tell voice.Voice
}

// Client makes calls with one configuration. Its calls share one connection
// where they go to the same endpoint. Use New; a Client may be used by several
// goroutines.
type Client struct {
	cfg  Config
	http *http.Client

	// unkept are the tokens, by session, that a sign-in got and no file could take.
	unkept sync.Map

	stsOnce sync.Once
	sts     *sts.Client
	stsURL  string
	stsErr  error
}

// New makes a Client. It touches neither network nor files.
func New(cfg Config) *Client {
	if cfg.Env == nil {
		cfg.Env = func(string) (string, bool) { return "", false }
	}
	if cfg.Proxy == nil {
		cfg.Proxy = cfg.proxyFromEnvironment
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Tell == nil {
		cfg.Tell = voice.None{}
	}
	if cfg.Plain == nil {
		cfg.Plain = &sync.Once{}
	}
	return &Client{cfg: cfg, http: &http.Client{Transport: newTransport(cfg), CheckRedirect: stay}}
}

// stay keeps a request from following a redirect: it would carry signature,
// token or code to a host that nobody chose.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// errSilent ends an operation whose time is up.
var errSilent = errors.New("no answer in time")

// limited is ctx, ended with errSilent when the operation's time is up. Until end is
// called a person is told of the wait for whom, "STS".
func (c *Client) limited(ctx context.Context, whom string) (limited context.Context, end func()) {
	limited, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, errSilent)
	done := c.cfg.Tell.Progress("waiting for " + whom + " to answer")
	return limited, func() { done(); cancel() }
}

// stopped is the error of a context that the caller ended, nil while it goes on
// and when only our own time is up.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil || context.Cause(ctx) == errSilent {
		return nil
	}
	return ctx.Err()
}

// set is an environment variable's value, empty when it is not set.
func (c *Client) set(name string) string {
	value, _ := c.cfg.Env(name)
	return value
}
