package awstest

import (
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
			ID: fmt.Sprint(int64(100000000001) + int64(i)), Name: "account " + number, Email: "account-" + number + "@example.com", Roles: roles,
		}
	}
	return list
}

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
