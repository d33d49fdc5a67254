package awstest

import (
	"fmt"
	"strings"
)

// The names of ExamplePortal.
const (
	PortalURL    = "https://d-1234567890.awsapps.com/start"
	PortalRegion = "eu-west-1"
	PortalName   = "corp" // the sso-session of ExamplePortalConfig
)

// ExamplePortal is an IAM Identity Center over ExampleWorld's three accounts,
// for the same michael; anna may only look at one.
func ExamplePortal() Portal {
	account := func(id, name string, roles ...string) PortalAccount {
		return PortalAccount{ID: id, Name: name, Email: strings.ToLower(name) + "@example.com", Roles: roles}
	}
	return Portal{
		StartURL: PortalURL, Region: PortalRegion,
		Users: []PortalUser{
			{Name: UserName, Accounts: []PortalAccount{
				account(IAMAccount, "Identities", "ReadOnly"),
				account(DevAccount, "Development", "Admin", "ReadOnly"),
				account(ProdAccount, "Production", "Admin", "ReadOnly"),
			}},
			{Name: "anna", Accounts: []PortalAccount{account(DevAccount, "Development", "ReadOnly")}},
		},
	}
}

// ExamplePortalConfig is what ~/.aws/config says of ExamplePortal: the session
// and a profile for a role of each account.
func ExamplePortalConfig() string {
	var b strings.Builder
	fmt.Fprintf(&b, "[sso-session %s]\nsso_start_url = %s\nsso_region = %s\nsso_registration_scopes = sso:account:access\n", PortalName, PortalURL, PortalRegion)
	for _, p := range [][3]string{{"sso-iam", IAMAccount, "ReadOnly"}, {"sso-dev", DevAccount, "Admin"}, {"sso-prod", ProdAccount, "ReadOnly"}} {
		fmt.Fprintf(&b, "\n[profile %s]\nsso_session = %s\nsso_account_id = %s\nsso_role_name = %s\nregion = eu-west-1\n", p[0], PortalName, p[1], p[2])
	}
	return b.String()
}
