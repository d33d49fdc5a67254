package aws

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
)

// Unreachable says that no answer of AWS's came: nothing listens, nothing
// answers in time, the connection is not trusted, or whatever answered is not
// AWS or is out of order for now.
type Unreachable struct {
	// Step is what was being done.
	Step string
	// Endpoint is the URL that was called, without path and query.
	Endpoint string
	Err      error
	// CodeSent reports that an MFA code went out with the request, so that it
	// must be taken for used.
	CodeSent bool
	// Throttled reports that there were too many requests at once.
	Throttled bool

	hints []string
}

// Error names the step and the endpoint.
func (u *Unreachable) Error() string {
	return fmt.Sprintf("%s: %s: %s", u.Step, u.Endpoint, printable.Words(u.Err.Error()))
}

// Unwrap is the error below.
func (u *Unreachable) Unwrap() error { return u.Err }

// ExitCode is 6: endpoint not reached.
func (u *Unreachable) ExitCode() int { return exit.Unreachable }

// Hints say what to look at.
func (u *Unreachable) Hints() []string {
	hints := u.hints
	if hints == nil {
		hints = networkHints(u.Err)
	}
	if u.CodeSent {
		hints = append(hints[:len(hints):len(hints)], codeUsedHint)
	}
	return hints
}

const codeUsedHint = "the code may have been used up: wait for the next one"

// LostAnswer says that a request with an MFA code went out and no answer came
// back: AWS may have acted on it, and a code works once.
type LostAnswer struct {
	Step, Endpoint string
	Err            error
}

// Error names the step and the endpoint.
func (l *LostAnswer) Error() string {
	return fmt.Sprintf("%s: the answer of %s was lost, and the code may have been used: %s", l.Step, l.Endpoint, printable.Words(l.Err.Error()))
}

// Unwrap is the error below.
func (l *LostAnswer) Unwrap() error { return l.Err }

// ExitCode is 6: endpoint not reached.
func (l *LostAnswer) ExitCode() int { return exit.Unreachable }

// Hints say what to do with the code.
func (l *LostAnswer) Hints() []string { return []string{codeUsedHint + ", then try again"} }

// errNotAWS is what came back from something that is not AWS.
var errNotAWS = errors.New("what answered is not AWS")

// networkHints tell what a failed connection looks like from here.
func networkHints(err error) []string {
	var dns *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var garbled tls.RecordHeaderError
	switch {
	case errors.As(err, &untrusted):
		return []string{"if a proxy or your own server signs with its own certificate, name the file of its authority in AWS_CA_BUNDLE or ca_bundle"}
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &garbled):
		return []string{"the endpoint does not speak TLS: is it http:// rather than https://?"}
	case errors.As(err, &dns):
		return []string{"check the network and the region: its host name is not known"}
	case strings.Contains(err.Error(), "proxyconnect"), strings.Contains(err.Error(), "Proxy"):
		return []string{"check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"}
	}
	return []string{"check the network, HTTPS_PROXY and NO_PROXY, and AWS_ENDPOINT_URL_STS or endpoint_url if they are set"}
}

// origin is a URL's scheme and host, what is fit to be shown.
func origin(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return printable.Words(text)
	}
	return u.Scheme + "://" + u.Host
}
