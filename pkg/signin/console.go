package signin

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/voice"
)

// Console is one sign-in as `aws login` makes it, through AWS's console.
type Console struct {
	Client *aws.Client
	// Profile names the profile in messages.
	Profile string
	Person  Person
	// Remote is for a browser elsewhere: nothing is opened here, and the person carries
	// a code.
	Remote bool
	// Flow is the configured one: FlowAuto takes a browser elsewhere when this machine's
	// cannot come back.
	Flow Flow
	Port int
	Open func(ctx context.Context, address string) error
	Tell voice.Voice
}

// SignIn signs in; the caller keeps what it gives. Errors are as for SSO.
func (c Console) SignIn(ctx context.Context) (aws.ConsoleSession, error) {
	way := aws.ConsoleSignIn{Remote: c.Remote, State: secret(), Verifier: secret()}
	way.Challenge = challenge(way.Verifier)
	if c.Remote {
		return c.remote(ctx, way)
	}
	back, err := listen(c.Port)
	if err != nil && c.Flow == FlowAuto {
		c.Tell.Notice("the browser cannot come back here: " + err.Error())
		way.Remote = true
		return c.remote(ctx, way)
	}
	if err != nil {
		return aws.ConsoleSession{}, &PortTaken{Port: c.Port, err: err}
	}
	defer back.close()
	way.Redirect, way.State = back.redirect(), back.state
	address, err := c.Client.ConsoleURL(way)
	if err != nil {
		return aws.ConsoleSession{}, err
	}
	if err := c.Person.Say("Sign in to the AWS console in the browser that opens, or at this address:", "", "    "+address, ""); err != nil {
		return aws.ConsoleSession{}, err
	}
	if err := c.Open(ctx, address); err != nil {
		if ctx.Err() != nil {
			return aws.ConsoleSession{}, context.Cause(ctx)
		}
		c.Tell.Warn(err.Error() + "; with --remote a browser on another machine signs in")
	}
	g, err := back.wait(ctx, c.Person, "waiting for the browser (or paste its address): ", 0, c.failed("the browser did not come back in time", exit.Person))
	session := aws.ConsoleSession{}
	switch {
	case err != nil:
	case g.refused != "":
		err = c.failed("it was refused in the browser ("+g.refused+")", exit.Refused)
	default:
		session, err = c.Client.ConsoleByCode(ctx, c.Profile, way, g.code)
	}
	back.outcome <- err
	return session, err
}

// remote asks for the code that the page shows.
func (c Console) remote(ctx context.Context, way aws.ConsoleSignIn) (aws.ConsoleSession, error) {
	address, err := c.Client.ConsoleURL(way)
	if err != nil {
		return aws.ConsoleSession{}, err
	}
	if err := c.Person.Say("Sign in to the AWS console at this address, in any browser:", "", "    "+address, ""); err != nil {
		return aws.ConsoleSession{}, err
	}
	for {
		text, err := c.Person.AskOrKey(ctx, "the code that the page shows: ", 0)
		if err != nil {
			return aws.ConsoleSession{}, err
		}
		code, state, err := carried(text)
		switch {
		case err != nil:
			if err := c.Person.Say(err.Error()); err != nil {
				return aws.ConsoleSession{}, err
			}
		case !same(state, way.State):
			return aws.ConsoleSession{}, c.failed("that code is of another sign-in", exit.Person)
		default:
			return c.Client.ConsoleByCode(ctx, c.Profile, way, code)
		}
	}
}

// carried reads what the page shows: base64 of a state and a code.
func carried(text string) (code, state string, err error) {
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(strings.Fields(text), ""), "="))
	if err == nil {
		var query url.Values
		if query, err = url.ParseQuery(string(decoded)); err == nil && query.Get("code") != "" {
			return query.Get("code"), query.Get("state"), nil
		}
	}
	return "", "", errors.New("that is not the whole code that the page shows")
}

func (c Console) failed(why string, status int) *Failed {
	return &Failed{problem: "sign in to the console: " + why, status: status}
}
