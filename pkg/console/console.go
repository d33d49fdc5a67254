// Package console is the addresses of AWS's web console: where one signs in, which
// hosts are the console's, and the page of each service ("Enable custom identity
// broker access to the AWS console" in AWS's IAM guide).
//
// Rules: pure. Each partition has hosts of its own, and nothing leads from one to
// another. A sign-in address is a credential for TokenLife, so no error holds one.
package console

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
)

const (
	// TokenLife is how long AWS takes a sign-in address.
	TokenLife = 15 * time.Minute
	// longestURL is what AWS reads of an address, in bytes.
	longestURL = 8 << 10
)

// domain is what the hosts of a partition's sign-in and console end in, empty for an
// unknown partition.
func domain(partition string) string {
	switch partition {
	case awsterms.Commercial:
		return "aws.amazon.com"
	case "aws-cn":
		return "amazonaws.cn"
	case "aws-us-gov":
		return "amazonaws-us-gov.com"
	case "aws-eusc":
		return "amazonaws-eusc.eu"
	case "aws-iso":
		return "c2shome.ic.gov"
	case "aws-iso-b":
		return "sc2shome.sgov.gov"
	case "aws-iso-e":
		return "csphome.adc-e.uk"
	case "aws-iso-f":
		return "csphome.hci.ic.gov"
	}
	return ""
}

// SignIn is the base of a partition's sign-in addresses, empty for an unknown
// partition.
func SignIn(partition string) string {
	if domain(partition) == "" {
		return ""
	}
	return "https://signin." + domain(partition)
}

// Page is the address of a service's first page in a region; without a region the
// console chooses one. The service is a name of Services, or empty for the console's
// own first page.
func Page(partition, region, service string) (address string, known bool) {
	at, known := find(service)
	if !known {
		return "", false
	}
	u := url.URL{Scheme: "https", Host: "console." + domain(partition), Path: "/" + at.path}
	u.Path, u.Fragment, _ = strings.Cut(u.Path, "#")
	if region != "" && !at.global {
		u.Host = region + "." + u.Host
		u.RawQuery = url.Values{"region": {region}}.Encode()
	}
	return u.String(), true
}

// Check refuses a destination that is not a page of the partition's console: AWS
// would sign in and show an error there, if no worse.
func Check(partition, destination string) error {
	u, err := url.Parse(destination)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%q is no https address", printable.Words(destination))
	}
	own := "console." + domain(partition)
	if domain(partition) == "" || u.User != nil || u.Host != own && !strings.HasSuffix(u.Host, "."+own) {
		return fmt.Errorf("%q is not a page of the console in partition %s: its hosts end in %s", printable.Words(destination), partition, own)
	}
	return nil
}

// Login is the address that signs a browser in. The error is for a destination that
// makes it longer than AWS reads.
func Login(signIn, token, destination string) (string, error) {
	return addressed(signIn+"/federation", url.Values{
		"Action": {"login"}, "Issuer": {""}, "Destination": {destination}, "SigninToken": {token},
	})
}

// Logout is the address that signs a browser out of whatever console it is in, and
// then leads to next.
func Logout(signIn, next string) (string, error) {
	return addressed(signIn+"/oauth", url.Values{"Action": {"logout"}, "redirect_uri": {next}})
}

func addressed(base string, query url.Values) (string, error) {
	address := base + "?" + query.Encode()
	if len(address) > longestURL {
		return "", fmt.Errorf("the address would have %d bytes, and AWS reads %d: take a shorter --destination", len(address), longestURL)
	}
	return address, nil
}
