//go:build !windows

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// changeWorld edits the script's AWS. Usage: world CHANGE [ARG]
func changeWorld(ts *testscript.TestScript, neg bool, args []string) {
	server := emulator(ts)
	arg := strings.Join(args[1:], " ")
	switch args[0] {
	case "spend-codes", "keep-codes":
		server.Change(func(w *awstest.World) { w.KeepRefusedCodes = args[0] == "keep-codes" })
	case "end-sessions": // every session that was issued is over
		server.EndSessions()
	case "clock": // the server's clock is that much ahead
		offset, err := time.ParseDuration(arg)
		ts.Check(err)
		server.SetOffset(offset)
	case "delete-key": // of michael
		server.Change(func(w *awstest.World) { w.Users[0].Keys = nil })
	case "devices": // of michael, instead of the example's; every page has one
		server.Change(func(w *awstest.World) {
			w.PageSize, w.Users[0].Devices = 1, nil
			for _, serial := range args[1:] {
				w.Users[0].Devices = append(w.Users[0].Devices, awstest.Device{
					Serial: serial, Secret: awstest.MFASecret, Drift: 50, FIDO: strings.Contains(serial, ":u2f/")})
			}
		})
	case "region-off":
		server.Change(func(w *awstest.World) { w.DisabledRegions = args[1:] })
	case "session": // of a user or a role, as AKID, SECRET and TOKEN
		c, err := server.Session(args[1], time.Hour, true)
		ts.Check(err)
		ts.Setenv("AKID", c.AccessKeyID)
		ts.Setenv("SECRET", c.SecretAccessKey)
		ts.Setenv("SESSION_TOKEN", c.SessionToken)
	case "sso-login": // what `aws sso login` leaves; the token lives that long
		ssoLogin(ts, args[1], args[2])
	case "sso-accounts": // what michael has in the portal, each ID|NAME|ROLE,ROLE
		server.Change(func(w *awstest.World) { w.Portals[0].Users[0].Accounts = portalAccounts(args[1:]) })
	case "end-sso": // every sign-in to IAM Identity Center is over
		server.Change(func(w *awstest.World) { w.SSO = nil })
	case "login": // what `aws login` leaves for an ARN; the keys live that long
		left, err := time.ParseDuration(args[2])
		ts.Check(err)
		name, content, err := server.SignIn(args[1], left)
		ts.Check(err)
		writeUnder(ts, "login", name, content)
	case "web-identity": // a token in a file, for AWSTEST's web role
		server.Change(func(w *awstest.World) {
			w.WebIdentities = append(w.WebIdentities, awstest.WebIdentity{Token: "example-web-token", Provider: awstest.WebProvider, Subject: "ci", Audience: "sts"})
		})
		ts.Check(os.WriteFile(ts.MkAbs(arg), []byte("example-web-token"), 0o600))
	case "instance": // an EC2 instance with a role
		server.Change(func(w *awstest.World) {
			w.Instance = &awstest.Instance{RoleARN: awstest.MachineRole, Region: "eu-west-1"}
		})
		ts.Setenv("AWS_EC2_METADATA_DISABLED", "false")
		ts.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.URL)
	case "container": // an ECS task with a role
		server.Change(func(w *awstest.World) {
			w.Container = &awstest.Container{Path: "/v2/credentials/example", Token: "example-token", RoleARN: awstest.MachineRole}
		})
		ts.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.URL+"/v2/credentials/example")
		ts.Setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "example-token")
	default:
		ts.Fatalf("unknown change %q", args[0])
	}
}

// portalAccounts reads accounts, each written ID|NAME|ROLE,ROLE.
func portalAccounts(words []string) (all []awstest.PortalAccount) {
	for _, word := range words {
		part := strings.Split(word, "|")
		all = append(all, awstest.PortalAccount{ID: part[0], Name: part[1], Roles: strings.Split(part[2], ",")})
	}
	return all
}

// ssoLogin signs in to the sso-session called corp, or for the legacy form, with
// session "-".
func ssoLogin(ts *testscript.TestScript, session, life string) {
	left, err := time.ParseDuration(life)
	ts.Check(err)
	if session == "-" {
		session = ""
	}
	now := time.Now()
	v := awstest.SSOSession{
		StartURL: "https://corp.awsapps.com/start", Region: "eu-west-1", User: "michael",
		AccessToken: strings.Repeat("access", 20), RefreshToken: strings.Repeat("refresh", 20),
		ClientID: "client", ClientSecret: strings.Repeat("client", 20),
		Expires: now.Add(left), RegistrationExpires: now.Add(24 * time.Hour),
		Roles: []awstest.SSORole{{Account: awstest.DevAccount, Name: "Admin"}},
	}
	emulator(ts).Change(func(w *awstest.World) {
		w.SSO = append(w.SSO, v)
		w.Roles = append(w.Roles, awstest.Role{ARN: "arn:aws:iam::222233334444:role/ssorole", Trust: []awstest.Trust{{Principal: awstest.DevAccount}}})
	})
	name, content := v.TokenFile(session)
	writeUnder(ts, "sso", name, content)
}

// writeUnder writes a file to ~/.aws/KIND/cache.
func writeUnder(ts *testscript.TestScript, kind, name string, content []byte) {
	folder := filepath.Join(ts.Getenv("HOME"), ".aws", kind, "cache")
	ts.Check(os.MkdirAll(folder, 0o700))
	ts.Check(os.WriteFile(filepath.Join(folder, name), content, 0o600))
}
