package profile

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/profile/ini"
	"github.com/awsenv/awsenv/pkg/session"
)

// canonical is the source that credential_source names, which is taken even when
// a profile was named explicitly.
func (s *Set) canonical(v *view, name string, o Options) (Source, error) {
	var source Source
	var err error
	switch name {
	case "Environment":
		source, err = environment(o)
	case "EcsContainer":
		source = container(o)
	case "Ec2InstanceMetadata":
		source = instance(o)
	default:
		return Source{}, s.fault(InvalidConfig, v.name, "credential_source", "credential_source %q is not known", name).
			hint("it is one of Environment, EcsContainer and Ec2InstanceMetadata, written exactly so")
	}
	if err == nil && source.Kind == 0 {
		missing := s.fault(EmptySource, v.name, "credential_source", "credential_source %s has no credentials", name)
		switch name {
		case "Environment":
			missing.hint("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
		case "EcsContainer":
			missing.hint("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set: this is no container of ECS or EKS")
		default:
			missing.hint("AWS_EC2_METADATA_DISABLED is true: unset it")
		}
		err = missing
	}
	return source, err
}

// environment are the key variables; Kind is 0 when AWS_ACCESS_KEY_ID is not set
// or empty (botocore EnvProvider).
func environment(o Options) (Source, error) {
	id := o.Env.text("AWS_ACCESS_KEY_ID")
	if id == "" {
		return Source{}, nil
	}
	secret := o.Env.text("AWS_SECRET_ACCESS_KEY")
	if secret == "" {
		return Source{}, &Error{Kind: PartialCredentials, Problem: "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not",
			hints: []string{"set both or none"}}
	}
	source := Source{Kind: SourceEnvironment, Keys: session.Keys{AccessKeyID: id, SecretAccessKey: secret}}
	for _, name := range [...]string{"AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"} {
		if token, set := o.Env.get(name); set {
			source.Keys.SessionToken = token
			break
		}
	}
	for i, value := range [...]string{id, secret, source.Keys.SessionToken} {
		if problem := notInKeys(value); problem != "" {
			name := [...]string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}[i]
			return Source{}, &Error{Kind: InvalidValue, Problem: name + " " + problem, hints: []string{"set it again, or unset it"}}
		}
	}
	source.Account = o.Env.text("AWS_ACCOUNT_ID")
	if value := o.Env.text("AWS_CREDENTIAL_EXPIRATION"); value != "" {
		if source.Expires = awsterms.ParseTime(value); source.Expires.IsZero() {
			return Source{}, &Error{Kind: InvalidValue, Problem: fmt.Sprintf("AWS_CREDENTIAL_EXPIRATION %q is no time", value),
				hints: []string{"write it as 2006-01-02T15:04:05Z, or unset it"}}
		}
	}
	return source, nil
}

func container(o Options) Source {
	for _, name := range [...]string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"} {
		if _, set := o.Env.get(name); set {
			return Source{Kind: SourceContainer}
		}
	}
	return Source{}
}

func instance(o Options) Source {
	if truth(o.Env.text("AWS_EC2_METADATA_DISABLED")) {
		return Source{}
	}
	return Source{Kind: SourceInstance}
}

// fallback is what the AWS CLI tries for a named profile that yields nothing.
func (s *Set) fallback(v *view, o Options) (Source, error) {
	source, err := oldFiles(o)
	if err != nil {
		return Source{}, err
	}
	if source.Kind == 0 {
		source = container(o)
	}
	if source.Kind == 0 {
		source = instance(o)
	}
	if source.Kind == 0 {
		return Source{}, s.nothing(v)
	}
	source.Profile, source.Fallback = v.name, true
	return source, nil
}

// nothing is the error for a profile without any credentials.
func (s *Set) nothing(v *view) error {
	err := s.fault(NoCredentials, v.name, "", "it has no credentials")
	switch {
	case v.has("source_profile"):
		err.hint("source_profile counts only beside role_arn: add role_arn")
	case v.has("sso_session"):
		err.hint("sso_session alone gives no credentials: add sso_account_id and sso_role_name")
	default:
		err.hint("give it access keys, role_arn and source_profile, SSO, or credential_process")
	}
	return err
}

// oldFiles are the keys of AWS_CREDENTIAL_FILE, the format of the first EC2
// tools, and of boto2's configuration (botocore OriginalEC2Provider, BotoProvider).
func oldFiles(o Options) (Source, error) {
	if path, set := o.Env.get("AWS_CREDENTIAL_FILE"); set {
		if path == "~" || strings.HasPrefix(path, "~/") {
			path = filepath.Join(o.Home, path[1:])
		}
		return credentialFile(path, o)
	}
	paths := []string{"/etc/boto.cfg", "~/.boto"}
	if path, set := o.Env.get("BOTO_CONFIG"); set {
		paths = []string{path}
	}
	for _, path := range paths {
		path = expand(path, o.Env, o.Home)
		f, err := scanFile(File{Path: path, Text: o.read(path)})
		if err != nil {
			return Source{}, err
		}
		number := f.exact("Credentials")
		if number < 0 {
			continue
		}
		source, err := keys(&view{name: "Credentials"}, f, f.options(number))
		if err != nil || source.Kind != 0 {
			return Source{Kind: source.Kind, Keys: session.Keys{AccessKeyID: source.Keys.AccessKeyID, SecretAccessKey: source.Keys.SecretAccessKey}}, err
		}
	}
	return Source{}, nil
}

func (o Options) read(path string) []byte {
	if o.ReadFile == nil || path == "" {
		return nil
	}
	text, err := o.ReadFile(path)
	if err != nil {
		return nil
	}
	return text
}

func credentialFile(path string, o Options) (Source, error) {
	var keys session.Keys
	for _, line := range ini.SplitLines(string(o.read(path))) {
		name, value, found := strings.Cut(line, "=")
		if !found {
			continue
		}
		switch ini.Strip(name) {
		case "AWSAccessKeyId":
			keys.AccessKeyID = ini.Strip(value)
		case "AWSSecretKey":
			keys.SecretAccessKey = ini.Strip(value)
		}
	}
	switch {
	case keys.AccessKeyID == "":
		return Source{}, nil
	case keys.SecretAccessKey == "":
		return Source{}, &Error{Kind: PartialCredentials, Path: path, Problem: "AWSAccessKeyId has no AWSSecretKey beside it",
			hints: []string{"AWS_CREDENTIAL_FILE names this file: complete it, or unset the variable"}}
	}
	return Source{Kind: SourceKeys, Keys: keys}, nil
}
