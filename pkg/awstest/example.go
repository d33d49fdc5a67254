package awstest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The names of ExampleWorld.
const (
	IAMAccount  = "111122223333" // where the user is
	DevAccount  = "222233334444"
	ProdAccount = "444455556666"

	UserName  = "michael"
	UserARN   = "arn:aws:iam::111122223333:user/michael"
	MFASerial = "arn:aws:iam::111122223333:mfa/michael"
	AccessKey = "AKIAIOSFODNN7EXAMPLE"
	SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	MFASecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

	// DevRole and ProdRole allow 12 hours and want MFA.
	DevRole  = "arn:aws:iam::222233334444:role/admin"
	ProdRole = "arn:aws:iam::444455556666:role/admin"
	// ShortRole wants MFA and allows the one hour that roles have by default.
	ShortRole = "arn:aws:iam::444455556666:role/readonly"
	// PartnerRole wants an external ID, and no MFA.
	PartnerRole = "arn:aws:iam::444455556666:role/partner"
	ExternalID  = "example-42"
	// ChainedRole is reached from DevRole only, DeepRole from ChainedRole only.
	ChainedRole = "arn:aws:iam::444455556666:role/team/deployer"
	DeepRole    = "arn:aws:iam::222233334444:role/auditor"
	// OpenRole wants neither MFA nor an external ID.
	OpenRole = "arn:aws:iam::222233334444:role/open"
	// LocalRole is in the user's own account and wants MFA.
	LocalRole = "arn:aws:iam::111122223333:role/local"
	// ForeignRole does not trust the user.
	ForeignRole = "arn:aws:iam::444455556666:role/foreign"
	// MachineRole is that of the instance and of the container.
	MachineRole = "arn:aws:iam::222233334444:role/machine"
	// WebRole trusts the tokens of WebProvider.
	WebRole     = "arn:aws:iam::222233334444:role/web"
	WebProvider = "arn:aws:iam::222233334444:oidc-provider/idp.example.com"

	// OtherUserARN is a second user of the same account, below a path, with a
	// device of its own that every code search must tell from michael's.
	OtherUserARN   = "arn:aws:iam::111122223333:user/division/team/anna"
	OtherMFASerial = "arn:aws:iam::111122223333:mfa/anna-phone"
	OtherAccessKey = "AKIAI44QH8DHBEXAMPLE"
	OtherSecretKey = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
)

// ExampleWorld is three accounts: "iam" with the user michael, "dev" and "prod" with
// roles, and ExamplePortal. Michael's device has AWS's drift of one window; a test
// that wants more codes at once raises it.
func ExampleWorld() World {
	mfa := []Trust{{Principal: UserARN, MFA: true}}
	return World{
		Users: []User{
			{
				Account: IAMAccount, Name: UserName, Keys: []Key{{ID: AccessKey, Secret: SecretKey}},
				Devices: []Device{{Serial: MFASerial, Secret: MFASecret}},
			},
			{
				Account: IAMAccount, Name: "anna", Path: "/division/team/", Keys: []Key{{ID: OtherAccessKey, Secret: OtherSecretKey}},
				Devices: []Device{{Serial: OtherMFASerial, Secret: "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"}},
			},
		},
		Roles: []Role{
			{ARN: DevRole, MaxSession: 12 * time.Hour, Trust: mfa},
			{ARN: ProdRole, MaxSession: 12 * time.Hour, Trust: mfa},
			{ARN: ShortRole, Trust: mfa},
			{ARN: PartnerRole, Trust: []Trust{{Principal: UserARN, ExternalID: ExternalID}}},
			{ARN: ChainedRole, MaxSession: 12 * time.Hour, Trust: []Trust{{Principal: DevRole}}},
			{ARN: DeepRole, MaxSession: 12 * time.Hour, Trust: []Trust{{Principal: ChainedRole}}},
			{ARN: OpenRole, MaxSession: 12 * time.Hour, Trust: []Trust{{Principal: IAMAccount}, {Principal: MachineRole}}},
			{ARN: LocalRole, MaxSession: 12 * time.Hour, Trust: mfa},
			{ARN: ForeignRole, Trust: []Trust{{Principal: "arn:aws:iam::444455556666:root"}}},
			{ARN: MachineRole, Trust: []Trust{{Principal: "ec2.amazonaws.com"}}},
			{ARN: WebRole, MaxSession: 12 * time.Hour, Trust: []Trust{{Principal: WebProvider}}},
		},
		Portals: []Portal{ExamplePortal()},
	}
}

// ExampleCredentials is ~/.aws/credentials for ExampleWorld.
func ExampleCredentials() string {
	return fmt.Sprintf("[iam]\naws_access_key_id = %s\naws_secret_access_key = %s\n", AccessKey, SecretKey)
}

// ExampleConfig is ~/.aws/config for ExampleWorld: the user's profile "iam" and
// a profile for each role.
func ExampleConfig() string {
	var b strings.Builder
	section := func(name string, lines ...string) {
		fmt.Fprintf(&b, "[profile %s]\n%s\n\n", name, strings.Join(lines, "\n"))
	}
	role := func(name, arn, source string, lines ...string) {
		section(name, append([]string{"role_arn = " + arn, "source_profile = " + source, "region = eu-west-1"}, lines...)...)
	}
	mfa, long := "mfa_serial = "+MFASerial, "duration_seconds = 43200"
	section("iam", "region = eu-west-1", mfa)
	role("dev", DevRole, "iam", mfa, long)
	role("prod", ProdRole, "iam", mfa, long)
	role("prod-readonly", ShortRole, "iam", mfa)
	role("partner", PartnerRole, "iam", "external_id = "+ExternalID)
	role("deployer", ChainedRole, "dev")
	role("local", LocalRole, "iam", mfa)
	role("foreign", ForeignRole, "iam", mfa)
	return strings.TrimSuffix(b.String(), "\n")
}

// WriteExample writes ExampleConfig and ExampleCredentials to home/.aws, with
// the modes that the AWS CLI gives them.
func WriteExample(home string) error {
	folder := filepath.Join(home, ".aws")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "config"), []byte(ExampleConfig()), 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "credentials"), []byte(ExampleCredentials()), 0o600)
}

// Env is the environment, as NAME=value, that leads AWS's tools and awsenv to
// the server through custom endpoints. Tools too old for AWS_ENDPOINT_URL are
// led by ProxyEnv.
func (s *Server) Env() []string {
	env := []string{"AWS_ENDPOINT_URL=" + s.URL, "AWS_EC2_METADATA_DISABLED=true", "AWSENV_SIGNIN_ENDPOINT=" + s.URL}
	for _, service := range []string{"STS", "IAM", "SSO", "SSO_OIDC", "SIGNIN"} {
		env = append(env, "AWS_ENDPOINT_URL_"+service+"="+s.URL)
	}
	return env
}

// ProxyEnv leads any tool that honours proxies to the server, with AWS's own
// host names and TLS.
func (s *Server) ProxyEnv() []string {
	return []string{
		"HTTPS_PROXY=" + s.ProxyURL, "HTTP_PROXY=" + s.ProxyURL, "https_proxy=" + s.ProxyURL, "http_proxy=" + s.ProxyURL,
		"NO_PROXY=", "no_proxy=",
		"AWS_CA_BUNDLE=" + s.CAFile,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}
