package cli

import (
	"time"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// entry is one profile as `list` and `status` show it. The names in JSON are
// those of --format json, without the secrets.
type entry struct {
	Profile string `json:"profile"`
	Account string `json:"account,omitempty"`
	RoleARN string `json:"role_arn,omitempty"`
	Region  string `json:"region,omitempty"`
	// Source is the source profile, or the kind of source that the profile is.
	Source    string `json:"source,omitempty"`
	MFASerial string `json:"mfa_serial,omitempty"`
	// Session is "cached" or "none", "loaded" for a shell's; empty with Problem.
	Session string `json:"session,omitempty"`
	// Kind says what the profile's session is: "role", "mfa" and "user" (an IAM
	// user's with and without MFA), "sso", "web-identity", or "keys" as they are.
	Kind       string `json:"kind,omitempty"`
	Expiration string `json:"expiration,omitempty"`
	Left       *int64 `json:"seconds_left,omitempty"`
	// Problem says why the profile cannot be loaded.
	Problem string `json:"problem,omitempty"`
}

// describe says what is known of a profile without any network.
func (a *app) describe(in *scope, name string) entry {
	summary := in.set.Describe(name)
	e := entry{
		Profile: name, Account: summary.Account, RoleARN: summary.RoleARN, Region: summary.Region,
		Source: sourceWord(summary), MFASerial: summary.MFASerial,
	}
	// Whatever has not expired is shown, even if a load would renew it.
	w, err := a.resolve(in, name, asked{min: lifetime{Given: true, Time: time.Nanosecond}, noPrompt: true})
	if err != nil {
		e.Problem = err.Error()
		return e
	}
	e.Session, e.Kind = "none", w.kind()
	if s, cached := a.broker(w).Cached(w.Request); cached && !s.Expires.IsZero() {
		e.Session = "cached"
		e.setTime(s, a.world.Now())
	}
	return e
}

// kind is what the profile's session is, for entry.Kind.
func (w *target) kind() string {
	source := w.Chain.Source
	switch {
	case len(w.Chain.Roles) > 0:
		return "role"
	case source.Kind == profile.SourceKeys && source.Keys.Temporary():
		return "keys"
	case source.Kind == profile.SourceKeys && source.MFASerial != "":
		return kindMFA
	case source.Kind == profile.SourceKeys:
		return "user"
	case source.Kind == profile.SourceSSO:
		return "sso"
	case source.Kind == profile.SourceWebIdentity:
		return "web-identity"
	}
	return ""
}

// kindMFA is the kind of the session that roles share.
const kindMFA = "mfa"

// setTime fills in when a session ends.
func (e *entry) setTime(s session.Session, now time.Time) {
	left := int64(s.Left(now) / time.Second)
	e.Expiration, e.Left = s.Expires.UTC().Format(time.RFC3339), &left
}

func sourceWord(s profile.Summary) string {
	switch {
	case s.SourceProfile != "":
		return s.SourceProfile
	case s.Kind != 0:
		return s.Kind.String()
	}
	return ""
}
