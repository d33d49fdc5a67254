// Package environ owns the list of variables that awsenv sets, unsets and puts
// back: from a session to the changes of a shell's environment, and from an
// environment to the session that it holds.
//
// Rules: the list stands here and nowhere else. The order is fixed, and every
// variable of the list is in every answer, since unsetting one that is not set does
// no harm; only those that belong to the person as well (region, profile, endpoints,
// certificates) are there just when they have to change. What they were before the
// first load travels in AWSENV_SAVED, which never holds a secret and is never
// trusted. The environment comes in as a Lookup.
package environ

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/session"
)

// The variables of AWS's own tools.
const (
	AccessKeyID          = "AWS_ACCESS_KEY_ID"
	SecretAccessKey      = "AWS_SECRET_ACCESS_KEY"
	SessionToken         = "AWS_SESSION_TOKEN"
	SecurityToken        = "AWS_SECURITY_TOKEN" // botocore prefers it to the session token
	CredentialExpiration = "AWS_CREDENTIAL_EXPIRATION"
	Region               = "AWS_REGION"
	DefaultRegion        = "AWS_DEFAULT_REGION"
	AWSProfile           = "AWS_PROFILE"
	AWSDefaultProfile    = "AWS_DEFAULT_PROFILE"
	AccountID            = "AWS_ACCOUNT_ID"
	EndpointURL          = "AWS_ENDPOINT_URL" // also with _ and a service's name behind it
	UseFIPS              = "AWS_USE_FIPS_ENDPOINT"
	UseDualStack         = "AWS_USE_DUALSTACK_ENDPOINT"
	CABundle             = "AWS_CA_BUNDLE"
	ConfigFile           = "AWS_CONFIG_FILE"
	CredentialsFile      = "AWS_SHARED_CREDENTIALS_FILE"
	ContainerURL         = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
	ContainerToken       = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
)

// The variables of awsenv.
const (
	Profile = "AWSENV_PROFILE"  // what is loaded, as the person named it
	Expires = "AWSENV_EXPIRES"  // epoch seconds by the local clock, for the hooks
	RoleARN = "AWSENV_ROLE_ARN" // a session of an IAM user has none
	Saved   = "AWSENV_SAVED"    // what a clear puts back
	// Previous is what was loaded before; it outlives a clear.
	Previous = "AWSENV_PREVIOUS"
	// Exec is what Saved is, in the environment of a command of `exec`.
	Exec   = "AWSENV_EXEC"
	Prompt = "AWSENV_PROMPT" // what a prompt shows, kept by the hooks
)

// Lookup gives a variable's value and whether it is set at all.
type Lookup func(name string) (value string, set bool)

// A Change sets one variable or unsets it. Its value may be a secret, so no verb
// prints it.
type Change struct {
	Name  string
	Value string
	Unset bool
}

// Format writes the variable's name and what happens to it, for every verb.
func (c Change) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// String is the variable's name and what happens to it.
func (c Change) String() string {
	if c.Unset {
		return "unset " + c.Name
	}
	return "set " + c.Name
}

// Load gives the changes that load s into a shell with that environment,
// whatever it holds already. markers are further variables that carry the
// profile's name; the configuration, where they come from, has checked them.
func Load(s session.Session, markers []string, env Lookup) []Change {
	changes, after := changesFor(s, markers, env)
	changes = append(append(changes, previous(env, s)...), leaveExec(env)...)
	return append(changes, Change{Name: Saved, Value: after.encode()})
}

// changesFor is Load without what keeps the way back.
func changesFor(s session.Session, markers []string, env Lookup) (_ []Change, after saved) {
	before := lookupSaved(env)

	changes := make([]Change, 0, 16+len(markers)+len(before.markers))
	changes = append(changes, credentials(s)...)
	original, exported := before.originals(), exports(s)
	for _, name := range before.restored(s.Settings) {
		now := look(env, name)
		original := original(name, now)
		want := original
		if name == AWSProfile || name == AWSDefaultProfile {
			want = value{}
		} else if text, named := exported[name]; named {
			want = value{text: text, set: true}
		}
		if want != now {
			changes = append(changes, want.change(name))
		}
		if want != original {
			after.records = append(after.records, record{name: name, original: original, ours: want})
		}
	}
	changes = append(changes, description(s)...)
	for _, name := range markers {
		if !slices.Contains(after.markers, name) {
			after.markers = append(after.markers, name)
			changes = append(changes, Change{Name: name, Value: s.Profile})
		}
	}
	for _, name := range before.markers {
		if !slices.Contains(after.markers, name) {
			changes = append(changes, Change{Name: name, Unset: true})
		}
	}
	return changes, after
}

