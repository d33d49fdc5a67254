package profile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
)

// settings reads what the named profile says of the calls; its sources do not count.
func (s *Set) settings(v *view, o Options, c *Chain) error {
	t := &c.Settings
	s.region(t, v, o)
	t.FIPS = t.FIPS || truth(setting(v, o, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
	t.DualStack = truth(setting(v, o, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
	t.CABundle = setting(v, o, "AWS_CA_BUNDLE", "ca_bundle")
	t.MetadataV1 = metadataV1(v, o)
	if err := s.endpoints(v, o, c); err != nil {
		return err
	}
	if t.Region == "" && t.regionFrom.known() && t.Endpoints.STS != "" {
		// Set but empty, beside a custom endpoint: the AWS CLI signs for no region at
		// all. Servers that look at the region take this one for theirs.
		t.Region = anyRegion
	}
	return nil
}

// anyRegion signs for a server that has no regions.
const anyRegion = "us-east-1"

// metadataV1 reports whether the profile allows the older metadata service, which
// anybody who can make a server fetch a URL can read.
func metadataV1(v *view, o Options) bool {
	return strings.EqualFold(v.text("ec2_metadata_v1_disabled"), "false") && !truth(o.Env.text("AWS_EC2_METADATA_V1_DISABLED"))
}

// setting is a variable, else the profile's option. A variable that is set but
// empty counts.
func setting(v *view, o Options, variable, option string) string {
	if value, set := o.Env.get(variable); set {
		return value
	}
	return v.text(option)
}

// truth is botocore's ensure_boolean: everything but "true" is false.
func truth(value string) bool { return strings.EqualFold(value, "true") }

// region finds the region of the calls: --region, AWS_REGION,
// AWS_DEFAULT_REGION, the profile's.
func (s *Set) region(t *Settings, v *view, o Options) {
	value, inProfile := v.get("region")
	if awsterms.IsRegion(value) {
		t.ProfileRegion = value
	}
	if o.ProfileRegion != "" {
		t.ProfileRegion = o.ProfileRegion
	}
	switch {
	case o.Region != "":
		t.Region, t.regionFrom = o.Region, origin{name: "--region"}
	case fromVariable(t, o, "AWS_REGION"), fromVariable(t, o, "AWS_DEFAULT_REGION"):
	case o.ProfileRegion != "":
		t.Region, t.regionFrom = o.ProfileRegion, origin{name: "the configuration of awsenv"}
	case inProfile:
		t.Region, t.regionFrom = value, s.origin(v, "region")
	}
	t.Region, t.FIPS = awsterms.RealRegion(t.Region)
}

func fromVariable(t *Settings, o Options, name string) bool {
	value, set := o.Env.get(name)
	if set {
		t.Region, t.regionFrom = value, origin{name: name}
	}
	return set
}

// origin is where a setting is written: the name of a flag or a variable, or a place
// in a file. Counting lines in a big file takes time, and is left until somebody asks.
type origin struct {
	name    string
	profile string
	file    *file
	at      int
}

// origin is the place of an option that a profile has.
func (s *Set) origin(v *view, option string) origin {
	f, at := s.place(v, option)
	return origin{profile: v.name, file: f, at: at}
}

func (o origin) known() bool { return o.name != "" || o.file != nil }

// fault is an error about what is written here.
func (o origin) fault(kind ErrorKind, problem string) *Error {
	e := &Error{Kind: kind, Profile: o.profile, Problem: problem}
	switch {
	case o.file != nil:
		e.Path, e.Line = o.file.name, o.file.lineOf(o.at)
	case o.name != "":
		e.Problem += " (" + o.name + ")"
	}
	return e
}

// Check refuses what the AWS CLI refuses before it calls: a region that cannot be
// part of a host name, a custom endpoint without region, an endpoint that is no URL.
// Only the services that the chain needs count, and those that are named as well.
// The error is an *Error.
func (c Chain) Check(also ...Service) error {
	t := c.Settings
	switch {
	case t.Region == "" && t.regionFrom.known():
		return t.regionFrom.fault(InvalidRegion, "the region is set but empty").
			hint("fill it in, or remove it: without a region STS is called at its global host")
	case t.Region != "" && !awsterms.IsRegion(t.Region):
		err := t.regionFrom.fault(InvalidRegion, fmt.Sprintf("the region %q is not the name of a region", t.Region))
		for _, d := range doubts("region", t.Region) {
			err.hint("%s", d)
		}
		return err.hint("a region looks like eu-west-1")
	case t.Region == "" && t.Endpoints.STS != "":
		err := &Error{Kind: NoRegion, Profile: c.Profile, Problem: "a custom endpoint needs a region"}
		return err.hint("add region to the profile, or set AWS_REGION or --region")
	}
	for i, service := range services {
		endpoint := *service.endpoint(&t.Endpoints)
		if endpoint == "" || isEndpoint(endpoint) || !service.calledBy(c) && !slices.Contains(also, service.name) {
			continue
		}
		return t.endpointFrom[i].fault(InvalidEndpoint, fmt.Sprintf("the endpoint %q is no URL", endpoint)).
			hint("it looks like https://HOST or http://HOST:PORT")
	}
	return nil
}
