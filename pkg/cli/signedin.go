package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/broker"
)

// signIn is a sign-in to IAM Identity Center as the AWS CLI's file of its token tells.
type signIn struct {
	// SSOSession is the name of its section, empty for a profile of the older form.
	SSOSession string `json:"sso_session,omitempty"`
	// Until is when it ends, RFC 3339 in UTC; nil when it is over or never was.
	Until *string `json:"signed_in_until"`
	// Refreshable says that it can be renewed without a person.
	Refreshable bool `json:"refreshable"`
}

// ssoState is what a list shows of a profile with a role of IAM Identity Center.
type ssoState struct {
	signIn
	RoleName string `json:"role_name"`
}

// signedIn is the state of a profile's sign-in. Each token file is read once.
func (a *app) signedIn(in *scope, t *target) *ssoState {
	session := broker.SSOSession(t.Chain.Source.SSO, a.folder(ssoDir(in.home)))
	path := session.TokenPath()
	state, known := in.signIns[path]
	if !known {
		client := a.client(t.Chain.Settings)
		token := client.SSOToken(session)
		client.Close()
		state = signIn{SSOSession: session.Name, Refreshable: token.Refreshable}
		if token.Expires.After(a.world.Now()) {
			until := awsterms.FormatTime(token.Expires)
			state.Until = &until
		}
		if in.signIns == nil {
			in.signIns = map[string]signIn{}
		}
		in.signIns[path] = state
	}
	return &ssoState{signIn: state}
}

// text is the state of a sign-in in words.
func (s signIn) text(now time.Time) string {
	switch {
	case s.Until != nil:
		return "signed in (" + clockTime(awsterms.ParseTime(*s.Until), now) + ")"
	case s.Refreshable:
		return "signed in, renews"
	}
	return "not signed in"
}

// sessionsSignedIn are the sign-ins that profiles name, each once, by name.
func (in *scope) sessionsSignedIn() []signIn {
	list := make([]signIn, 0, len(in.signIns))
	for _, s := range in.signIns {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b signIn) int { return strings.Compare(a.SSOSession, b.SSOSession) })
	return list
}
