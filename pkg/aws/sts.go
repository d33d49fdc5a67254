package aws

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	smithymiddleware "github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// RoleRequest is one AssumeRole. Empty fields are not sent.
type RoleRequest struct {
	// Profile names the profile in messages.
	Profile                      string
	ARN, SessionName, ExternalID string
	// Serial and Code are the MFA device and its six digits.
	Serial, Code string
	// Duration is sent in whole seconds; 0 sends none and STS gives an hour.
	Duration time.Duration
}

// Format hides the code, for every verb.
func (r RoleRequest) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "AssumeRole "+r.ARN+" as "+r.SessionName+", with "+r.Serial)
}

// SessionRequest is one GetSessionToken. Empty fields are not sent.
type SessionRequest struct {
	Profile      string
	Serial, Code string
	// Duration is sent in whole seconds; 0 sends none and STS gives 12 hours.
	Duration time.Duration
}

// Format hides the code, for every verb.
func (r SessionRequest) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "GetSessionToken for "+r.Profile+", with "+r.Serial)
}

// WebIdentityRequest is one AssumeRoleWithWebIdentity; the token is read from
// TokenFile when the call is made.
type WebIdentityRequest struct {
	Profile          string
	ARN, SessionName string
	TokenFile        string
}

// forProfile names the profile that a role is assumed for; a role that flags made has
// none.
func forProfile(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" as %q", name)
}

// AssumeRole calls sts:AssumeRole. With a code it makes one attempt. Errors are
// *Refusal, *Unreachable, *LostAnswer, *ConfigError, or wrap ctx's.
func (c *Client) AssumeRole(ctx context.Context, keys session.Keys, r RoleRequest) (session.Issued, error) {
	in := &sts.AssumeRoleInput{
		RoleArn:         &r.ARN,
		RoleSessionName: &r.SessionName,
		ExternalId:      given(r.ExternalID),
		SerialNumber:    given(r.Serial),
		TokenCode:       given(r.Code),
		DurationSeconds: seconds(r.Duration),
	}
	call := stsCall{
		step: "assume role " + printable.Words(r.ARN) + forProfile(r.Profile),
		arn:  r.ARN, keys: keys, secret: r.Code, code: r.Code != "",
		asked: asked{action: "sts:AssumeRole", profile: r.Profile, serial: r.Serial, duration: r.Duration,
			temporary: keys.Temporary(), external: r.ExternalID != ""},
	}
	out, said, err := callSTS(ctx, c, call, (*sts.Client).AssumeRole, in, func(out *sts.AssumeRoleOutput) (smithymiddleware.Metadata, error) {
		return out.ResultMetadata, complete(out.Credentials)
	})
	if err != nil {
		return session.Issued{}, err
	}
	//lint:ignore SA1019 the AWS CLI's cache has it under this name
	return c.checked(call, said.with(roleKeys(out.Credentials, out.AssumedRoleUser, out.PackedPolicySize)))
}

// GetSessionToken calls sts:GetSessionToken, errors as AssumeRole.
func (c *Client) GetSessionToken(ctx context.Context, keys session.Keys, r SessionRequest) (session.Issued, error) {
	in := &sts.GetSessionTokenInput{
		SerialNumber:    given(r.Serial),
		TokenCode:       given(r.Code),
		DurationSeconds: seconds(r.Duration),
	}
	call := stsCall{
		step: fmt.Sprintf("open a session for %q", r.Profile),
		arn:  r.Serial, keys: keys, secret: r.Code, code: r.Code != "",
		asked: asked{action: "sts:GetSessionToken", profile: r.Profile, serial: r.Serial, duration: r.Duration, temporary: keys.Temporary()},
	}
	out, said, err := callSTS(ctx, c, call, (*sts.Client).GetSessionToken, in, func(out *sts.GetSessionTokenOutput) (smithymiddleware.Metadata, error) {
		return out.ResultMetadata, complete(out.Credentials)
	})
	if err != nil {
		return session.Issued{}, err
	}
	return c.checked(call, said.with(roleKeys(out.Credentials, nil, nil)))
}

