// Package signin lets a person sign in to IAM Identity Center and to the AWS console:
// through the browser of this machine, which comes back with a code, with a device code
// that any browser takes, or with a code that a browser elsewhere shows.
//
// Rules: the calls and the files are pkg/aws's, the browser and the terminal come from
// above. What a person has to open is always shown to them, also when a browser opens
// it by itself. No secret is shown; a device code's user code is none.
package signin

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/voice"
)

// Person is who signs in.
type Person interface {
	// Say shows lines that stay.
	Say(lines ...string) error
	// AskOrKey asks for a line, or for one key alone.
	AskOrKey(ctx context.Context, prompt string, key rune) (answer string, err error)
}

// SSO is one sign-in to IAM Identity Center.
type SSO struct {
	Client  *aws.Client
	Session aws.SSOSession
	Person  Person
	Flow    Flow
	Place   Place
	// Port is where the browser comes back to, 0 for any that is free.
	Port int
	// Open opens an address in the person's browser.
	Open func(ctx context.Context, address string) error
	// Tell hears of what goes on.
	Tell voice.Voice
}

// SignIn signs in, and leaves the token where every program finds it. A registration
// that AWS does not know any more is made anew, once. Errors are *Failed, *PortTaken,
// those of pkg/aws, Person's and ctx's.
func (s SSO) SignIn(ctx context.Context) (aws.SSOToken, error) {
	token, err := s.once(ctx, false)
	if aws.OAuthError(err) == "invalid_client" {
		s.Tell.Trace("AWS does not know the registration any more")
		token, err = s.once(ctx, true)
	}
	return token, s.explained(err)
}

// once goes the way that was chosen, and the other one when that leads nowhere. The
// legacy form has no registration for the browser's way.
func (s SSO) once(ctx context.Context, anew bool) (aws.SSOToken, error) {
	if s.Session.Name == "" || s.Flow == FlowDevice || s.Flow == FlowAuto && !s.Place.hasBrowser() {
		return s.byDevice(ctx, anew)
	}
	token, err := s.byBrowser(ctx, anew)
	if errors.Is(err, errOtherWay) {
		return s.byDevice(ctx, anew)
	}
	return token, err
}

// errOtherWay ends the browser's way for the device code's.
var errOtherWay = errors.New("sign in with a device code instead")

// deviceKey switches to the device code.
const deviceKey = 'd'

// byBrowser sends the browser to a page that sends it back here.
func (s SSO) byBrowser(ctx context.Context, anew bool) (aws.SSOToken, error) {
	back, err := listen(s.Port)
	if err != nil && s.Flow == FlowAuto {
		s.Tell.Notice("the browser cannot come back here: " + err.Error())
		return aws.SSOToken{}, errOtherWay
	}
	if err != nil {
		return aws.SSOToken{}, &PortTaken{Port: s.Port, err: err}
	}
	defer back.close()
	client, err := s.Client.SSOClient(ctx, s.Session, aws.BrowserFlow, anew)
	if err != nil {
		return aws.SSOToken{}, err
	}
	verifier := secret()
	address, err := s.Client.AuthorizeURL(s.Session, client, back.redirect(), back.state, challenge(verifier))
	if err != nil {
		return aws.SSOToken{}, err
	}
	if err := s.show(ctx, address); err != nil {
		return aws.SSOToken{}, err
	}
	g, err := back.wait(ctx, s.Person, "waiting for the browser (d: a code instead, or paste its address): ", deviceKey,
		s.failed("the browser did not come back in time", exit.Person, nil))
	if err != nil {
		back.outcome <- err
		return aws.SSOToken{}, err
	}
	if g.refused != "" {
		err = s.failed("it was refused in the browser ("+g.refused+")", exit.Refused, nil)
	}
	token := aws.SSOToken{}
	if err == nil {
		token, err = s.Client.TokenByCode(ctx, s.Session, client, g.code, verifier, back.redirect())
	}
	back.outcome <- err
	return token, err
}

// show opens the page, and shows its address in any case. Where no browser comes up the
// device code is the way, unless the person wants this one.
func (s SSO) show(ctx context.Context, address string) error {
	if err := s.Person.Say("Sign in to "+s.Session.String()+" in the browser that opens, or at this address:", "", "    "+address, ""); err != nil {
		return err
	}
	err := s.Open(ctx, address)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case s.Flow == FlowAuto:
		s.Tell.Notice(err.Error())
		return errOtherWay
	}
	s.Tell.Warn(err.Error())
	return nil
}

// byDevice is the device flow: the person confirms a code in any browser.
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
			return token, err
		}
	}
}

// explained says what the refusals mean that a person brings about.
func (s SSO) explained(err error) error {
	switch aws.OAuthError(err) {
	case "access_denied":
		return s.failed("it was refused in the browser", exit.Refused, err)
	case "expired_token":
		return s.failed("nobody confirmed the code in time", exit.Person, err)
	}
	return err
}

func (s SSO) failed(why string, status int, err error) *Failed {
	return &Failed{problem: "sign in to " + s.Session.String() + ": " + why, status: status, err: err}
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

// PortTaken is a configured port that somebody else listens on.
type PortTaken struct {
	Port int
	err  error
}

// Error names the port.
func (p *PortTaken) Error() string {
	return fmt.Sprintf("the browser cannot come back to port %d: %s", p.Port, strings.TrimPrefix(p.err.Error(), "listen tcp4 "))
}

// Unwrap is the system's word.
func (p *PortTaken) Unwrap() error { return p.err }

// ExitCode is 3: the configuration names the port.
func (p *PortTaken) ExitCode() int { return exit.Config }

// Hints name the setting.
func (p *PortTaken) Hints() []string {
	return []string{"redirect_port under [sso] in awsenv's configuration; 0 takes any port that is free"}
}
