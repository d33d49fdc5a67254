package awstest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Portal is an IAM Identity Center: who may sign in, and to what.
type Portal struct {
	// StartURL is compared without a trailing slash or "#/". Region is where the
	// portal lives; AWS's own host names of other regions do not know it.
	StartURL, Region string
	Users            []PortalUser
	// SessionLife is how long a sign-in lasts at the most, refreshed or not, and
	// the life of tokens without scopes; 0 means 8 hours.
	SessionLife time.Duration
	// TokenLife is that of an access token with scopes; 0 means 1 hour.
	TokenLife time.Duration
	// RoleLife is that of role credentials; 0 means 1 hour.
	RoleLife time.Duration
}

// PortalUser is a person of a portal.
type PortalUser struct {
	Name     string
	Accounts []PortalAccount
}

// PortalAccount is an account that a person may use. A Name or an Email that is
// "" is left out of answers.
type PortalAccount struct {
	ID, Name, Email string
	Roles           []string // permission sets
}

// PortalAccounts makes n accounts with the same roles: 100000000001 is called
// "account 001", and so on.
func PortalAccounts(n int, roles ...string) []PortalAccount {
	list := make([]PortalAccount, n)
	for i := range list {
		number := fmt.Sprintf("%03d", i+1)
		list[i] = PortalAccount{
			ID: fmt.Sprint(100000000001 + i), Name: "account " + number, Email: "account-" + number + "@example.com", Roles: roles,
		}
	}
	return list
}

// IdentityCenter is how all portals behave. The zero value is as AWS is known to
// be.
type IdentityCenter struct {
	// RegistrationLife is that of a client; 0 means 90 days.
	RegistrationLife time.Duration
	// CodeLife is that of an authorization code, also at AWS sign-in; 0 means 5 minutes (what AWS
	// allows is not known).
	CodeLife time.Duration
	// DeviceLife is that of a device code; 0 means 10 minutes.
	DeviceLife time.Duration
	// Interval is the seconds between polls that a device authorization answers;
	// 0 means 1, negative leaves it out (clients then take 5).
	Interval int
	// SlowDown answers polls that come sooner than the interval says with
	// SlowDownException. What AWS does is not known, and its own CLI polls twice
	// at once, so unset lets them through.
	SlowDown bool
	// KeepRefreshTokens answers a refresh without a new refresh token; the old one
	// stays good. Unset replaces it: each works once.
	KeepRefreshTokens bool
	// PageSize is the most that a page of accounts or roles has; 0 means 100.
	PageSize int
	// Parallel is how many requests to the portal may be on their way at once;
	// more get TooManyRequestsException. 0 means any number.
	Parallel int
}

// SSOClient is a client that was registered.
type SSOClient struct {
	ID, Secret, Name string
	// StartURL is the issuer, "" for clients of the device flow.
	StartURL string
	// Scopes, Grants and RedirectURIs are as they were registered.
	Scopes, Grants, RedirectURIs []string
	Expires                      time.Time // zero means never
}

// may reports whether the client was registered for a grant. Those that name
// none get the device flow, with refresh.
func (k *SSOClient) may(grant string) bool {
	if len(k.Grants) == 0 {
		return grant != grantCode
	}
	return slices.Contains(k.Grants, grant)
}

// Person is who sits at the browser.
type Person struct {
	// User is who the portals see, "" the first user of each.
	User string
	// Identity is the ARN of the user or assumed role that the console sees (for
	// `aws login`), "" the first user of the World.
	Identity string
	// Does is what they do when a page asks to let a program in.
	Does Answer
}

// Answer is what a person does.
type Answer string

const (
	// Approves lets the program in.
	Approves Answer = ""
	// Denies refuses it.
	Denies Answer = "denies"
	// Ignores leaves the page as it is.
	Ignores Answer = "ignores"
)

// portal finds a portal by its start URL, as the host that was asked knows it.
func (w *World) portal(startURL, region string) *Portal {
	for i := range w.Portals {
		if p := &w.Portals[i]; plainStart(p.StartURL) == plainStart(startURL) && (region == "" || region == p.Region) {
			return p
		}
	}
	return nil
}

// plainStart is a start URL without what people leave at its end.
func plainStart(address string) string { return strings.TrimRight(address, "/#") }

// user is the named user, or with "" the first.
func (p *Portal) user(name string) *PortalUser {
	for i := range p.Users {
		if u := &p.Users[i]; name == "" || u.Name == name {
			return u
		}
	}
	return nil
}

// accounts are what the person of a sign-in may use: what the portal says, and
// the sign-in's own Roles.
func (w *World) accounts(v *SSOSession) []PortalAccount {
	var list []PortalAccount
	if p := w.portal(v.StartURL, ""); p != nil {
		if u := p.user(v.User); u != nil {
			list = slices.Clone(u.Accounts)
		}
	}
	for _, r := range v.Roles {
		i := slices.IndexFunc(list, func(a PortalAccount) bool { return a.ID == r.Account })
		if i < 0 {
			i, list = len(list), append(list, PortalAccount{ID: r.Account})
		}
		list[i].Roles = slices.Concat(list[i].Roles, []string{r.Name})
	}
	return list
}

func (v IdentityCenter) deviceLife() time.Duration { return cmp.Or(v.DeviceLife, 10*time.Minute) }

func (p Portal) clone() Portal {
	p.Users = slices.Clone(p.Users)
	for i := range p.Users {
		u := &p.Users[i]
		u.Accounts = slices.Clone(u.Accounts)
		for j := range u.Accounts {
			u.Accounts[j].Roles = slices.Clone(u.Accounts[j].Roles)
		}
	}
	return p
}

// ssoRegion is the region in a name of AWS's own hosts of Identity Center, ""
// for any other host.
func ssoRegion(host string) string {
	for _, prefix := range []string{"oidc.", "oidc-fips.", "portal.sso.", "portal.sso-fips."} {
		if rest, ok := strings.CutPrefix(host, prefix); ok && isAWS(host) {
			region, _, _ := strings.Cut(rest, ".")
			return region
		}
	}
	return ""
}
