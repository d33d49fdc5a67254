package profile

import (
	"cmp"

	"github.com/awsenv/awsenv/pkg/awsterms"
)

// Describe is what a list shows of a profile: read from its own section and that
// of its source, without following chains, asking the environment or refusing
// anything.
func (s *Set) Describe(name string) Summary {
	v := s.view(name)
	d := Summary{Name: name, Region: v.text("region"), MFASerial: v.text("mfa_serial")}
	if !assumesRole(&v) {
		d.Kind, d.Account = kindOf(&v)
		if d.Kind == SourceWebIdentity {
			d.RoleARN = v.text("role_arn")
		}
		if d.Kind == SourceProcess {
			if d.Stored = v.stored(); d.Stored != "" {
				d.Kind, d.Account = SourceKeys, accountOfUser(&v, d.Account)
			}
		}
		return d
	}
	d.RoleARN = v.text("role_arn")
	d.Account = awsterms.Account(d.RoleARN)
	if value, set := v.get("credential_source"); set {
		d.Kind = canonicalKind(value)
		return d
	}
	d.SourceProfile = v.text("source_profile")
	if d.MFASerial == "" && d.SourceProfile != "" {
		source := s.view(d.SourceProfile)
		if hasKeys(&source) || source.stored() != "" {
			d.MFASerial = source.text("mfa_serial")
		}
	}
	return d
}

// Origin is the profile that a chain of roles begins with, and the kind of source that
// it names; 0 where the files do not tell. As Describe it refuses nothing.
func (s *Set) Origin(name string) (origin string, kind SourceKind) {
	for range longestChain {
		d := s.Describe(name)
		if d.SourceProfile == "" {
			return name, d.Kind
		}
		source := s.view(d.SourceProfile)
		if hasKeys(&source) {
			return d.SourceProfile, SourceKeys
		}
		name = d.SourceProfile
	}
	return name, 0
}

// kindOf is the source that a profile without a role names, in the order of own.
func kindOf(v *view) (kind SourceKind, account string) {
	account = v.text("aws_account_id")
	if v.text("web_identity_token_file") != "" {
		return SourceWebIdentity, awsterms.Account(v.text("role_arn"))
	}
	if v.has("sso_role_name") || v.has("sso_account_id") {
		return SourceSSO, v.text("sso_account_id")
	}
	if find(v.credentials, "aws_access_key_id") != nil {
		return SourceKeys, accountOfUser(v, account)
	}
	if value, set := v.get("login_session"); set {
		return SourceLogin, awsterms.Account(value)
	}
	if v.has("credential_process") {
		return SourceProcess, account
	}
	if v.has("aws_access_key_id") {
		return SourceKeys, accountOfUser(v, account)
	}
	return 0, account
}

// accountOfUser falls back on the account of the user's MFA device.
func accountOfUser(v *view, account string) string {
	return cmp.Or(account, awsterms.Account(v.text("mfa_serial")))
}

func canonicalKind(name string) SourceKind {
	switch name {
	case "Environment":
		return SourceEnvironment
	case "EcsContainer":
		return SourceContainer
	case "Ec2InstanceMetadata":
		return SourceInstance
	}
	return 0
}
