package profile

import (
	"fmt"
	"strings"
)

// settings reads the region and endpoint switches of the named profile; those of
// its sources do not count.
func (s *Set) settings(v *view, o Options) Settings {
	var t Settings
	s.region(&t, v, o)
	t.FIPS = t.FIPS || truth(setting(v, o, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
	t.DualStack = truth(setting(v, o, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
	t.CABundle = setting(v, o, "AWS_CA_BUNDLE", "ca_bundle")
	return t
}

// setting is a variable, else the profile's option. A variable that is set but
// empty counts.
func setting(v *view, o Options, variable, option string) string {
	if value, set := o.Env.get(variable); set {
		return value
	}
	value, _ := v.get(option)
	return value
}

// truth is botocore's ensure_boolean: everything but "true" is false.
func truth(value string) bool { return strings.EqualFold(value, "true") }

// region finds the region of the calls: --region, AWS_REGION,
// AWS_DEFAULT_REGION, the profile's.
func (s *Set) region(t *Settings, v *view, o Options) {
	value, inProfile := v.get("region")
	t.ProfileRegion = value
	if o.ProfileRegion != "" {
		t.ProfileRegion = o.ProfileRegion
	}
	switch {
	case o.Region != "":
		t.Region, t.regionFrom = o.Region, "--region"
	case fromVariable(t, o, "AWS_REGION"), fromVariable(t, o, "AWS_DEFAULT_REGION"):
	case o.ProfileRegion != "":
		t.Region, t.regionFrom = o.ProfileRegion, "the configuration of awsenv"
	case inProfile:
		t.Region = value
		t.regionFile, t.regionAt = s.place(v, "region")
	}
	// A pseudo region means the region and FIPS (botocore _normalize_fips_region).
	if real := strings.ReplaceAll(strings.ReplaceAll(t.Region, "fips-", ""), "-fips", ""); real != t.Region {
		t.Region, t.FIPS = real, true
	}
}

func fromVariable(t *Settings, o Options, name string) bool {
	value, set := o.Env.get(name)
	if set {
		t.Region, t.regionFrom = value, name
	}
	return set
}

// RegionFrom says where Region is written, for messages: a flag, a variable, or
// path:line. It is empty when nothing names a region, and can be set while Region
// is empty. It reads the text that Parse was given.
func (t Settings) RegionFrom() string {
	if t.regionFile != nil {
		return place(t.regionFile.name, t.regionFile.lineOf(t.regionAt))
	}
	return t.regionFrom
}

// Check refuses what the AWS CLI refuses before it calls: a region that cannot
// be part of a host name, a custom endpoint without region, an endpoint that is
// no URL. The error is an *Error.
func (t Settings) Check() error {
	switch {
	case t.Region == "" && t.RegionFrom() != "":
		err := &Error{Kind: InvalidRegion, Problem: "the region is set but empty in " + t.RegionFrom()}
		return err.hint("fill it in, or remove it: without a region STS is called at its global host")
	case t.Region != "" && !isHostLabel(t.Region):
		err := &Error{Kind: InvalidRegion, Problem: fmt.Sprintf("the region %q%s is not the name of a region", t.Region, in(t.RegionFrom()))}
		for _, doubt := range doubts("region", t.Region) {
			err.hint("%s", doubt)
		}
		return err.hint("a region looks like eu-west-1")
	case t.Region == "" && t.Endpoints.STS != "":
		err := &Error{Kind: NoRegion, Problem: "a custom endpoint needs a region"}
		return err.hint("add region to the profile, or set AWS_REGION or --region")
	}
	for _, endpoint := range [...]string{t.Endpoints.STS, t.Endpoints.IAM, t.Endpoints.SSO, t.Endpoints.OIDC, t.Endpoints.Signin} {
		if endpoint != "" && !isEndpoint(endpoint) {
			err := &Error{Kind: InvalidEndpoint, Problem: fmt.Sprintf("the endpoint %q is no URL", endpoint)}
			return err.hint("it looks like https://HOST or http://HOST:PORT")
		}
	}
	return nil
}

func in(place string) string {
	if place == "" {
		return ""
	}
	return " in " + place
}

// isHostLabel is botocore's validate_region_name.
func isHostLabel(s string) bool {
	if len(s) == 0 || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	onlyDigits := true
	for i := range len(s) {
		c := s[i]
		if c != '-' && (!wordByte(c) || c == '_') {
			return false
		}
		onlyDigits = onlyDigits && c >= '0' && c <= '9'
	}
	return !onlyDigits
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

// service is a service with an endpoint setting of its own: AWS_ENDPOINT_URL_X
// and the block x in a services section.
type service struct {
	variable, block string
	endpoint        func(*Endpoints) *string
}

// services are what awsenv calls. STS comes first: every profile needs it.
var services = [...]service{
	{"AWS_ENDPOINT_URL_STS", "sts", func(e *Endpoints) *string { return &e.STS }},
	{"AWS_ENDPOINT_URL_IAM", "iam", func(e *Endpoints) *string { return &e.IAM }},
	{"AWS_ENDPOINT_URL_SSO", "sso", func(e *Endpoints) *string { return &e.SSO }},
	{"AWS_ENDPOINT_URL_SSO_OIDC", "sso_oidc", func(e *Endpoints) *string { return &e.OIDC }},
	{"AWS_ENDPOINT_URL_SIGNIN", "signin", func(e *Endpoints) *string { return &e.Signin }},
}

// customEndpoints fills in the custom endpoints (botocore
// ConfiguredEndpointProvider): variable of the service, AWS_ENDPOINT_URL, the
// profile's services section, the profile's endpoint_url; empty ones are passed
// over.
func (s *Set) customEndpoints(v *view, o Options, c *Chain) error {
	if truth(setting(v, o, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) {
		return nil
	}
	global, _ := o.Env.get("AWS_ENDPOINT_URL")
	plain, _ := v.get("endpoint_url")
	section, err := s.servicesSection(v)
	for i, service := range services {
		endpoint := service.endpoint(&c.Settings.Endpoints)
		if *endpoint, _ = o.Env.get(service.variable); *endpoint != "" {
			continue
		}
		if *endpoint = global; *endpoint != "" {
			continue
		}
		// A faulty section counts only for a service that looks into it and is called.
		if err != nil && (i == 0 || c.Source.Kind == SourceSSO && i >= 2 || c.Source.Kind == SourceLogin && service.block == "signin") {
			return err
		}
		if o := find(section, service.block); o != nil {
			settings, isBlock := block(o.value)
			if !isBlock && (i == 0 || o.value != "") {
				return s.plainService(v, o)
			}
			*endpoint = settings["endpoint_url"]
		}
		if *endpoint == "" {
			*endpoint = plain
		}
	}
	return nil
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
	return nil, s.fault(InvalidConfig, v.name, "services", "the section [services %s] does not exist or is empty", clean(name)).
		hint("add it to the config file, or remove services from the profile")
}

func (s *Set) plainService(v *view, o *option) error {
	return &Error{Kind: InvalidConfig, Profile: v.name, Path: s.config.name, Line: s.config.lineOf(o.at),
		Problem: fmt.Sprintf("%s in the services section has no settings of its own", o.name),
		hints:   []string{"leave the value empty and put an indented line below it: endpoint_url = https://HOST"}}
}