// AssumeRoleWithWebIdentity calls sts:AssumeRoleWithWebIdentity, unsigned.
// Errors as AssumeRole; an unreadable token file is a *ConfigError.
func (c *Client) AssumeRoleWithWebIdentity(ctx context.Context, r WebIdentityRequest) (session.Issued, error) {
	step := fmt.Sprintf("assume role %s with web identity as %q", printable.Words(r.ARN), r.Profile)
	token, err := c.cfg.ReadFile(r.TokenFile)
	if err != nil {
		return session.Issued{}, &ConfigError{Problem: fmt.Sprintf("%s: the token of web_identity_token_file cannot be read: %v", step, err),
			Do: "check web_identity_token_file of the profile"}
	}
	in := &sts.AssumeRoleWithWebIdentityInput{
		RoleArn:          &r.ARN,
		RoleSessionName:  &r.SessionName,
		WebIdentityToken: sdk.String(string(token)),
	}
	call := stsCall{step: step, arn: r.ARN, secret: string(token), asked: asked{action: "sts:AssumeRoleWithWebIdentity", profile: r.Profile}}
	out, said, err := callSTS(ctx, c, call, (*sts.Client).AssumeRoleWithWebIdentity, in, func(out *sts.AssumeRoleWithWebIdentityOutput) (smithymiddleware.Metadata, error) {
		return out.ResultMetadata, complete(out.Credentials)
	})
	if err != nil {
		return session.Issued{}, err
	}
	//lint:ignore SA1019 the AWS CLI's cache has it under this name
	return c.checked(call, said.with(roleKeys(out.Credentials, out.AssumedRoleUser, out.PackedPolicySize)))
}

// CallerIdentity calls sts:GetCallerIdentity, errors as AssumeRole.
func (c *Client) CallerIdentity(ctx context.Context, profile string, keys session.Keys) (Identity, error) {
	call := stsCall{
		step: fmt.Sprintf("ask who %q is", profile), keys: keys,
		asked: asked{action: "sts:GetCallerIdentity", profile: profile, temporary: keys.Temporary()},
	}
	out, _, err := callSTS(ctx, c, call, (*sts.Client).GetCallerIdentity, nil, func(out *sts.GetCallerIdentityOutput) (smithymiddleware.Metadata, error) {
		if sdk.ToString(out.Arn) == "" {
			return out.ResultMetadata, errNotAWS
		}
		return out.ResultMetadata, nil
	})
	if err != nil {
		return Identity{}, err
	}
	ctx = call.secrets(ctx)
	return Identity{Account: conceal(ctx, sdk.ToString(out.Account)), ARN: conceal(ctx, sdk.ToString(out.Arn)), UserID: conceal(ctx, sdk.ToString(out.UserId))}, nil
}

// stsCall is what all calls of STS have in common.
type stsCall struct {
	step string
	// arn is the role or the device that the call is about, empty for none.
	arn  string
	keys session.Keys
	// secret is what the call sends beside the keys: a code or a web identity. code
	// says that it is the former.
	secret string
	code   bool
	asked  asked
}

// secrets notes what the call carries.
func (call stsCall) secrets(ctx context.Context) context.Context {
	return withSecrets(ctx, call.keys.SecretAccessKey, call.keys.SessionToken, call.secret)
}

