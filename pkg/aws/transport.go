package aws

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
)

const (
	// dialTimeout and tlsTimeout leave room for a second attempt within
	// defaultTimeout.
	dialTimeout = 4 * time.Second
	tlsTimeout  = 4 * time.Second
	// maxAnswer is far above what any of the services answers (some kilobytes):
	// whatever sends more is not one of them.
	maxAnswer = 1 << 20
)

// transport opens the connections of a Client. Reading all certificates of the system
// takes longer than the call itself: on Debian they stand in one bundle, and once more in
// a folder of hundreds of files. So the bundle is tried alone, and the whole only where
// a certificate cannot be verified with it: what is trusted is the same. Nothing is read
// before the first https request.
type transport struct {
	cfg Config
	// machine is for services of this machine, which speak plain http on a link of its
	// own.
	machine bool
	// plain is for http, and trusts what the system does.
	plain func() *http.Transport
	// trusted trusts the bundle that the person names in place of the system's; first
	// trusts one of the system's bundles, and is nil where there is none.
	trusted func() (*http.Transport, error)
	first   func() *http.Transport
	// refused says that first was not enough.
	refused atomic.Bool

	mu   sync.Mutex
	made []*http.Transport
}

func newTransport(cfg Config) *transport {
	t := &transport{cfg: cfg}
	t.plain = sync.OnceValue(func() *http.Transport { return t.trusting(nil) })
	t.trusted = sync.OnceValues(t.withBundle)
	t.first = sync.OnceValue(t.withSystemBundle)
	return t
}

// RoundTrip sends one request.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	base, rest, err := t.choose(r)
	if err != nil {
		return nil, err
	}
	if !t.machine && exposed(r.URL) {
		t.cfg.Plain.Do(func() {
			t.cfg.Tell.Warn("calls go over plain http to " + printable.Words(r.URL.Host) + ": whoever can read the network on the way reads the keys that come back")
		})
	}
	if r, err = detached(r); err != nil {
		return nil, err
	}
	start := t.cfg.Now()
	answer, err := base.RoundTrip(r)
	if rest != nil && unverified(err) {
		t.refused.Store(true)
		answer, err = rest.RoundTrip(unsent(r))
	}
	took := t.cfg.Now().Sub(start).Round(time.Millisecond)
	where := r.Method + " " + r.URL.Scheme + "://" + r.URL.Host + r.URL.Path
	if err != nil {
		err = concealing(r.Context(), err) // it may quote what is no answer in HTTP
		t.cfg.Tell.Trace(fmt.Sprintf("%s: %s after %s", where, printable.Words(err.Error()), took))
		return nil, err
	}
	concealHeader(r.Context(), answer.Header)
	t.cfg.Tell.Trace(fmt.Sprintf("%s: %d after %s", where, answer.StatusCode, took))
	answer.Body = body{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	if answer.StatusCode >= http.StatusBadRequest {
		if err := asSTSError(answer); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// detached is the request with a body of its own. The SDK closes its body as soon
// as an answer is there; when that is before the connection has looked for the
// body's end, as it can be on a fast network, the connection is given up and the
// next call needs another one.
func detached(r *http.Request) (*http.Request, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return r, nil
	}
	content, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil {
		return nil, err
	}
	own := *r
	own.ContentLength = int64(len(content))
	own.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	own.Body, _ = own.GetBody()
	return &own, nil
}

// asSTSError wraps an error in the form of S3, <Error>…</Error>, as servers of S3's API
// answer it for calls of STS too, into the form that the SDK reads.
func asSTSError(answer *http.Response) error {
	content, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		return err
	}
	bare := bytes.TrimSpace(content)
	if declaration, rest, ok := bytes.Cut(bare, []byte("?>")); ok && bytes.HasPrefix(declaration, []byte("<?xml")) {
		bare = bytes.TrimSpace(rest)
	}
	if bytes.HasPrefix(bare, []byte("<Error>")) || bytes.HasPrefix(bare, []byte("<Error ")) {
		content = slices.Concat([]byte("<ErrorResponse>"), bare, []byte("</ErrorResponse>"))
		answer.ContentLength = int64(len(content))
	}
	answer.Body = io.NopCloser(bytes.NewReader(content))
	return nil
}

