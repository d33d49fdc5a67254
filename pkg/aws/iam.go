package aws

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// iamCall is what the calls of IAM have in common.
type iamCall struct {
	step, action, profile string
	keys                  session.Keys
	// once forbids repeating the request.
	once bool
	// answer is the element that an answer without a result consists of. The SDK does
	// not read such an answer, and would take anybody's page for it.
	answer string
}

// callIAM makes one call within the time limit and translates what goes wrong.
func (c *Client) callIAM(ctx context.Context, call iamCall, do func(context.Context, *iam.Client) error) error {
	var changes []func(*iam.Options)
	if call.once {
		changes = append(changes, func(o *iam.Options) { o.Retryer = sdk.NopRetryer{} })
	}
	if call.answer != "" {
		changes = append(changes, func(o *iam.Options) { o.HTTPClient = reader{o.HTTPClient, call.answer} })
	}
	api, endpoint, err := c.iamClient(call.keys, changes...)
	if err != nil {
		return fmt.Errorf("%s: %w", call.step, err)
	}
	bounded, cancel := c.limited(withSecrets(ctx, call.keys.SecretAccessKey, call.keys.SessionToken), "IAM")
	defer cancel()
	if err := do(bounded, api); err != nil {
		return c.failure(bounded, failed{step: call.step, endpoint: origin(endpoint),
			asked: asked{action: call.action, profile: call.profile, temporary: call.keys.Temporary()}}, err)
	}
	return nil
}

// reader sends requests whose answers have to be an element of that name.
type reader struct {
	iam.HTTPClient
	element string
}

// Do implements iam.HTTPClient.
func (r reader) Do(request *http.Request) (*http.Response, error) {
	answer, err := r.HTTPClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		return answer, err
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var root struct{ XMLName xml.Name }
	if xml.Unmarshal(body, &root) != nil || root.XMLName.Local != r.element {
		return nil, fmt.Errorf("%w: HTTP %d, %s", errNotAWS, answer.StatusCode, contentType(answer.Header))
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
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
		Retryer:                    retryer(),
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

// RoleLimit is a role's MaxSessionDuration, from iam:GetRole; the caller must be
// of the role's account and be allowed to read it. Errors as AssumeRole.
func (c *Client) RoleLimit(ctx context.Context, keys session.Keys, roleARN string) (time.Duration, error) {
	call := iamCall{step: "read the longest session of role " + printable.Words(roleARN), action: "iam:GetRole", keys: keys}
	var limit time.Duration
	err := c.callIAM(ctx, call, func(ctx context.Context, api *iam.Client) error {
		out, err := api.GetRole(ctx, &iam.GetRoleInput{RoleName: sdk.String(awsterms.Name(roleARN))})
		if err != nil {
			return err
		}
		if out.Role == nil || sdk.ToString(out.Role.Arn) != roleARN || out.Role.MaxSessionDuration == nil {
			return errors.New("IAM answered for another role")
		}
		limit = time.Duration(*out.Role.MaxSessionDuration) * time.Second
		return nil
	})
	return limit, err
}