// callSTS makes one call within the time limit and translates what goes wrong. look
// takes the metadata out of the answer and refuses one that is not whole.
func callSTS[In, Out any](
	ctx context.Context, c *Client, call stsCall,
	do func(*sts.Client, context.Context, *In, ...func(*sts.Options)) (*Out, error), in *In,
	look func(*Out) (smithymiddleware.Metadata, error),
) (*Out, answered, error) {
	api, err := c.stsClient()
	if err == nil {
		err = c.InPartition(call.arn)
	}
	if err != nil {
		return nil, answered{}, fmt.Errorf("%s: %w", call.step, err)
	}
	bounded, cancel := c.limited(call.secrets(ctx), "STS")
	defer cancel()
	var sent atomic.Bool
	if call.code {
		bounded = httptrace.WithClientTrace(bounded, &httptrace.ClientTrace{
			// Not WroteRequest, which may be reported after the answer.
			WroteHeaders: func() { sent.Store(true) },
		})
	}
	out, err := do(api, bounded, in, func(o *sts.Options) {
		o.Credentials = provider(call.keys)
		if call.code {
			// A code works once: a repeated request could only be refused, and
			// would hide that the first one was granted.
			o.Retryer = sdk.NopRetryer{}
		}
	})
	var meta smithymiddleware.Metadata
	if err == nil {
		meta, err = look(out)
	}
	if err != nil {
		return nil, answered{}, c.failure(bounded, failed{step: call.step, endpoint: origin(c.stsURL), asked: call.asked, codeSent: sent.Load()}, err)
	}
	return out, describeSDK(meta), nil
}

// stsClient builds the SDK's client when it is first needed. The endpoint is
// resolved here once, so that what STSEndpoint says is what is called.
func (c *Client) stsClient() (*sts.Client, error) {
	c.stsOnce.Do(func() {
		var region string
		if c.stsURL, region, c.stsErr = STSEndpoint(c.cfg); c.stsErr != nil {
			return
		}
		c.sts = sts.New(sts.Options{
			Region:       region,
			BaseEndpoint: &c.stsURL,
			HTTPClient:   c.http,
			Retryer:      retryer(),
			AppID:        appID(c.cfg.Version),
			// The AWS CLI does not correct the clock either. With a wrong clock
			// whatever the session is for would be refused next, so it is said.
			DisableClockSkewCorrection: true,
		})
	})
	return c.sts, c.stsErr
}

// appID is the program's name in the user agent, where a slash would be an
// escaped one.
func appID(version string) string {
	if version == "" {
		return "awsenv"
	}
	return "awsenv-" + version
}

// provider hands out fixed keys.
func provider(keys session.Keys) sdk.CredentialsProvider {
	if keys.Empty() {
		return nil
	}
	return sdk.CredentialsProviderFunc(func(context.Context) (sdk.Credentials, error) {
		return sdk.Credentials{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey, SessionToken: keys.SessionToken}, nil
	})
}

// complete refuses an answer that parses and holds no keys.
func complete(keys *types.Credentials) error {
	if keys == nil || sdk.ToString(keys.AccessKeyId) == "" || sdk.ToString(keys.SecretAccessKey) == "" ||
		sdk.ToString(keys.SessionToken) == "" || keys.Expiration == nil {
		return errNotAWS
	}
	return nil
}

func roleKeys(keys *types.Credentials, user *types.AssumedRoleUser, packed *int32) session.Issued {
	a := session.Issued{
		Keys: session.Keys{
			AccessKeyID:     sdk.ToString(keys.AccessKeyId),
			SecretAccessKey: sdk.ToString(keys.SecretAccessKey),
			SessionToken:    sdk.ToString(keys.SessionToken),
		},
		Expires:          keys.Expiration.UTC(),
		PackedPolicySize: int(sdk.ToInt32(packed)),
	}
	if user != nil {
		a.AssumedRoleARN, a.AssumedRoleID = sdk.ToString(user.Arn), sdk.ToString(user.AssumedRoleId)
		a.Account = awsterms.Account(a.AssumedRoleARN)
	}
	return a
}

// describeSDK is describe for an answer that the SDK has read.
func describeSDK(meta smithymiddleware.Metadata) answered {
	raw, ok := middleware.GetRawResponse(meta).(*smithyhttp.Response)
	if !ok {
		return answered{}
	}
	id, _ := middleware.GetRequestIDMetadata(meta)
	results, _ := retry.GetAttemptResults(meta)
	return describe(id, raw.StatusCode, raw.Header, max(len(results.Results)-1, 0))
}

func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func seconds(d time.Duration) *int32 {
	if d == 0 {
		return nil
	}
	return sdk.Int32(int32(min(d/time.Second, math.MaxInt32)))
}