// unverified reports whether a connection was given up because of the other side's
// certificate: nothing of the request, not even a code, has been sent then.
func unverified(err error) bool {
	var refused *tls.CertificateVerificationError
	return errors.As(err, &refused)
}

// unsent is a request that was not sent, with its body from the beginning.
func unsent(r *http.Request) *http.Request {
	if r.GetBody == nil {
		return r
	}
	own := *r
	own.Body, _ = r.GetBody()
	return &own
}

// choose is the transport for a request, and what to try when it cannot verify the other
// side's certificate; nil for nothing.
func (t *transport) choose(r *http.Request) (base, rest *http.Transport, err error) {
	switch {
	case r.URL.Scheme != "https" || t.refused.Load():
	case t.bundle() != "":
		base, err = t.trusted()
		return base, nil, err
	default:
		if first := t.first(); first != nil {
			return first, t.plain(), nil
		}
	}
	return t.plain(), nil, nil
}

// bundle is the file of trusted certificates, empty for the system's. The
// standard library reads SSL_CERT_FILE itself except on these systems.
func (t *transport) bundle() string {
	if t.cfg.CABundle != "" {
		return t.cfg.CABundle
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		file, _ := t.cfg.Env("SSL_CERT_FILE")
		return file
	}
	return ""
}

func (t *transport) withBundle() (*http.Transport, error) {
	file := t.bundle()
	pem, err := t.cfg.ReadFile(file)
	if err != nil {
		return nil, &ConfigError{Problem: fmt.Sprintf("the certificates of %q cannot be read: %v", file, err),
			Do: "check AWS_CA_BUNDLE, or ca_bundle of the profile"}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, &ConfigError{Problem: fmt.Sprintf("%q holds no certificate in PEM form", file),
			Do: "check AWS_CA_BUNDLE, or ca_bundle of the profile"}
	}
	return t.trusting(roots), nil
}

// systemBundles are the places of the bundle on Linux, in the order in which the standard
// library looks for it.
func systemBundles() []string {
	return []string{
		"/etc/ssl/certs/ca-certificates.crt",                // Debian, Arch
		"/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora
		"/etc/ssl/ca-bundle.pem",                            // openSUSE
		"/etc/pki/tls/cacert.pem",                           // OpenELEC
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // CentOS
		"/etc/ssl/cert.pem",                                 // Alpine
	}
}

// withSystemBundle trusts the bundle that the standard library would begin with. It is
// nil where that is another one or none, and everywhere but on Linux.
func (t *transport) withSystemBundle() *http.Transport {
	if runtime.GOOS != "linux" {
		return nil
	}
	files := systemBundles()
	if file, _ := t.cfg.Env("SSL_CERT_FILE"); file != "" {
		files = []string{file}
	}
	for _, file := range files {
		pem, err := t.cfg.ReadFile(file)
		if err != nil {
			continue
		}
		if roots := x509.NewCertPool(); roots.AppendCertsFromPEM(pem) {
			return t.trusting(roots)
		}
		return nil
	}
	return nil
}

// trusting makes connections to whom these certificates vouch for; nil are the system's.
// It speaks HTTP/1.1 only: for two calls, one after the other, HTTP/2 would only add its
// set-up cost.
func (t *transport) trusting(roots *x509.CertPool) *http.Transport {
	base := &http.Transport{
		Proxy:               t.cfg.Proxy,
		DialContext:         (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: tlsTimeout,
		IdleConnTimeout:     30 * time.Second,
		TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
	if roots != nil {
		base.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made = append(t.made, base)
	return base
}

// CloseIdleConnections is for http.Client's method of that name.
func (t *transport) CloseIdleConnections() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, base := range t.made {
		base.CloseIdleConnections()
	}
}

// body reads no more than its limit and closes what is below.
type body struct {
	io.Reader
	io.Closer
}
