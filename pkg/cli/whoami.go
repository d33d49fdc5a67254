package cli

import (
	"io"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/session"
)

// whoamiCommand is `awsenv whoami [PROFILE]`.
type whoamiCommand struct {
	Profile string `arg:"" optional:"" help:"The profile to ask about; without one, the keys in this shell's environment."`
	JSON    bool   `name:"json" help:"Print JSON."`
	callFlags
}

// identity is what `whoami --json` prints.
type identity struct {
	Profile string `json:"profile,omitempty"`
	Account string `json:"account"`
	ARN     string `json:"arn"`
	UserID  string `json:"user_id"`
	// User is the IAM user; Role and SessionName are a role session's.
	User        string `json:"user,omitempty"`
	Role        string `json:"role,omitempty"`
	SessionName string `json:"session_name,omitempty"`
	RoleARN     string `json:"role_arn,omitempty"`
	AccessKeyID string `json:"access_key_id"`
	timeLeft
}

// Run implements the command.
func (c *whoamiCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	in, err := a.readScope()
	if err != nil {
		return err
	}
	var s session.Session
	var settings profile.Settings
	if c.Profile == "" {
		s, settings, err = a.held(in, c.Region, "awsenv whoami PROFILE")
	} else {
		s, settings, err = c.loaded(a, in)
	}
	if err != nil {
		return err
	}
	client := a.client(settings)
	defer client.Close()
	name := s.Profile
	if name == "" {
		name = "the environment"
	}
	who, err := client.CallerIdentity(a.context(), name, s.Keys)
	if err != nil {
		return err
	}
	known := describeIdentity(who, s, a.world.Now())
	if c.JSON {
		return printJSON(a.world.Stdout, known)
	}
	_, err = io.WriteString(a.world.Stdout, known.text())
	return err
}

// loaded is a session of the profile, got as a load would get it.
func (c *whoamiCommand) loaded(a *app, in *scope) (session.Session, profile.Settings, error) {
	t, err := a.resolve(in, c.Profile, c.asked())
	if err != nil {
		return session.Session{}, profile.Settings{}, err
	}
	if err := t.Chain.Check(); err != nil {
		return session.Session{}, profile.Settings{}, err
	}
	s, err := a.session(t)
	return s, t.Chain.Settings, err
}

// held is what the environment holds, whoever put it there; instead is what to type
// when it holds nothing.
func (a *app) held(in *scope, region, instead string) (session.Session, profile.Settings, error) {
	id, _ := a.world.Env("AWS_ACCESS_KEY_ID")
	if secret, _ := a.world.Env("AWS_SECRET_ACCESS_KEY"); id == "" && secret == "" {
		none := &fault{status: exit.Config,
			message: "this shell holds no keys: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
			hints:   []string{"load a session, or name a profile: " + instead}}
		if url, _ := a.world.Env(environ.ContainerURL); url != "" {
			none.message = "this shell holds no keys itself: its programs get them at " + environ.ContainerURL
			none.hints = []string{"name the profile: " + instead}
		}
		return session.Session{}, profile.Settings{}, none
	}
	chain, err := in.set.Environment(profile.Options{
		Env: a.world.Env, Home: in.home, ReadFile: a.world.ReadFile, Region: region,
	})
	if err != nil {
		return session.Session{}, profile.Settings{}, err
	}
	if err := chain.Check(); err != nil {
		return session.Session{}, profile.Settings{}, err
	}
	s := session.Session{Keys: chain.Source.Keys, Expires: chain.Source.Expires}
	if held, ok := environ.FromEnv(environ.Lookup(a.world.Env)); ok {
		s.Profile, s.Expires, s.RoleARN, s.Account = held.Profile, held.Expires, held.RoleARN, held.Account
	}
	return s, chain.Settings, nil
}

// describeIdentity takes the parts out of the ARN that AWS answered.
func describeIdentity(who aws.Identity, s session.Session, now time.Time) identity {
	if s.RoleARN != "" && !awsterms.IsSessionOf(who.ARN, s.RoleARN) {
		// The environment has other keys by now than those that it speaks of.
		s.Profile, s.RoleARN, s.Expires = "", "", time.Time{}
	}
	i := identity{Profile: s.Profile, Account: who.Account, ARN: who.ARN, UserID: who.UserID, AccessKeyID: s.Keys.AccessKeyID}
	arn, _ := awsterms.ParseARN(who.ARN)
	kind, name, _ := strings.Cut(arn.Resource, "/")
	switch kind {
	case "root":
		i.User = "root"
	case "user":
		i.User = awsterms.Name(who.ARN)
	case "assumed-role":
		i.Role, i.SessionName, _ = strings.Cut(name, "/")
		i.RoleARN = s.RoleARN
	case "federated-user":
		i.SessionName = name
	}
	i.timeLeft = timeLeftOf(s, now)
	return i
}

// text is the identity for people, a line for each thing that is known.
func (i identity) text() string {
	left := ""
	if i.Left != nil {
		left = segment.Left(time.Duration(*i.Left) * time.Second)
	}
	text := ""
	for _, line := range [...][2]string{
		{"profile", i.Profile}, {"account", i.Account}, {"user", i.User}, {"role", i.Role}, {"session", i.SessionName},
		{"arn", i.ARN}, {"left", left},
	} {
		if line[1] != "" {
			text += line[0] + ": " + printable.Line(line[1]) + "\n"
		}
	}
	return text
}
