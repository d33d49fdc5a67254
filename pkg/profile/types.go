package profile

import (
	"fmt"
	"io"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// File is a file that has been read. A nil or empty Text stands for a file that
// is missing or cannot be read, which the AWS CLI treats as empty.
type File struct {
	Path string
	// Name is what messages call the file, see Short; empty for Path.
	Name string
	Text []byte
}

// Format hides the text, which may hold keys, for every verb.
func (p File) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.Path) }

// Env looks up an environment variable. set tells an empty variable from an
// absent one: the AWS CLI treats them differently.
type Env func(name string) (value string, set bool)

// Options is what resolving needs from outside the two files.
type Options struct {
	// Env looks up variables; nil stands for an empty environment.
	Env Env
	// Home is the home folder, for ~ in paths.
	Home string
	// ReadFile reads the rarely used files that variables name
	// (AWS_CREDENTIAL_FILE, boto2 configuration); nil finds none.
	ReadFile func(path string) ([]byte, error)
	// Region is --region: it comes before everything else. Empty when not given.
	Region string
	// ProfileRegion is the region that awsenv's own configuration gives the
	// profile: it stands in the place of the profile's `region`. Empty when not given.
	ProfileRegion string
}

// Chain is what a profile means.
type Chain struct {
	// Profile is the profile that was named, or the role's name for an ad-hoc role.
	Profile string
	Source  Source
	// Roles are in the order of the calls: the last one is the named profile's.
	// Empty when the source itself is what the profile yields.
	Roles []Role
	// Settings are those of the named profile: they hold for every call.
	Settings Settings
}

// Role is one AssumeRole call. An empty field is not sent.
type Role struct {
	// Profile is the profile that the role is written in, empty for an ad-hoc role.
	Profile string
	ARN     string
	// SessionName is the profile's role_session_name; when it is empty a name must
	// be made up, which is not part of the AWS CLI's cache key.
	SessionName string
	ExternalID  string
	MFASerial   string
	// Duration is in whole seconds; 0 is not sent, and STS then gives an hour.
	Duration time.Duration
}

// SourceKind tells where the first credentials of a chain come from.
type SourceKind int

const (
	// SourceKeys are access keys in one of the two files (or in the files that
	// AWS_CREDENTIAL_FILE and boto2 name), or in awsenv's store, see Source.Stored.
	SourceKeys SourceKind = iota + 1
	// SourceProcess is a command, credential_process.
	SourceProcess
	// SourceWebIdentity is AssumeRoleWithWebIdentity with a token from a file.
	SourceWebIdentity
	// SourceSSO is a role of IAM Identity Center.
	SourceSSO
	// SourceLogin is what `aws login` left, login_session.
	SourceLogin
	// SourceEnvironment are the key variables.
	SourceEnvironment
	// SourceContainer is the credentials endpoint of a container.
	SourceContainer
	// SourceInstance is the metadata service of an EC2 instance.
	SourceInstance
)

// String is the kind as a person would call it.
func (k SourceKind) String() string {
	switch k {
	case SourceKeys:
		return "keys"
	case SourceProcess:
		return "process"
	case SourceWebIdentity:
		return "web identity"
	case SourceSSO:
		return "sso"
	case SourceLogin:
		return "login"
	case SourceEnvironment:
		return "environment"
	case SourceContainer:
		return "container"
	case SourceInstance:
		return "instance"
	}
	return "none"
}

