package awstest

import (
	"crypto/ecdsa"
	"slices"
	"strings"
	"time"
)

// World is everything that the emulated AWS knows. The zero value is an AWS
// without accounts.
type World struct {
	Users         []User
	Roles         []Role
	Portals       []Portal
	Clients       []SSOClient // registered with SSO OIDC
	SSO           []SSOSession
	Logins        []Login
	WebIdentities []WebIdentity
	// Instance is the EC2 instance whose metadata is served, nil for none (every
	// metadata path is then 404).
	Instance *Instance
	// Container is the ECS task whose credentials are served, nil for none.
	Container *Container
	// Person is who sits at every browser.
	Person Person
	// IdentityCenter is how the portals behave.
	IdentityCenter IdentityCenter

	// MaxSkew is how far the Date of a signature may be from the server's clock
	// either way; 0 means 5 minutes.
	MaxSkew time.Duration
	// KeepRefusedCodes leaves an MFA code unspent when its request is refused for
	// its duration. AWS does not say which it does; unset spends it.
	KeepRefusedCodes bool
	// OneUseLogins gives no second answer for a refresh token of `aws login` that was
	// replaced, which AWS does for a while.
	OneUseLogins bool
	// PageSize is the most ListMFADevices and ListAccessKeys return in one page;
	// 0 means 100, as in IAM.
	PageSize int
	// DisabledRegions answer RegionDisabledException.
	DisabledRegions []string
}

// User is an IAM user, or an account's root user.
type User struct {
	// Account is the twelve-digit account id, Partition the ARN's second field
	// ("" means aws).
	Account, Partition string
	Name               string
	// Path is "/" when empty, else begins and ends with a slash.
	Path string
	// ID is the unique id (AIDA…); Start makes one when it is empty.
	ID      string
	Root    bool
	Keys    []Key
	Devices []Device
	// Denied are actions such as "iam:ListMFADevices" that no policy allows.
	Denied []string
	// WithMFA are actions that the policies allow with MFA only.
	WithMFA []string
}

// Key is a long-term access key.
type Key struct {
	ID, Secret string
	Inactive   bool
	Created    time.Time
	// LastUsed, LastService and LastRegion are kept by the server.
	LastUsed                time.Time
	LastService, LastRegion string
	// Refusals is how many more requests are answered as if the key were not
	// known yet (eventual consistency).
	Refusals int
}

// Device is an MFA device.
type Device struct {
	Serial string
	// Secret is the TOTP seed in base32.
	Secret string
	// Drift is how many 30-second windows before and after the current one are
	// accepted; 0 means 1, as AWS does. A test that needs many codes at once
	// sets more.
	Drift   int
	Enabled time.Time
	// FIDO is a security key: it is listed, and cannot give a code.
	FIDO bool
}

// Role is an IAM role.
type Role struct {
	ARN string
	// ID is the unique id (AROA…); Start makes one when it is empty.
	ID string
	// MaxSession is MaxSessionDuration; 0 means 1 hour.
	MaxSession time.Duration
	// Trust lists who may assume the role. One matching entry is enough.
	Trust []Trust
	// Denied are actions such as "sts:AssumeRole" that sessions of it may not call.
	Denied []string
}

// Trust is an Allow statement of a role's trust policy.
type Trust struct {
	// Principal is a user's or role's ARN, arn:…:root or an account id for
	// everyone of the account, an OIDC provider's ARN for web identities, or "*".
	Principal string
	// MFA is the condition aws:MultiFactorAuthPresent.
	MFA bool
	// ExternalID is the condition sts:ExternalId, "" for none.
	ExternalID string
}

// Login is what a person's `aws login` left at AWS sign-in.
type Login struct {
	// Identity is the ARN of the user or assumed role that signed in.
	Identity               string
	ClientID, RefreshToken string
	// Key is the DPoP key that the refresh token is bound to.
	Key *ecdsa.PublicKey
	MFA bool
	// Refuse is the OAuth2 error that a refresh gets: TOKEN_EXPIRED,
	// USER_CREDENTIALS_CHANGED, INSUFFICIENT_PERMISSIONS; "" for none.
	Refuse string
	// Ends is when nothing can be refreshed any more; zero means never.
	Ends time.Time
}

