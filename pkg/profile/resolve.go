package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
)

// Resolve says what a profile means when it is named explicitly, as with
// --profile: the key and web identity variables do not count, except for
// credential_source = Environment (docs/aws-behaviour.md, "Which profile, and
// which variables"). Errors are *Error.
//
// What the AWS CLI refuses only when it is about to call, a wrong region or
// endpoint, is left to Chain.Check, because flags and configuration may still
// change it.
func (s *Set) Resolve(name string, o Options) (Chain, error) {
	v := s.view(name)
	if !v.exists() {
		return Chain{}, s.unknown(name)
	}
	r := resolver{set: s, options: o, visited: []string{v.name}}
	source, err := r.top(&v)
	if err != nil {
		return Chain{}, err
	}
	slices.Reverse(r.roles)
	return s.finish(&v, o, Chain{Profile: v.name, Source: source, Roles: r.roles})
}

// finish adds the settings of the profile that was named.
func (s *Set) finish(v *view, o Options, c Chain) (Chain, error) {
	if err := s.settings(v, o, &c); err != nil {
		return Chain{}, err
	}
	return c, nil
}

// resolver walks from the named profile to its source.
type resolver struct {
	set     *Set
	options Options
	// visited are the profiles met so far, to find loops.
	visited []string
	// roles are the roles met so far: the named profile's first.
	roles []Role
}

// longestChain is how many source_profile references are followed. The AWS CLI, which
// has no limit of its own, breaks down on some hundreds; each is a call.
const longestChain = 100

// top resolves the named profile: its role, else its own sources, else what the
// AWS CLI falls back to.
func (r *resolver) top(v *view) (Source, error) {
	if assumesRole(v) {
		return r.role(v)
	}
	if source, err := r.set.own(v); err != nil || source.Kind != 0 {
		return source, err
	}
	return r.set.fallback(v, r.options)
}

// assumesRole reports whether a profile gets a role by AssumeRole: a web identity
// in the same profile takes its place, even an empty one.
func assumesRole(v *view) bool {
	return v.has("role_arn") && !v.has("web_identity_token_file")
}

// hasKeys reports whether a source profile is taken as keys in spite of a role.
func hasKeys(v *view) bool {
	return v.has("aws_access_key_id") || v.has("aws_secret_access_key")
}

// role adds a profile's role and resolves what it is assumed with.
func (r *resolver) role(v *view) (Source, error) {
	if err := r.set.plainValues(v); err != nil {
		return Source{}, err
	}
	role, err := r.set.roleOf(v)
	if err != nil {
		return Source{}, err
	}
	r.roles = append(r.roles, role)
	sourceProfile, hasProfile := v.get("source_profile")
	credentialSource, hasSource := v.get("credential_source")
	switch {
	case hasProfile && hasSource:
		return Source{}, r.set.fault(InvalidConfig, v.name, "credential_source", "it has both source_profile and credential_source").
			hint("keep one of the two")
	case hasSource:
		return r.set.canonical(v, credentialSource, r.options)
	case !hasProfile:
		return Source{}, r.set.noSource(v)
	}
	return r.follow(v, sourceProfile)
}

// follow resolves the source profile of a role.
func (r *resolver) follow(parent *view, name string) (Source, error) {
	v := r.set.view(name)
	if !v.exists() {
		return Source{}, r.set.unknownSource(parent, name)
	}
	if slices.Contains(r.visited, name) && (name != parent.name || !hasKeys(&v)) {
		return Source{}, r.loop(parent, name)
	}
	if len(r.visited) > longestChain {
		return Source{}, r.set.fault(InvalidConfig, parent.name, "source_profile", "more than %d profiles are each other's source_profile", longestChain).
			hint("give a profile nearer to %q credentials of its own", r.visited[0])
	}
	r.visited = append(r.visited, name)
	if assumesRole(&v) && !hasKeys(&v) {
		return r.role(&v)
	}
	source, err := r.set.own(&v)
	if err == nil && source.Kind == 0 {
		err = r.set.noCredentials(parent, &v)
	}
	return source, err
}

