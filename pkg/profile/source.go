package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// own is what a profile itself yields, in the order of docs/aws-behaviour.md,
// "Order of sources", from the web identity on. Kind is 0 when it yields
// nothing.
func (s *Set) own(v *view) (Source, error) {
	if err := s.plainValues(v); err != nil {
		return Source{}, err
	}
	for _, try := range [...]func(*Set, *view) (Source, error){
		(*Set).webIdentity,
		(*Set).sso,
		(*Set).credentialsKeys,
		(*Set).login,
		(*Set).process,
		(*Set).configKeys,
	} {
		source, err := try(s, v)
		if err != nil {
			return Source{}, err
		}
		if source.Kind != 0 {
			source.Profile = v.name
			source.Account = cmp.Or(source.Account, v.text("aws_account_id"))
			return source, nil
		}
	}
	return Source{}, nil
}

// plainValues refuses an indented block where a value belongs. The AWS CLI breaks
// on it in various ways.
func (s *Set) plainValues(v *view) error {
	named := [...]string{
		"role_arn", "source_profile", "credential_source", "role_session_name", "external_id", "mfa_serial",
		"duration_seconds", "web_identity_token_file", "sso_session", "sso_account_id", "sso_role_name", "sso_start_url", "sso_region",
		"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "login_session", "credential_process",
		"endpoint_url", "services",
	}
	for _, options := range [...][]option{v.credentials, v.config} {
		for _, o := range options {
			if strings.HasPrefix(o.value, "\n") && slices.Contains(named[:], o.name) && v.text(o.name) == o.value {
				return s.fault(InvalidConfig, v.name, o.name, "%s has indented lines in place of a value", o.name).
					hint("write the value behind the =, on the same line")
			}
		}
	}
	return nil
}

func (s *Set) webIdentity(v *view) (Source, error) {
	w := WebIdentity{TokenFile: v.text("web_identity_token_file"), RoleARN: v.text("role_arn"), SessionName: v.text("role_session_name")}
	if w.TokenFile == "" {
		return Source{}, nil
	}
	if w.RoleARN == "" {
		return Source{}, s.fault(InvalidConfig, v.name, "web_identity_token_file", "web_identity_token_file needs role_arn").
			hint("add role_arn = arn:aws:iam::123456789012:role/NAME")
	}
	for i, value := range [...]string{w.RoleARN, w.SessionName} {
		if problem := roleLimits[i].check(value); value != "" && problem != "" {
			return Source{}, s.fault(InvalidValue, v.name, roleLimits[i].option, "%s", problem).hint("%s", roleLimits[i].hint)
		}
	}
	return Source{Kind: SourceWebIdentity, WebIdentity: w, Account: awsterms.Account(w.RoleARN)}, nil
}

func (s *Set) login(v *view) (Source, error) {
	value, set := v.get("login_session")
	if !set {
		return Source{}, nil
	}
	return Source{Kind: SourceLogin, Login: value, Account: awsterms.Account(value)}, nil
}

func (s *Set) process(v *view) (Source, error) {
	command, set := v.get("credential_process")
	if !set {
		return Source{}, nil
	}
	words, err := splitCommand(command)
	if err != nil {
		return Source{}, s.fault(InvalidConfig, v.name, "credential_process", "credential_process cannot be split into words: %v", err).
			hint(commandHint)
	}
	if len(words) == 0 || words[0] == "" {
		return Source{}, s.fault(InvalidConfig, v.name, "credential_process", "credential_process is empty").
			hint("write the command, or remove the line")
	}
	if name := StoredName(words); name != "" {
		return Source{Kind: SourceKeys, Stored: name, MFASerial: v.text("mfa_serial")}, nil
	}
	return Source{Kind: SourceProcess, Process: words}, nil
}

func (s *Set) credentialsKeys(v *view) (Source, error) {
	return keys(v, s.credentials, v.credentials)
}
func (s *Set) configKeys(v *view) (Source, error) { return keys(v, s.config, v.config) }

