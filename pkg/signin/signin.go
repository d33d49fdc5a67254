// Package signin lets a person sign in to IAM Identity Center.
//
// Rules: the calls and the files are pkg/aws's, the browser and the terminal come from
// above. What a person has to open is always shown to them, also when a browser opens
// it by itself. No secret is shown; a device code's user code is none.
package signin

import (
	"context"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/voice"
)

// Person is who signs in.
type Person interface {
	// Say shows lines that stay.
	Say(lines ...string) error
}

// SSO is one sign-in to IAM Identity Center.
type SSO struct {
	Client  *aws.Client
	Session aws.SSOSession
	Person  Person
	// Tell hears of what goes on.
	Tell voice.Voice
}

// SignIn signs in, and leaves the token where every program finds it. A registration
// that AWS does not know any more is made anew, once. Errors are *Failed, those of
// pkg/aws, and ctx's.
func (s SSO) SignIn(ctx context.Context) (aws.SSOToken, error) {
	token, err := s.byDevice(ctx, false)
	if aws.OAuthError(err) == "invalid_client" {
		s.Tell.Trace("AWS does not know the registration any more")
		token, err = s.byDevice(ctx, true)
	}
	return token, err
}

// byDevice is the device flow: the person types a code into any browser.
func (s SSO) byDevice(ctx context.Context, anew bool) (aws.SSOToken, error) {
	client, err := s.Client.SSOClient(ctx, s.Session, aws.DeviceFlow, anew)
	if err != nil {
		return aws.SSOToken{}, err
	}
	code, err := s.Client.StartDevice(ctx, s.Session, client)
	if err != nil {
		return aws.SSOToken{}, err
	}
	err = s.Person.Say("Sign in to "+s.Session.String()+". Open this address in any browser:", "", "    "+code.CompleteURL, "",
		"It must show the code "+code.UserCode+"; or type the code at "+code.URL)
	if err != nil {
		return aws.SSOToken{}, err
	}
	defer s.Tell.Progress("waiting for the sign-in in the browser")()
	return s.poll(ctx, client, code)
}

// slower is what a server that is asked too often gets to wait longer, for good (RFC
// 8628 section 3.5).
const slower = 5 * time.Second

// poll asks until the person has answered.
func (s SSO) poll(ctx context.Context, client aws.SSOClient, code aws.DeviceCode) (aws.SSOToken, error) {
	for wait := code.Interval; ; {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return aws.SSOToken{}, context.Cause(ctx)
		case <-timer.C:
		}
		token, err := s.Client.TokenByDevice(ctx, s.Session, client, code)
		switch aws.OAuthError(err) {
		case "authorization_pending":
		case "slow_down":
			wait += slower
		default:
			return token, s.explained(err)
		}
	}
}

// explained says what the refusals mean that a person brings about.
func (s SSO) explained(err error) error {
	switch aws.OAuthError(err) {
	case "access_denied":
		return &Failed{problem: "sign in to " + s.Session.String() + ": it was refused in the browser", status: exit.Refused, err: err}
	case "expired_token":
		return &Failed{problem: "sign in to " + s.Session.String() + ": nobody confirmed the code in time", status: exit.Person, err: err}
	}
	return err
}

// Failed is a sign-in that the person did not finish.
type Failed struct {
	problem string
	status  int
	err     error
}

// Error says what happened.
func (f *Failed) Error() string { return f.problem }

// Unwrap is AWS's answer.
func (f *Failed) Unwrap() error { return f.err }

// ExitCode is 5 for a no, 4 for no answer.
func (f *Failed) ExitCode() int { return f.status }

// Hints are none: whoever signs in knows what they did.
func (f *Failed) Hints() []string { return nil }
