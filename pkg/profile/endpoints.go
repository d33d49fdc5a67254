package profile

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
)

// Service is a service that awsenv calls, by the name of its block in a services
// section.
type Service string

// The services.
const (
	STS    Service = "sts"
	IAM    Service = "iam"
	Portal Service = "sso" // IAM Identity Center's role credentials
	OIDC   Service = "sso_oidc"
	Signin Service = "signin"
)

// service is a service with an endpoint setting of its own: AWS_ENDPOINT_URL_X and
// the block x of a services section.
type service struct {
	name     Service
	variable string
	endpoint func(*Endpoints) *string
	// source is the kind of source that cannot do without the service; 0 for none.
	source SourceKind
}

// services are what awsenv calls.
var services = [...]service{
	{STS, allEndpoints + "_STS", func(e *Endpoints) *string { return &e.STS }, 0},
	{IAM, allEndpoints + "_IAM", func(e *Endpoints) *string { return &e.IAM }, 0},
	{Portal, allEndpoints + "_SSO", func(e *Endpoints) *string { return &e.SSO }, SourceSSO},
	{OIDC, allEndpoints + "_SSO_OIDC", func(e *Endpoints) *string { return &e.OIDC }, SourceSSO},
	{Signin, allEndpoints + "_SIGNIN", func(e *Endpoints) *string { return &e.Signin }, SourceLogin},
}

// calledBy reports whether a chain needs the service. Every chain needs STS, if only
// for its identity.
func (s service) calledBy(c Chain) bool {
	return s.name == STS || s.source != 0 && s.source == c.Source.Kind
}

// endpoints fills in the custom endpoints (botocore ConfiguredEndpointProvider): the
// variable of the service, AWS_ENDPOINT_URL, the profile's services section, the
// profile's endpoint_url; empty ones are passed over.
func (s *Set) endpoints(v *view, o Options, c *Chain) error {
	t := &c.Settings
	if truth(setting(v, o, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) {
		t.Exports = exports(v, nil)
		return nil
	}
	section, missing := s.servicesSection(v)
	for i, service := range services {
		url, from := service.fromVariable(o)
		if url == "" {
			// A faulty section counts only for a service that looks into it and is
			// called.
			if missing != nil && service.calledBy(*c) {
				return missing
			}
			var err error
			if url, from, err = s.ownEndpoint(v, service.name, section); err != nil {
				return err
			}
		}
		*service.endpoint(&t.Endpoints), t.endpointFrom[i] = url, from
	}
	t.Exports = exports(v, append(ownEndpoints(v), serviceEndpoints(section)...))
	return nil
}

// fromVariable is the endpoint that the environment gives the service.
func (s service) fromVariable(o Options) (url string, from origin) {
	for _, variable := range [...]string{s.variable, allEndpoints} {
		if url := o.Env.text(variable); url != "" {
			return url, origin{name: variable}
		}
	}
	return "", origin{}
}

// ownEndpoint is the endpoint that the profile itself gives a service.
func (s *Set) ownEndpoint(v *view, name Service, section []option) (url string, from origin, err error) {
	if o := find(section, string(name)); o != nil {
		settings, isBlock := block(o.value)
		if !isBlock && (name == STS || o.value != "") {
			return "", origin{}, s.plainService(v, o)
		}
		if url := settings["endpoint_url"]; url != "" {
			return url, origin{profile: v.name, file: s.config, at: o.at}, nil
		}
	}
	if url = v.text("endpoint_url"); url == "" {
		return "", origin{}, nil
	}
	return url, s.origin(v, "endpoint_url"), nil
}

// servicesSection are the options of the services section that a profile names;
// an empty section is as good as none.
func (s *Set) servicesSection(v *view) ([]option, error) {
	name, set := v.get("services")
	if !set {
		return nil, nil
	}
	if number := s.config.other(isServices, name); number >= 0 {
		if options := s.config.options(number); len(options) > 0 {
			return options, nil
		}
	}
	return nil, s.fault(InvalidConfig, v.name, "services", "the section [services %s] does not exist or is empty", printable.Line(name)).
		hint("add it to the config file, or remove services from the profile")
}

func (s *Set) plainService(v *view, o *option) error {
	return (origin{profile: v.name, file: s.config, at: o.at}).
		fault(InvalidConfig, fmt.Sprintf("%s in the services section has no settings of its own", o.name)).
		hint("leave the value empty and put an indented line below it: endpoint_url = https://HOST")
}

// isEndpoint reports whether a custom endpoint has a scheme that can be called
// and a host.
func isEndpoint(url string) bool {
	scheme, rest, found := strings.Cut(url, "://")
	if !found || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return false
	}
	if strings.ContainsFunc(url, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false
	}
	host, _, _ := strings.Cut(rest, "/")
	return host != "" && host[0] != ':' && host[0] != '?' && host[0] != '#'
}