// WebIdentity is a token of an OpenID Connect provider.
type WebIdentity struct {
	Token string
	// Provider is the provider's ARN, as trust policies name it.
	Provider          string
	Subject, Audience string
	Expires           time.Time // zero means never
}

// Instance is an EC2 instance with a role.
type Instance struct {
	RoleARN, Region string
	// Life of the credentials; 0 means 6 hours.
	Life time.Duration
}

// Container is an ECS task with a role.
type Container struct {
	// Path is that of the credentials URI, such as /v2/credentials/example.
	Path string
	// Token is what the Authorization header must say, "" for nothing.
	Token   string
	RoleARN string
	Life    time.Duration // 0 means 1 hour
}

func (u User) partition() string {
	if u.Partition == "" {
		return "aws"
	}
	return u.Partition
}

// ARN is the user's Amazon Resource Name, path included.
func (u User) ARN() string {
	prefix := "arn:" + u.partition() + ":iam::" + u.Account + ":"
	if u.Root {
		return prefix + "root"
	}
	return prefix + "user" + u.path() + u.Name
}

func (u User) path() string {
	if u.Path == "" {
		return "/"
	}
	return u.Path
}

func (r Role) account() string   { return arnField(r.ARN, 4) }
func (r Role) partition() string { return arnField(r.ARN, 1) }
func (r Role) name() string      { return r.ARN[strings.LastIndexByte(r.ARN, '/')+1:] }

func (r Role) maxSession() time.Duration {
	if r.MaxSession == 0 {
		return time.Hour
	}
	return r.MaxSession
}

// arnField is one of the six fields of an ARN, "" when it is not one.
func arnField(arn string, n int) string {
	fields := strings.SplitN(arn, ":", 6)
	if len(fields) < 6 || fields[0] != "arn" {
		return ""
	}
	return fields[n]
}

func (w *World) maxSkew() time.Duration {
	if w.MaxSkew == 0 {
		return 5 * time.Minute
	}
	return w.MaxSkew
}

func (w *World) user(account, name string) *User {
	for i := range w.Users {
		if u := &w.Users[i]; u.Account == account && u.Name == name {
			return u
		}
	}
	return nil
}

func (w *World) userByARN(arn string) *User {
	for i := range w.Users {
		if w.Users[i].ARN() == arn {
			return &w.Users[i]
		}
	}
	return nil
}

func (w *World) role(arn string) *Role {
	for i := range w.Roles {
		if w.Roles[i].ARN == arn {
			return &w.Roles[i]
		}
	}
	return nil
}

// key finds a long-term access key and its user.
func (w *World) key(id string) (*User, *Key) {
	for i := range w.Users {
		for j := range w.Users[i].Keys {
			if w.Users[i].Keys[j].ID == id {
				return &w.Users[i], &w.Users[i].Keys[j]
			}
		}
	}
	return nil, nil
}

func (w *World) device(serial string) (*User, *Device) {
	for i := range w.Users {
		for j := range w.Users[i].Devices {
			if w.Users[i].Devices[j].Serial == serial {
				return &w.Users[i], &w.Users[i].Devices[j]
			}
		}
	}
	return nil, nil
}

// clone copies everything that the server or a test may change later.
func (w World) clone() World {
	w.Users = slices.Clone(w.Users)
	for i := range w.Users {
		u := &w.Users[i]
		u.Keys, u.Devices, u.Denied, u.WithMFA = slices.Clone(u.Keys), slices.Clone(u.Devices), slices.Clone(u.Denied), slices.Clone(u.WithMFA)
	}
	w.Roles = slices.Clone(w.Roles)
	for i := range w.Roles {
		r := &w.Roles[i]
		r.Trust, r.Denied = slices.Clone(r.Trust), slices.Clone(r.Denied)
	}
	w.Portals = slices.Clone(w.Portals)
	for i := range w.Portals {
		w.Portals[i] = w.Portals[i].clone()
	}
	w.Clients = slices.Clone(w.Clients)
	w.SSO = slices.Clone(w.SSO)
	for i := range w.SSO {
		w.SSO[i].Roles = slices.Clone(w.SSO[i].Roles)
	}
	w.Logins = slices.Clone(w.Logins)
	w.WebIdentities = slices.Clone(w.WebIdentities)
	w.DisabledRegions = slices.Clone(w.DisabledRegions)
	return w
}
