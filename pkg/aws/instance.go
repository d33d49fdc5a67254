package aws

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

const (
	instanceDisabled = "AWS_EC2_METADATA_DISABLED"
	instanceEndpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
	instanceMode     = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
	// instancePatience is for one request: the service is on this machine's own
	// link, and elsewhere nothing answers at all.
	instancePatience = time.Second
)

// InstanceCredentials asks the EC2 instance metadata service for the keys of the
// role that is attached to this machine. Errors are *ConfigError, *Unreachable,
// or wrap ctx's.
func (c *Client) InstanceCredentials(ctx context.Context, profile string) (session.Issued, error) {
	step := fmt.Sprintf("get the instance's credentials for %q", profile)
	if strings.EqualFold(c.set(instanceDisabled), "true") {
		return session.Issued{}, &ConfigError{Problem: step + ": the instance metadata service is switched off", Do: "unset " + instanceDisabled}
	}
	options, err := c.instanceOptions()
	if err != nil {
		return session.Issued{}, fmt.Errorf("%s: %w", step, err)
	}
	bounded, cancel := context.WithTimeoutCause(ctx, min(c.cfg.Timeout, 3*instancePatience), errSilent)
	defer cancel()
	found, err := instanceRole(bounded, imds.New(options))
	return c.metadataAnswer(bounded, step, options.Endpoint, found, err)
}

// instanceRole asks for the name of the role and then for its keys. The SDK's own
// ec2rolecreds would put an hour in place of the real expiry.
func instanceRole(ctx context.Context, service *imds.Client) (sdk.Credentials, error) {
	const folder = "iam/security-credentials/"
	names, err := instanceText(ctx, service, folder)
	if err != nil {
		return sdk.Credentials{}, err
	}
	role, _, _ := strings.Cut(strings.TrimSpace(names), "\n")
	if role == "" || printable.Words(role) != role || strings.ContainsAny(role, "/<>?# ") {
		return sdk.Credentials{}, errNoKeys
	}
	text, err := instanceText(ctx, service, folder+role)
	if err != nil {
		return sdk.Credentials{}, err
	}
	var keys struct{ AccessKeyID, SecretAccessKey, Token, Expiration, AccountID string }
	if json.Unmarshal([]byte(text), &keys) != nil {
		return sdk.Credentials{}, errNoKeys
	}
	expires := awsterms.ParseTime(keys.Expiration)
	return sdk.Credentials{
		AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey, SessionToken: keys.Token, AccountID: keys.AccountID,
		CanExpire: !expires.IsZero(), Expires: expires,
	}, nil
}

func instanceText(ctx context.Context, service *imds.Client, path string) (string, error) {
	out, err := service.GetMetadata(ctx, &imds.GetMetadataInput{Path: path})
	if err != nil {
		return "", err
	}
	defer func() { _ = out.Content.Close() }()
	text, err := io.ReadAll(io.LimitReader(out.Content, maxAnswer))
	return string(text), err
}

// instanceOptions are botocore's variables in the SDK's words. The SDK would read
// some of them from the process, so every one is given.
func (c *Client) instanceOptions() (imds.Options, error) {
	o := imds.Options{
		ClientEnableState: imds.ClientEnabled,
		Endpoint:          c.set(instanceEndpoint),
		HTTPClient:        c.instanceClient(),
		Retryer:           retry.AddWithMaxAttempts(retryer(), 2),
	}
	if !c.cfg.MetadataV1 {
		o.EnableFallback = sdk.FalseTernary
	}
	if o.Endpoint != "" {
		return o, checkURL(o.Endpoint)
	}
	switch mode := c.set(instanceMode); strings.ToLower(mode) {
	case "", "ipv4":
		o.Endpoint = "http://169.254.169.254"
	case "ipv6":
		o.Endpoint = "http://[fd00:ec2::254]"
	default:
		return o, &ConfigError{Problem: fmt.Sprintf("%s is %q", instanceMode, printable.Words(mode)), Do: "it is IPv4 or IPv6"}
	}
	return o, nil
}

func (c *Client) instanceClient() *http.Client {
	t := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: instancePatience}).DialContext,
		ResponseHeaderTimeout: instancePatience,
	}
	return &http.Client{Transport: t, CheckRedirect: stay, Timeout: 2 * instancePatience}
}
