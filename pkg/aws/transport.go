package aws

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
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

// transport opens the connections of a Client. Reading certificates costs up to
// 8 ms, so a bundle is read when the first https request is made, and the
// system's when the first certificate is checked.
type transport struct {
	cfg Config
	// machine is for services of this machine, which speak plain http on a link of its
	// own.
	machine bool
	plain   func() *http.Transport
	trusted func() (*http.Transport, error)
	// secured says that trusted was asked for, and the bundle read.
	secured atomic.Bool
}

func newTransport(cfg Config) *transport {
	t := &transport{cfg: cfg}
	t.plain = sync.OnceValue(func() *http.Transport { return newHTTPTransport(cfg) })
	t.trusted = sync.OnceValues(t.withBundle)
	return t
}

// RoundTrip sends one request.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	base, err := t.choose(r)
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

// choose is the transport with the bundle's certificates for https, when there
// is a bundle.
func (t *transport) choose(r *http.Request) (*http.Transport, error) {
	if r.URL.Scheme == "https" && t.bundle() != "" {
		t.secured.Store(true)
		return t.trusted()
	}
	return t.plain(), nil
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
	base := newHTTPTransport(t.cfg)
	base.TLSClientConfig = &tls.Config{RootCAs: roots}
	return base, nil
}

// newHTTPTransport speaks HTTP/1.1 only: for two calls, one after the other,
// HTTP/2 would only add its set-up cost.
func newHTTPTransport(cfg Config) *http.Transport {
	return &http.Transport{
		Proxy:               cfg.Proxy,
		DialContext:         (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: tlsTimeout,
		IdleConnTimeout:     30 * time.Second,
		TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
}

// CloseIdleConnections is for http.Client's method of that name.
func (t *transport) CloseIdleConnections() {
	t.plain().CloseIdleConnections()
	if !t.secured.Load() {
		return
	}
	if base, err := t.trusted(); err == nil {
		base.CloseIdleConnections()
	}
}

// body reads no more than its limit and closes what is below.
type body struct {
	io.Reader
	io.Closer
}
