package aws

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
)

const (
	instanceDisabled = "AWS_EC2_METADATA_DISABLED"
	instanceNoV1     = "AWS_EC2_METADATA_V1_DISABLED"
	instanceEndpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
	instanceMode     = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
	// instancePatience is for one request: the service is on this machine's own
	// link, and elsewhere nothing answers at all.
	instancePatience = time.Second
)

// HasInstance reports whether the metadata service may be asked at all.
func (c *Client) HasInstance() bool { return !strings.EqualFold(c.set(instanceDisabled), "true") }

// InstanceCredentials asks the EC2 instance metadata service for the keys of the
// role that is attached to this machine. Errors are *ConfigError, *Unreachable,
// or wrap ctx's.
func (c *Client) InstanceCredentials(ctx context.Context, profile string) (Answer, error) {
	step := fmt.Sprintf("get the instance's credentials for %q", profile)
	if !c.HasInstance() {
		return Answer{}, &ConfigError{Problem: step + ": the instance metadata service is switched off", Do: "unset " + instanceDisabled}
	}
	options, err := c.instanceOptions()
	if err != nil {
		return Answer{}, fmt.Errorf("%s: %w", step, err)
	}
	bounded, cancel := c.limited(ctx)
	defer cancel()
	found, err := ec2rolecreds.New(func(o *ec2rolecreds.Options) { o.Client = imds.New(options) }).Retrieve(bounded)
	return c.metadataAnswer(bounded, step, options.Endpoint, found, err)
}

// instanceOptions are botocore's variables in the SDK's words. The SDK would read
// some of them from the process, so every one is given.
func (c *Client) instanceOptions() (imds.Options, error) {
	o := imds.Options{
		ClientEnableState: imds.ClientEnabled,
		Endpoint:          c.set(instanceEndpoint),
		HTTPClient:        c.instanceClient(),
		Retryer:           patience(),
	}
	if strings.EqualFold(c.set(instanceNoV1), "true") {
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
		return o, &ConfigError{Problem: fmt.Sprintf("%s is %q", instanceMode, clean(mode)), Do: "it is IPv4 or IPv6"}
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
