package aws

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

const (
	containerRelative  = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
	containerFull      = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
	containerToken     = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
	containerTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
	// containerHost is where ECS answers a relative URI.
	containerHost = "http://169.254.170.2"
)

// ContainerCredentials asks the container's credential service that the
// environment names (AWS_CONTAINER_CREDENTIALS_*), by the rules of botocore's
// ContainerProvider. Errors are *ConfigError, *Unreachable, or wrap ctx's.
func (c *Client) ContainerCredentials(ctx context.Context, profile string) (session.Issued, error) {
	step := fmt.Sprintf("get the container's credentials for %q", profile)
	target, token, err := c.containerService()
	if err != nil {
		return session.Issued{}, fmt.Errorf("%s: %w", step, err)
	}
	bounded, cancel := c.limited(withSecrets(ctx, token), "the container")
	defer cancel()
	found, err := endpointcreds.New(target, func(o *endpointcreds.Options) {
		o.HTTPClient = c.metadataClient()
		o.AuthorizationToken = token
		o.Retryer = retryer()
	}).Retrieve(bounded)
	return c.metadataAnswer(bounded, step, target, found, err)
}

// containerService is the URL to ask and the token to show.
func (c *Client) containerService() (target, token string, err error) {
	if relative, ok := c.cfg.Env(containerRelative); ok {
		if !strings.HasPrefix(relative, "/") {
			// Behind the host's name it would make another one of it.
			return "", "", &ConfigError{Problem: fmt.Sprintf("%s is %q, which is no path", containerRelative, printable.Words(relative)), Do: "it begins with a slash"}
		}
		target = containerHost + relative
	} else if target, ok = c.cfg.Env(containerFull); !ok {
		return "", "", &ConfigError{Problem: "credential_source is EcsContainer, and this is no container with credentials: neither " + containerRelative + " nor " + containerFull + " is set"}
	}
	if err := allowedService(target); err != nil {
		return "", "", err
	}
	if file, ok := c.cfg.Env(containerTokenFile); ok {
		text, err := c.cfg.ReadFile(file)
		if err != nil {
			return "", "", &ConfigError{Problem: fmt.Sprintf("the file of %s cannot be read: %v", containerTokenFile, err)}
		}
		token = string(text)
	} else {
		token = c.set(containerToken)
	}
	if strings.ContainsAny(token, "\r\n") {
		return "", "", &ConfigError{Problem: "the authorization token of the container has a line break in it"}
	}
	return target, token, nil
}

// allowedService keeps the token, and the trust in the answer, from a host on
// the network: https, a loopback address, or an address of ECS or EKS.
func allowedService(target string) error {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return &ConfigError{Problem: fmt.Sprintf("%q of %s is not an http or https URL", printable.Words(target), containerFull)}
	}
	host := u.Hostname()
	address, err := netip.ParseAddr(host)
	switch {
	case u.Scheme == "https", err == nil && address.IsLoopback():
		return nil
	case host == "localhost", host == "169.254.170.2", host == "169.254.170.23", host == "fd00:ec2::23":
		return nil
	}
	return &ConfigError{Problem: fmt.Sprintf("%s names the host %q", containerFull, printable.Words(host)),
		Do: "without https it may only name a loopback address, 169.254.170.2, 169.254.170.23 or fd00:ec2::23"}
}

// metadataClient asks services of this machine: never through a proxy, which
// would be handed the credentials.
func (c *Client) metadataClient() *http.Client {
	direct := c.cfg
	direct.Proxy = nil
	transport := newTransport(direct)
	transport.machine = true
	return &http.Client{Transport: transport, CheckRedirect: stay}
}

// metadataAnswer turns what a service of this machine gave into keys.
func (c *Client) metadataAnswer(ctx context.Context, step, target string, found sdk.Credentials, err error) (session.Issued, error) {
	f := failed{step: step, endpoint: origin(target)}
	if err != nil {
		return session.Issued{}, metadataFailure(ctx, f, err)
	}
	if found.AccessKeyID == "" || found.SecretAccessKey == "" {
		return session.Issued{}, metadataFailure(ctx, f, errNoKeys)
	}
	a := session.Issued{
		Keys:    session.Keys{AccessKeyID: found.AccessKeyID, SecretAccessKey: found.SecretAccessKey, SessionToken: found.SessionToken},
		Account: found.AccountID,
	}
	if found.CanExpire {
		a.Expires = found.Expires.UTC()
	}
	if err := c.ended(a); err != nil {
		return session.Issued{}, metadataFailure(ctx, f, err)
	}
	return a, nil
}

var errNoKeys = errors.New("there are no keys in its answer")

// metadataFailure is always an unreached endpoint: these services do not refuse,
// they have no credentials or are not there.
func metadataFailure(ctx context.Context, f failed, err error) error {
	if err := stopped(ctx); err != nil {
		return fmt.Errorf("%s: %w", f.step, err)
	}
	return &Unreachable{Step: f.step, Endpoint: f.endpoint, Err: concealing(ctx, why(err)),
		hints: []string{"credential_source works where a role is attached to this machine or container: is it?"}}
}
