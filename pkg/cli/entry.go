package cli

import (
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/session"
)

// entry is one profile as `list` and `status` show it. The names in JSON are
// those of --format json, without the secrets.
type entry struct {
	Profile string `json:"profile"`
	Account string `json:"account,omitempty"`
	// AccountName is what IAM Identity Center calls the account, once that is known.
	AccountName string `json:"account_name,omitempty"`
	RoleARN     string `json:"role_arn,omitempty"`
	Region      string `json:"region,omitempty"`
	// Source is the source profile, or the kind of source that the profile is.
	Source    string `json:"source,omitempty"`
	MFASerial string `json:"mfa_serial,omitempty"`
	// Session is "cached", "locked" (cached, and encrypted with a key that is locked) or
	// "none", "loaded" for a shell's; empty with Problem.
	Session string `json:"session,omitempty"`
	// Kind says what the profile's session is: "role", "mfa" and "user" (an IAM
	// user's with and without MFA), "sso", "web-identity", or "keys" as they are.
	Kind string `json:"kind,omitempty"`
	timeLeft
	// ssoState is nil for a profile without a role of IAM Identity Center.
	*ssoState
	// Loaded says that it is what this shell holds.
	Loaded bool `json:"loaded,omitempty"`
	// Problem says why the profile cannot be loaded.
	Problem string `json:"problem,omitempty"`
}

// describe says what is known of a profile without any network.
func (a *app) describe(in *scope, name string) entry {
	summary := in.set.Describe(name)
	e := entry{
		Profile: name, Account: summary.Account, RoleARN: summary.RoleARN, Region: summary.Region,
		Source: sourceWord(summary), MFASerial: summary.MFASerial, AccountName: a.accountName(in, summary.Account),
	}
	// Whatever has not expired is shown, even if a load would renew it.
	t, err := a.resolve(in, name, asked{min: lifetime{Given: true, Time: time.Nanosecond}, noPrompt: true})
	if err != nil {
		e.Problem = err.Error()
		return e
	}
	e.Session, e.Kind = "none", t.kind()
	if source := t.Chain.Source; e.Kind == "sso" {
		e.ssoState = a.signedIn(in, t)
		e.RoleName = source.SSO.RoleName
	}
	b := a.looker(t)
	if s, cached := b.Cached(t.Request); cached && !s.Expires.IsZero() {
		e.Session = "cached"
		e.timeLeft = timeLeftOf(s, a.world.Now())
		return e
	}
	if in.config.Roles != config.RolesEncrypted && e.Kind != kindMFA && e.Kind != "user" {
		return e // nothing of its kind is encrypted
	}
	if ends, locked := b.Locked(t.Request); locked {
		e.Session = sessionLocked
		e.timeLeft = timeLeftOf(session.Session{Expires: ends}, a.world.Now())
	}
	return e
}

// accountName is what an account is called, empty where nobody said.
func (a *app) accountName(in *scope, id string) string {
	if in.accounts == nil {
		in.accounts = a.store(in.home).AccountNames()
	}
	return in.accounts[id]
}

// sessionLocked is the state of a session that cannot be opened now.
const sessionLocked = "locked"

// kind is what the profile's session is, for entry.Kind.
func (t *target) kind() string {
	source := t.Chain.Source
	switch {
	case len(t.Chain.Roles) > 0:
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

// timeLeft is when a session ends, empty for one that does not.
type timeLeft struct {
	Expiration string `json:"expiration,omitempty"`
	Left       *int64 `json:"seconds_left,omitempty"`
}

// short is when a session is near enough to its end to be coloured.
const short = 15 * time.Minute

// ends reports whether it has little left.
func (l timeLeft) ends() bool { return l.Left != nil && *l.Left < int64(short/time.Second) }

// text is the time left, and the time of the end by the person's clock.
func (l timeLeft) text(now time.Time) string {
	left := segment.Left(time.Duration(*l.Left) * time.Second)
	if *l.Left <= 0 {
		return left
	}
	return left + " left (" + clockTime(awsterms.ParseTime(l.Expiration), now) + ")"
}

// clockTime is a time by the person's clock, with the day when it is another one.
func clockTime(at, now time.Time) string {
	at, now = at.Local(), now.Local()
	switch day := 24 * time.Hour; {
	case at.YearDay() == now.YearDay() && at.Year() == now.Year():
		return at.Format("15:04")
	case at.Sub(now).Abs() < 6*day:
		return at.Format("Mon 15:04")
	}
	return at.Format("2006-01-02 15:04")
}

func timeLeftOf(s session.Session, now time.Time) timeLeft {
	if s.Expires.IsZero() {
		return timeLeft{}
	}
	left := int64(s.Left(now) / time.Second)
	return timeLeft{s.Expires.UTC().Format(time.RFC3339), &left}
}

func sourceWord(s profile.Summary) string {
	switch {
	case s.SourceProfile != "":
		return s.SourceProfile
	case s.Stored != "":
		return "stored"
	case s.Kind != 0:
		return s.Kind.String()
	}
	return ""
}