// keys are the key pair that one file has for a profile. The pair and its token
// must stand in the same file.
func keys(v *view, f *file, options []option) (Source, error) {
	id := find(options, "aws_access_key_id")
	if id == nil {
		return Source{}, nil
	}
	at := func(o *option) origin { return origin{profile: v.name, file: f, at: o.at} }
	secret := find(options, "aws_secret_access_key")
	switch {
	case secret == nil:
		return Source{}, at(id).fault(PartialCredentials, "aws_access_key_id has no aws_secret_access_key beside it").hint("both must stand in the same file")
	case id.value == "":
		return Source{}, at(id).fault(PartialCredentials, "aws_access_key_id is empty").hint("fill it in, or remove both lines")
	case secret.value == "":
		return Source{}, at(secret).fault(PartialCredentials, "aws_secret_access_key is empty").hint("fill it in, or remove both lines")
	}
	source := Source{Kind: SourceKeys, Keys: session.Keys{AccessKeyID: id.value, SecretAccessKey: secret.value}, MFASerial: v.text("mfa_serial")}
	// The older name wins, even when it is empty.
	token := find(options, "aws_security_token")
	if token == nil {
		token = find(options, "aws_session_token")
	}
	if token != nil {
		source.Keys.SessionToken = token.value
	}
	for _, o := range [...]*option{id, secret, token} {
		if o == nil {
			continue
		}
		if problem := notInKeys(o.value); problem != "" {
			return Source{}, at(o).fault(InvalidValue, o.name+" "+problem).hint("write the whole value on one line, and begin the line below it in the first column")
		}
	}
	if account := find(options, "aws_account_id"); account != nil {
		source.Account = account.value
	}
	if source.Keys.Temporary() {
		source.Expires = expiration(options)
	}
	return source, nil
}

// notInKeys says what is in a value that no key has: it would reach a header of a
// request, or a signature, and be refused there for no visible reason. The value
// itself is a secret.
func notInKeys(value string) string {
	switch {
	case strings.ContainsAny(value, "\r\n"):
		return "holds a line break"
	case strings.ContainsFunc(value, unicode.IsControl):
		return "holds a control character"
	}
	return ""
}

// expiration is when keys end, if something beside them says so: `expiration`,
// or what saml2aws writes. AWS tools do not read it. Zero when it is not there or
// cannot be read.
func expiration(options []option) time.Time {
	for _, name := range [...]string{"expiration", "x_security_token_expires"} {
		o := find(options, name)
		if o == nil {
			continue
		}
		if at := awsterms.ParseTime(o.value); !at.IsZero() {
			return at
		}
		if at, err := time.Parse("2006-01-02 15:04:05", o.value); err == nil { // of older programs, in UTC
			return at
		}
	}
	return time.Time{}
}

// sso is a role of IAM Identity Center, in either form. Every option that the
// sso-session shares with the profile must be the same in both.
func (s *Set) sso(v *view) (Source, error) {
	if !v.has("sso_role_name") && !v.has("sso_account_id") {
		return Source{}, nil
	}
	sessionOptions, err := s.ssoSession(v)
	if err != nil {
		return Source{}, err
	}
	var missing []string
	take := func(name string) string {
		if value, set := v.get(name); set {
			return value
		}
		if o := find(sessionOptions, name); o != nil {
			return o.value
		}
		missing = append(missing, name)
		return ""
	}
	sso := SSO{
		Session:  v.text("sso_session"),
		RoleName: take("sso_role_name"), AccountID: take("sso_account_id"), StartURL: take("sso_start_url"), Region: take("sso_region"),
		Scopes: scopes(sessionOptions),
	}
	if len(missing) > 0 {
		err := s.fault(InvalidConfig, v.name, "", "it uses SSO but lacks %s", strings.Join(missing, ", "))
		return Source{}, err.hint("add what is missing, or run: aws configure sso")
	}
	return Source{Kind: SourceSSO, SSO: sso, Account: sso.AccountID}, nil
}

// ssoSession are the options of the sso-session that a profile names, nil when
// it names none.
func (s *Set) ssoSession(v *view) ([]option, error) {
	name, set := v.get("sso_session")
	if !set {
		return nil, nil
	}
	number := s.config.other(isSSOSession, name)
	if number < 0 {
		return nil, s.fault(InvalidConfig, v.name, "sso_session", "sso_session %q does not exist", name).
			hint("add a section [sso-session %s] with sso_start_url and sso_region to the config file", name)
	}
	options := s.config.options(number)
	for _, o := range options {
		if value, set := v.get(o.name); set && value != o.value {
			return nil, s.fault(InvalidConfig, v.name, o.name, "%s is %q here and %q in [sso-session %s] (line %d)",
				o.name, value, o.value, printable.Line(name), s.config.lineOf(o.at)).hint("remove it from the profile")
		}
	}
	return options, nil
}
