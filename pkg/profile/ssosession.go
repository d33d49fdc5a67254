package profile

import (
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
)

// SSOSessions are the names of the [sso-session] sections, sorted.
func (s *Set) SSOSessions() []string {
	var names []string
	for _, number := range s.config.odd {
		if n := s.config.nameOf(number); n.kind == isSSOSession && !slices.Contains(names, n.name) {
			names = append(names, n.name)
		}
	}
	slices.Sort(names)
	return names
}

// SSOSession resolves an [sso-session] alone, called with the settings of the profile
// default: a source that names neither account nor role.
func (s *Set) SSOSession(name string, o Options) (Chain, error) {
	number := s.config.other(isSSOSession, name)
	if number < 0 {
		err := &Error{Kind: InvalidConfig, Problem: "there is no [sso-session " + printable.Line(name) + "]", Path: s.config.name}
		if known := s.SSOSessions(); len(known) > 0 {
			err.hint("there is %s", strings.Join(known, ", "))
		}
		return Chain{}, err
	}
	options := s.config.options(number)
	sso := SSO{Session: name, Scopes: scopes(options)}
	for _, need := range []struct {
		option string
		to     *string
	}{{"sso_start_url", &sso.StartURL}, {"sso_region", &sso.Region}} {
		o := find(options, need.option)
		if o == nil || o.value == "" {
			return Chain{}, &Error{Kind: InvalidConfig, Problem: "[sso-session " + printable.Line(name) + "] has no " + need.option,
				Path: s.config.name, Line: s.config.lineOf(s.config.sections[number])}
		}
		*need.to = o.value
	}
	v := s.view("default")
	return s.finish(&v, o, Chain{Source: Source{Kind: SourceSSO, SSO: sso}})
}

// SSOSettings are the settings of the profile default for the calls of IAM Identity
// Center.
func (s *Set) SSOSettings(o Options) (Settings, error) {
	v := s.view("default")
	c, err := s.finish(&v, o, Chain{Source: Source{Kind: SourceSSO}})
	return c.Settings, err
}

// LoginSettings are the settings of a profile that is about to get a login_session; it
// need not be there yet.
func (s *Set) LoginSettings(name string, o Options) (Settings, error) {
	v := s.view(name)
	c, err := s.finish(&v, o, Chain{Profile: name, Source: Source{Kind: SourceLogin}})
	return c.Settings, err
}

// scopes are the scopes that an sso-session asks for, blank ones left out.
func scopes(options []option) []string {
	o := find(options, "sso_registration_scopes")
	if o == nil {
		return nil
	}
	var list []string
	for scope := range strings.SplitSeq(o.value, ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			list = append(list, scope)
		}
	}
	return list
}