// Source is where the first credentials of a chain come from. Only the fields of
// its kind are set, apart from Kind, Profile, Account and Fallback.
type Source struct {
	Kind SourceKind
	// Profile is the profile that describes the source: the named one, or the end
	// of its source_profile references. Empty for credential_source.
	Profile string
	// Fallback says that the profile names no source at all and that the place was
	// taken because nothing else was left: the last three of
	// docs/aws-behaviour.md, "Order of sources".
	Fallback bool
	// Account is the account id as far as the files tell it (aws_account_id, the
	// SSO account, the role of a web identity, the login session), else empty.
	Account string

	// Keys belong to SourceKeys and SourceEnvironment.
	Keys session.Keys
	// Stored is the name by which awsenv's own store has the keys of SourceKeys, empty
	// for keys that stand in a file. Keys are then empty until somebody asks the store.
	Stored string
	// Expires is when temporary keys end, if something beside them says so; else zero.
	Expires time.Time
	// MFASerial is the mfa_serial of the source profile itself, which the AWS CLI
	// does not use: it names the MFA device of the IAM user whose keys these are.
	MFASerial string

	// Process is the command of SourceProcess, already split into words; it is
	// executed without a shell.
	Process []string
	// WebIdentity belongs to SourceWebIdentity.
	WebIdentity WebIdentity
	// SSO belongs to SourceSSO.
	SSO SSO
	// Login is the login_session of SourceLogin, an ARN.
	Login string
}

// WebIdentity are the arguments of AssumeRoleWithWebIdentity.
type WebIdentity struct {
	// TokenFile is read at each call; its path is taken as it is written.
	TokenFile string
	RoleARN   string
	// SessionName is empty when it must be made up.
	SessionName string
}

// SSO says which role of IAM Identity Center to ask for.
type SSO struct {
	// Session is the name of the sso-session, empty for the legacy form.
	Session  string
	StartURL string
	Region   string
	// Scopes are those of sso_registration_scopes, nil when it is absent.
	Scopes    []string
	AccountID string
	RoleName  string
}

// Settings say where and how the calls of a chain are made
// (docs/aws-behaviour.md, "Regions and endpoints").
type Settings struct {
	// Region is the region of the calls, empty when nothing names one (STS is then
	// called at its global host). A pseudo region such as fips-us-east-1 is already
	// taken apart into the region and FIPS.
	Region string
	// ProfileRegion is the region that the profile itself names (or awsenv's
	// configuration for it), whatever the variables say; empty when it names none, or
	// one that no call could be made in.
	ProfileRegion string
	FIPS          bool
	DualStack     bool
	// CABundle is AWS_CA_BUNDLE or the profile's ca_bundle.
	CABundle string
	// MetadataV1 allows the instance metadata service without a session token: the
	// profile has ec2_metadata_v1_disabled = false.
	MetadataV1 bool
	// Endpoints are custom URLs; an empty one is AWS's own.
	Endpoints Endpoints
	// Exports are the endpoint settings that the profile itself names, as variables in
	// a fixed order: what a load must export, since it unsets the profile's name.
	Exports []session.Variable

	regionFrom   origin
	endpointFrom [len(services)]origin
}

// Format leaves out where the settings are written: the files there may hold keys.
func (s Settings) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "{region %q, of the profile %q, FIPS %t, dualstack %t, bundle %q, IMDSv1 %t, endpoints %+v, exports %+v}",
		s.Region, s.ProfileRegion, s.FIPS, s.DualStack, s.CABundle, s.MetadataV1, s.Endpoints, s.Exports)
}

// Endpoints are custom endpoint URLs per service.
type Endpoints struct {
	STS    string
	IAM    string
	SSO    string
	OIDC   string
	Signin string
}

// Summary is what a list shows of a profile, without resolving it.
type Summary struct {
	Name string
	// RoleARN is the role that the profile assumes, empty for none.
	RoleARN string
	// Account is the account of the role, or as far as the files tell the source's.
	Account string
	// Kind is the source that the profile itself names; 0 when a role gets its
	// keys from SourceProfile, or when there is no source.
	Kind SourceKind
	// Stored is as in Source.
	Stored string
	// SourceProfile is the profile whose credentials the role is assumed with.
	SourceProfile string
	// MFASerial is the profile's own mfa_serial, or that of the source profile.
	MFASerial string
	Region    string
}
