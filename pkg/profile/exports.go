package profile

import (
	"strconv"
	"strings"
	"unicode"
)

// Variable is an environment variable that says the same as a setting of a profile.
type Variable struct{ Name, Value string }

// allEndpoints is the variable of endpoint_url.
const allEndpoints = "AWS_ENDPOINT_URL"

// exports are the settings that a profile itself names and that tools look for in the
// environment once no variable names the profile: its endpoints, FIPS, dual stack and
// certificates. A switch is said in the words that every SDK reads.
func exports(v *view, endpoints []Variable) []Variable {
	all := endpoints
	for _, s := range [...]Variable{
		{"AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"},
		{"AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"},
	} {
		if value, _ := v.get(s.Value); value != "" {
			all = append(all, Variable{s.Name, strconv.FormatBool(truth(value))})
		}
	}
	if value, _ := v.get("ca_bundle"); value != "" && !strings.ContainsFunc(value, unicode.IsControl) {
		all = append(all, Variable{"AWS_CA_BUNDLE", value})
	}
	return all
}

// ownEndpoints is the profile's endpoint_url, if a call can be made to it.
func ownEndpoints(v *view) []Variable {
	if value, _ := v.get("endpoint_url"); isEndpoint(value) {
		return []Variable{{allEndpoints, value}}
	}
	return nil
}

// serviceEndpoints are the endpoints of a services section, whatever the service.
func serviceEndpoints(section []option) []Variable {
	var all []Variable
	for _, o := range section {
		settings, _ := block(o.value)
		if url := settings["endpoint_url"]; isEndpoint(url) && isServiceName(o.name) {
			all = append(all, Variable{allEndpoints + "_" + strings.ToUpper(o.name), url})
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
