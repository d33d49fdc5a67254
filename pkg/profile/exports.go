package profile

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/awsenv/awsenv/pkg/session"
)

// allEndpoints is the variable of endpoint_url.
const allEndpoints = "AWS_ENDPOINT_URL"

// exports are the settings that a profile itself names and that tools look for in the
// environment once no variable names the profile: its endpoints, FIPS, dual stack and
// certificates. A switch is said in the words that every SDK reads.
func exports(v *view, endpoints []session.Variable) []session.Variable {
	all := endpoints
	for _, s := range [...]session.Variable{
		{Name: "AWS_USE_FIPS_ENDPOINT", Value: "use_fips_endpoint"},
		{Name: "AWS_USE_DUALSTACK_ENDPOINT", Value: "use_dualstack_endpoint"},
	} {
		if value := v.text(s.Value); value != "" {
			all = append(all, session.Variable{Name: s.Name, Value: strconv.FormatBool(truth(value))})
		}
	}
	if value := v.text("ca_bundle"); value != "" && !strings.ContainsFunc(value, unicode.IsControl) {
		all = append(all, session.Variable{Name: "AWS_CA_BUNDLE", Value: value})
	}
	return all
}

// ownEndpoints is the profile's endpoint_url, if a call can be made to it.
func ownEndpoints(v *view) []session.Variable {
	if value := v.text("endpoint_url"); isEndpoint(value) {
		return []session.Variable{{Name: allEndpoints, Value: value}}
	}
	return nil
}

// serviceEndpoints are the endpoints of a services section, whatever the service.
func serviceEndpoints(section []option) []session.Variable {
	var all []session.Variable
	for _, o := range section {
		settings, _ := block(o.value)
		if url := settings["endpoint_url"]; isEndpoint(url) && isServiceName(o.name) {
			all = append(all, session.Variable{Name: allEndpoints + "_" + strings.ToUpper(o.name), Value: url})
		}
	}
	return all
}

// isServiceName reports whether an option can be the name of a service, and so part
// of a variable's name.
func isServiceName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
	})
}
