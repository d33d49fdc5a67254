package aws

import (
	"context"
	"fmt"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// RoleLimit is a role's MaxSessionDuration, from iam:GetRole; the caller must be
// of the role's account and be allowed to read it. Errors as AssumeRole.
func (c *Client) RoleLimit(ctx context.Context, keys session.Keys, roleARN string) (time.Duration, error) {
	step := "read the longest session of role " + printable.Words(roleARN)
	api, endpoint, err := c.iamClient(keys)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", step, err)
	}
	bounded, cancel := c.limited(ctx)
	defer cancel()
	out, err := api.GetRole(bounded, &iam.GetRoleInput{RoleName: sdk.String(awsterms.Name(roleARN))})
	if err != nil {
		return 0, c.failure(bounded, failed{step: step, endpoint: origin(endpoint),
			asked: asked{action: "iam:GetRole", temporary: keys.Temporary()}}, err)
	}
	if out.Role == nil || sdk.ToString(out.Role.Arn) != roleARN || out.Role.MaxSessionDuration == nil {
		return 0, fmt.Errorf("%s: IAM answered for another role", step)
	}
	return time.Duration(*out.Role.MaxSessionDuration) * time.Second, nil
}

// iamClient makes an IAM client; IAM is rarely called, so that none is kept.
func (c *Client) iamClient(keys session.Keys, changes ...func(*iam.Options)) (*iam.Client, string, error) {
	region, _ := awsterms.RealRegion(c.cfg.Region)
	if region == "" {
		region = globalSigner
	}
	options := iam.Options{
		Region:                     region,
		Credentials:                provider(keys),
		HTTPClient:                 c.http,
		Retryer:                    patience(),
		AppID:                      appID(c.cfg.Version),
		DisableClockSkewCorrection: true,
	}
	if c.cfg.IAMEndpoint != "" {
		if err := checkURL(c.cfg.IAMEndpoint); err != nil {
			return nil, "", err
		}
		options.BaseEndpoint = &c.cfg.IAMEndpoint
	}
	endpoint := c.cfg.IAMEndpoint
	if endpoint == "" {
		endpoint = "https://iam.amazonaws.com"
	}
	return iam.New(options, changes...), endpoint, nil
}
