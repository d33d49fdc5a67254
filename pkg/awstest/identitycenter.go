package awstest

import (
	"cmp"
	"slices"
	"time"
)

// IdentityCenter is how all portals behave. The zero value is as AWS is known to
// be.
type IdentityCenter struct {
	// RegistrationLife is that of a client; 0 means 90 days.
	RegistrationLife time.Duration
	// CodeLife is that of an authorization code, also at AWS sign-in; 0 means 5
	// minutes (what AWS allows is not known).
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

// SSOSession is a sign-in at IAM Identity Center: one that the World begins with
// (what `aws sso login` left), or one that came about by CreateToken since.
type SSOSession struct {
	StartURL, Region, AccessToken        string
	RefreshToken, ClientID, ClientSecret string
	User                                 string
	Expires                              time.Time // of AccessToken; zero means never
	RegistrationExpires                  time.Time // of ClientID; zero means never
	// Roles are what the person may use besides what a Portal with this StartURL
	// gives to User.
	Roles []SSORole
	// Life is that of the tokens which CreateToken issues; 0 means 1 hour.
	Life time.Duration
	// Ends is when nothing can be refreshed any more; zero means never.
	Ends time.Time

	signedIn bool // by CreateToken: ClientID is one of World.Clients
}

// SSORole is a permission set that the person may use in an account.
type SSORole struct{ Account, Name string }

func (v IdentityCenter) deviceLife() time.Duration { return cmp.Or(v.DeviceLife, 10*time.Minute) }