// loop is the error for a source_profile that leads back.
func (r *resolver) loop(parent *view, name string) error {
	path := append(slices.Clone(r.visited), name)
	quoted := make([]string, len(path))
	for i, p := range path {
		quoted[i] = fmt.Sprintf("%q", p)
	}
	return r.set.fault(Loop, parent.name, "source_profile", "source_profile goes round in a circle: %s", strings.Join(quoted, " -> ")).
		hint("one of these profiles must get its credentials elsewhere: from access keys, SSO or credential_process")
}

// noSource is the error for a role_arn without a source.
func (s *Set) noSource(v *view) error {
	err := s.fault(PartialCredentials, v.name, "role_arn", "role_arn needs source_profile or credential_source")
	if strings.Contains(v.text("role_arn"), "\nsource_profile") {
		return err.hint("the line below role_arn is indented, so that it belongs to its value: remove the blanks before source_profile")
	}
	if hasKeys(v) {
		return err.hint("to assume the role with the keys of this profile add: source_profile = %s", v.name)
	}
	return err.hint("add source_profile = NAME, the profile whose credentials may assume the role")
}

// noCredentials is the error for a source profile that yields nothing.
func (s *Set) noCredentials(parent, v *view) error {
	err := s.fault(InvalidConfig, v.name, "", "it is the source_profile of %q but has no credentials", parent.name)
	if v.has("source_profile") {
		return err.hint("source_profile counts only beside role_arn")
	}
	return err.hint("give it aws_access_key_id and aws_secret_access_key, SSO, or credential_process")
}

// unknownSource is the error for a source_profile that does not exist.
func (s *Set) unknownSource(parent *view, name string) error {
	err := s.fault(InvalidConfig, parent.name, "source_profile", "source_profile %q does not exist", name)
	err.guess = func(err *Error) { s.spellingHints(err, name) }
	return err
}

// roleOf reads a profile's role and refuses what STS can never accept.
func (s *Set) roleOf(v *view) (Role, error) {
	role := Role{
		Profile: v.name, ARN: v.text("role_arn"), SessionName: v.text("role_session_name"),
		ExternalID: v.text("external_id"), MFASerial: v.text("mfa_serial"),
	}
	if value, set := v.get("duration_seconds"); set {
		seconds, ok, err := parseSeconds(value)
		if err != nil {
			return Role{}, s.fault(InvalidValue, v.name, "duration_seconds", "duration_seconds: %v", err).hint("%s", durationHint)
		}
		if ok {
			role.Duration = seconds
		}
	}
	for _, limit := range roleLimits {
		value, set := v.get(limit.option)
		if !set || limit.emptyIsAbsent && value == "" {
			continue
		}
		if problem := limit.check(value); problem != "" {
			err := s.fault(InvalidValue, v.name, limit.option, "%s", problem)
			for _, d := range doubts(limit.option, value) {
				err.hint("%s", d)
			}
			return Role{}, err.hint("%s", limit.hint)
		}
	}
	return role, nil
}

// AdHoc is the chain of a role that no profile names (--role-arn). source is the
// profile whose credentials and settings are used; "" is the default profile,
// which must exist, and "env" the key variables with the default profile's
// settings. role must pass Role.Check.
func (s *Set) AdHoc(role Role, source string, o Options) (Chain, error) {
	if err := role.Check(); err != nil {
		return Chain{}, err
	}
	var c Chain
	var err error
	if source == "env" {
		c, err = s.Environment(o)
	} else {
		c, err = s.Resolve(cmp.Or(source, "default"), o)
	}
	if err != nil {
		if e, ok := err.(*Error); ok && source == "" && e.Kind == UnknownProfile {
			e.hint("name the profile whose credentials may assume the role with --source-profile, or --source-profile env for the key variables")
		}
		return Chain{}, err
	}
	c.Profile, c.Roles = awsterms.Name(role.ARN), append(c.Roles, role)
	return c, nil
}

// Environment is the chain of the key variables alone, called with the settings of
// the profile default. The errors are *Error, of kind EmptySource when the variables
// are not set.
func (s *Set) Environment(o Options) (Chain, error) {
	source, err := environment(o)
	if err == nil && source.Kind == 0 {
		err = &Error{Kind: EmptySource, Problem: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
			hints: []string{"set them, or name a profile with --source-profile"}}
	}
	if err != nil {
		return Chain{}, err
	}
	v := s.view("default")
	return s.finish(&v, o, Chain{Source: source})
}
