package aws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	smithymiddleware "github.com/aws/smithy-go/middleware"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// SigninRequest is one getSigninToken of the federation endpoint ("Enable custom
// identity broker access to the AWS console").
type SigninRequest struct {
	// Profile names the session in messages.
	Profile string
	// Endpoint is the base of the sign-in addresses, without a slash at its end.
	Endpoint string
	// Duration is how long the console is wanted for, in whole seconds; 0 leaves it to
	// the endpoint. Not every session may name one.
	Duration time.Duration
}

// Signin is what the federation endpoint granted.
type Signin struct {
	// Token signs a browser in, for 15 minutes. It is a secret.
	Token string
	// Shortened says that the duration was refused, and that the console ends with the
	// session instead.
	Shortened bool
}

// Format hides the token, for every verb.
func (Signin) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// SigninToken trades the keys of a role's or federated user's session for a token. It
// sends them in the body, where no log of addresses has them. The endpoint refuses
// without a word why; after a refusal of a request with a duration it is asked once
// more without. Errors are *SigninRefused, *Unreachable, *ConfigError, or wrap ctx's.
func (c *Client) SigninToken(ctx context.Context, keys session.Keys, r SigninRequest) (Signin, error) {
	bounded, cancel := c.limited(ctx, "the sign-in service")
	defer cancel()
	token, err := c.signinToken(bounded, keys, r)
	var refused *SigninRefused
	if r.Duration == 0 || !errors.As(err, &refused) || refused.HTTPStatus != http.StatusBadRequest {
		return Signin{Token: token}, err
	}
	r.Duration = 0
	token, err = c.signinToken(bounded, keys, r)
	return Signin{Token: token, Shortened: true}, err
}

func (c *Client) signinToken(ctx context.Context, keys session.Keys, r SigninRequest) (string, error) {
	if err := checkSignin(r.Endpoint); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]string{"sessionId": keys.AccessKeyID, "sessionKey": keys.SecretAccessKey, "sessionToken": keys.SessionToken})
	if err != nil {
		return "", err
	}
	form := url.Values{"Action": {"getSigninToken"}, "Session": {string(text)}}
	if r.Duration > 0 {
		form.Set("SessionDuration", strconv.Itoa(int(r.Duration/time.Second)))
	}
	f := failed{step: fmt.Sprintf("sign in to the console with the session of %q", r.Profile), endpoint: origin(r.Endpoint)}
	answer, body, _, err := c.exchange(ctx, jsonCall{step: f.step, method: http.MethodPost, url: r.Endpoint + "/federation", send: form, idempotent: true})
	if err != nil {
		return "", c.failure(ctx, f, err)
	}
	var out struct{ SigninToken string }
	switch status := answer.StatusCode; {
	case status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden:
		return "", &SigninRefused{Step: f.step, HTTPStatus: status}
	case status != http.StatusOK:
		return "", c.notGranted(f, readRefusal(answer, body), nil)
	case json.Unmarshal(body, &out) != nil || out.SigninToken == "":
		return "", notAWS(f, fmt.Errorf("%w: %s", errNotAWS, contentType(answer.Header)))
	}
	return out.SigninToken, nil
}

// checkSignin refuses an endpoint that no request can go to, and one that would get
// the keys, which are in the body, over a connection that anybody can read.
func checkSignin(endpoint string) error {
	if err := checkURL(endpoint); err != nil {
		return &ConfigError{Problem: err.Error(), Do: signinHint}
	}
	if u, _ := url.Parse(endpoint); !exposed(u) {
		return nil
	}
	return &ConfigError{Problem: fmt.Sprintf("the endpoint %q would get the session's keys without encryption", printable.Words(endpoint)), Do: signinHint}
}

const signinHint = "check AWSENV_SIGNIN_ENDPOINT: an https address, or http on this machine"

// SigninRefused is the federation endpoint's no, for which it gives no reason.
type SigninRefused struct {
	Step       string
	HTTPStatus int
}

// Error says which step was refused.
func (e *SigninRefused) Error() string {
	return fmt.Sprintf("%s: AWS refused without saying why (HTTP %d)", e.Step, e.HTTPStatus)
}

// ExitCode is 5: AWS said no.
func (e *SigninRefused) ExitCode() int { return exit.Refused }

// FederationRequest is one GetFederationToken: a session of an IAM user, who may do in
// it what both the user's own policies and those that are passed allow.
type FederationRequest struct {
	// Profile names the profile in messages.
	Profile string
	// Name is the federated user's, as CloudTrail shows it; what is too long is cut.
	Name string
	// Policies are ARNs of managed policies, Policy is one as JSON; one of them there is.
	Policies []string
	Policy   string
	// Duration is sent in whole seconds; 0 sends none and STS gives 12 hours.
	Duration time.Duration
}

// FederationToken calls sts:GetFederationToken, errors as AssumeRole.
func (c *Client) FederationToken(ctx context.Context, keys session.Keys, r FederationRequest) (session.Issued, error) {
	name := r.Name[:min(len(r.Name), awsterms.LongestFederatedName)]
	in := &sts.GetFederationTokenInput{Name: &name, Policy: given(r.Policy), DurationSeconds: seconds(r.Duration)}
	for _, arn := range r.Policies {
		in.PolicyArns = append(in.PolicyArns, types.PolicyDescriptorType{Arn: &arn})
	}
	call := stsCall{
		step: fmt.Sprintf("open a federated session for %q", r.Profile), keys: keys,
		asked: asked{action: "sts:GetFederationToken", profile: r.Profile, duration: r.Duration, temporary: keys.Temporary()},
	}
	out, said, err := callSTS(ctx, c, call, (*sts.Client).GetFederationToken, in, func(out *sts.GetFederationTokenOutput) (smithymiddleware.Metadata, error) {
		return out.ResultMetadata, complete(out.Credentials)
	})
	if err != nil {
		return session.Issued{}, err
	}
	return c.checked(call, said.with(roleKeys(out.Credentials, nil, nil)))
}
