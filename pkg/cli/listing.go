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
	// Session is "cached" or "none"; empty with Problem.
	Session    string `json:"session,omitempty"`
	Expiration string `json:"expiration,omitempty"`
	Left       *int64 `json:"seconds_left,omitempty"`
	// Problem says why the profile cannot be loaded.
	Problem string `json:"problem,omitempty"`
}

// describe says what is known of a profile without any network.
func (a *app) describe(in *scope, name string) entry {
	summary := in.files.set.Describe(name)
	e := entry{
		Profile: name, Account: summary.Account, RoleARN: summary.RoleARN, Region: summary.Region,
		Source: sourceWord(summary), MFASerial: summary.MFASerial,
	}
	flags := &sessionFlags{Format: formatEnv, NoPrompt: true}
	w, err := a.resolve(in, name, flags)
	if err != nil {
		e.Problem = err.Error()
		return e
	}
	e.Session = "none"
	if s, cached := a.broker(w).Cached(w.Request); cached && !s.Expires.IsZero() {
		e.Session = "cached"
		e.setTime(s, a.world.Now())
	}
	return e
}

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