// Clear gives the changes that take away whatever is loaded. With nothing
// loaded it unsets the credentials all the same.
func Clear(env Lookup) []Change {
	before := lookupSaved(env)

	changes := make([]Change, 0, 16+len(before.markers))
	changes = append(changes, unset(credentials(session.Session{}))...)
	changes = append(changes, before.undo(env)...)
	changes = append(changes, unset(description(session.Session{}))...)
	for _, name := range before.markers {
		changes = append(changes, Change{Name: name, Unset: true})
	}
	changes = append(append(changes, previous(env, session.Session{})...), leaveExec(env)...)
	return append(changes, Change{Name: Saved, Unset: true})
}

// Undo gives the changes that put back what belongs to the person, and leave the
// session itself: for a program that gets another profile's credentials.
func Undo(env Lookup) []Change { return lookupSaved(env).undo(env) }

// credentials are the variables that stand before the restored ones.
func credentials(s session.Session) []Change {
	return []Change{
		{Name: AccessKeyID, Value: s.Keys.AccessKeyID},
		{Name: SecretAccessKey, Value: s.Keys.SecretAccessKey},
		known(SessionToken, s.Keys.SessionToken),
		{Name: SecurityToken, Unset: true},
		known(CredentialExpiration, expiration(s)),
	}
}

// exports are the values of the restored variables that the session has of its own.
func exports(s session.Session) map[string]string {
	all := make(map[string]string, 2+len(s.Settings))
	if s.Region != "" {
		all[Region], all[DefaultRegion] = s.Region, s.Region
	}
	for _, v := range s.Settings {
		all[v.Name] = v.Value
	}
	return all
}

// description are the variables that stand after the restored ones.
func description(s session.Session) []Change {
	expires := ""
	if !s.Expires.IsZero() {
		// The hooks compare it with the local clock; AWS_CREDENTIAL_EXPIRATION is
		// AWS's own word and stays as it is.
		expires = strconv.FormatInt(s.LocalExpires().Unix(), 10)
	}
	return []Change{
		known(AccountID, s.Account),
		{Name: Profile, Value: s.Profile},
		known(Expires, expires),
		known(RoleARN, s.RoleARN),
	}
}

// known sets a variable to what is known, and unsets it when nothing is: an old
// value would be wrong, an empty one misleads the SDKs.
func known(name, value string) Change {
	return Change{Name: name, Value: value, Unset: value == ""}
}

func unset(changes []Change) []Change {
	for i, c := range changes {
		changes[i] = Change{Name: c.Name, Unset: true}
	}
	return changes
}

// Loaded is what a shell holds, as its variables tell. None of it is checked
// with AWS.
type Loaded struct {
	Profile     string
	AccessKeyID string
	RoleARN     string
	Account     string
	Region      string
	// Expires is by the local clock; zero when the session does not expire or the
	// variable is damaged.
	Expires time.Time
}

// FromEnv reads what awsenv loaded into an environment; false when that is
// nothing.
func FromEnv(env Lookup) (Loaded, bool) {
	get := func(name string) string { return look(env, name).text }
	l := Loaded{
		Profile:     get(Profile),
		AccessKeyID: get(AccessKeyID),
		RoleARN:     get(RoleARN),
		Account:     get(AccountID),
		Region:      get(Region),
	}
	if seconds, ok := epoch(get(Expires)); ok {
		l.Expires = time.Unix(seconds, 0).UTC()
	}
	if !awsterms.IsAccount(l.Account) {
		l.Account = ""
	}
	return l, l.Profile != ""
}

// epoch reads seconds the way the hooks do: digits and nothing else, few enough
// to be a date that every layout can print (up to the year 9999).
func epoch(text string) (int64, bool) {
	const lastSecond = 253402300799
	seconds, err := strconv.ParseUint(text, 10, 63)
	return int64(seconds), err == nil && len(text) <= 12 && seconds <= lastSecond
}
