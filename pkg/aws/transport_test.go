package aws

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/voice"
)

// secureSTS is a TLS server with a certificate that no system trusts, and the
// file of its authority; it counts its connections.
func secureSTS(t *testing.T) (server *httptest.Server, bundle string, connections *atomic.Int32) {
	t.Helper()
	connections = &atomic.Int32{}
	server = httptest.NewUnstartedServer(http.HandlerFunc(granted))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	server.StartTLS()
	t.Cleanup(server.Close)
	bundle = filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(bundle, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return server, bundle, connections
}

func TestCABundle(t *testing.T) {
	server, bundle, connections := secureSTS(t)
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]struct {
		bundle      string
		exit        int
		words, hint string
	}{
		"trusted":            {bundle, 0, "", ""},
		"not trusted":        {"", 6, "certificate", "AWS_CA_BUNDLE"},
		"missing bundle":     {"/does/not/exist.pem", 3, "/does/not/exist.pem", "AWS_CA_BUNDLE"},
		"no certificates in": {empty, 3, "no certificate", "AWS_CA_BUNDLE"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: server.URL, CABundle: v.bundle, Timeout: 3 * time.Second})
			before := connections.Load()
			_, err := c.AssumeRole(t.Context(), userKeys, withCode())
			if v.exit == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if exitCode(err) != v.exit || !strings.Contains(err.Error(), v.words) || !strings.Contains(hints(err), v.hint) {
				t.Errorf("exit %d, %v, hints %q", exitCode(err), err, hints(err))
			}
			if strings.Contains(hints(err), "code may") {
				t.Errorf("no code was sent: %q", hints(err))
			}
			if _, err = c.AssumeRole(t.Context(), userKeys, devRole); exitCode(err) != v.exit {
				t.Errorf("without a code: %v", err)
			}
			// With the system's bundle, with all of its certificates, and the second call.
			if made := connections.Load() - before; made > 3 {
				t.Errorf("what cannot get better was tried again: two calls made %d connections", made)
			}
		})
	}
}

// A long run must not hold connections that it does not need any more. That of a bundle
// stayed open.
func TestCloseEndsIdleConnections(t *testing.T) {
	secure, bundle, secured := secureSTS(t)
	plain := newFakeSTS(t, granted)
	for name, v := range map[string]struct {
		client *Client
		made   func() int
	}{
		"plain http":    {plain.client(Config{}), func() int { plain.mu.Lock(); defer plain.mu.Unlock(); return plain.conns }},
		"with a bundle": {newTestClient(Config{Region: "eu-west-1", STSEndpoint: secure.URL, CABundle: bundle}), func() int { return int(secured.Load()) }},
	} {
		t.Run(name, func(t *testing.T) {
			for i, want := range []int{1, 1, 2} {
				if i == 2 {
					v.client.Close()
				}
				if _, err := v.client.AssumeRole(t.Context(), userKeys, devRole); err != nil {
					t.Fatal(err)
				}
				if made := v.made(); made != want {
					t.Errorf("%d calls made %d connections, not %d", i+1, made, want)
				}
			}
		})
	}
}

func TestBundleIsNotReadForPlainHTTP(t *testing.T) {
	f := newFakeSTS(t, granted)
	c := f.client(Config{CABundle: "/does/not/exist.pem", ReadFile: func(path string) ([]byte, error) {
		t.Errorf("%s is read", path)
		return nil, os.ErrNotExist
	}})
	if _, err := c.AssumeRole(t.Context(), userKeys, devRole); err != nil {
		t.Error(err)
	}
}

func TestPlainServerAtAnHTTPSEndpoint(t *testing.T) {
	f := newFakeSTS(t, granted)
	c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: strings.Replace(f.URL, "http:", "https:", 1), Timeout: 3 * time.Second})
	_, err := c.AssumeRole(t.Context(), userKeys, devRole)
	if exitCode(err) != 6 || !strings.Contains(hints(err), "http://") {
		t.Errorf("%v, hints %q", err, hints(err))
	}
}

// connectProxy is an HTTP proxy that leads every CONNECT to one server, or
// refuses with a status.
func connectProxy(t *testing.T, target string, status int) (proxy string, used *atomic.Int32) {
	t.Helper()
	used = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		used.Add(1)
		if status != 0 || r.Method != http.MethodConnect {
			http.Error(w, "no", max(status, 400))
			return
		}
		inside, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		outside, err := net.Dial("tcp", target)
		if err != nil {
			_ = inside.Close()
			return
		}
		_, _ = io.WriteString(inside, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(outside, inside); _ = outside.Close() }()
		_, _ = io.Copy(inside, outside)
		_ = inside.Close()
	}))
	t.Cleanup(server.Close)
	return server.URL, used
}

func through(t *testing.T, proxy string) func(*http.Request) (*url.URL, error) {
	t.Helper()
	u, err := url.Parse(proxy)
	if err != nil {
		t.Fatal(err)
	}
	return http.ProxyURL(u)
}

func TestProxy(t *testing.T) {
	t.Parallel()
	server, bundle, _ := secureSTS(t)
	address := server.Listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	// The certificate of httptest is for example.com, which only the proxy can
	// lead to the server.
	endpoint := "https://example.com:" + port
	t.Run("leads there", func(t *testing.T) {
		proxy, used := connectProxy(t, address, 0)
		c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: endpoint, CABundle: bundle, Proxy: through(t, proxy)})
		for range 2 {
			if _, err := c.AssumeRole(t.Context(), userKeys, devRole); err != nil {
				t.Fatal(err)
			}
		}
		if used.Load() != 1 {
			t.Errorf("two calls made %d tunnels", used.Load())
		}
	})
	t.Run("refuses", func(t *testing.T) {
		proxy, _ := connectProxy(t, address, http.StatusProxyAuthRequired)
		c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: endpoint, CABundle: bundle, Proxy: through(t, proxy), Timeout: 3 * time.Second})
		_, err := c.AssumeRole(t.Context(), userKeys, withCode())
		var lost *LostAnswer
		if exitCode(err) != 6 || errors.As(err, &lost) || !strings.Contains(hints(err), "HTTPS_PROXY") {
			t.Errorf("%v, hints %q", err, hints(err))
		}
	})
	t.Run("is not there", func(t *testing.T) {
		c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: endpoint, CABundle: bundle, Proxy: through(t, "http://user:geheim@127.0.0.1:1"), Timeout: 3 * time.Second})
		_, err := c.AssumeRole(t.Context(), userKeys, devRole)
		if exitCode(err) != 6 || !strings.Contains(hints(err), "HTTPS_PROXY") || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v, hints %q", err, hints(err))
		}
	})
}

// TestEnvironmentOfTheProcess makes one call in a process of its own, since the
// standard library reads these variables once.
func TestEnvironmentOfTheProcess(t *testing.T) {
	if endpoint := os.Getenv("AWSENV_TEST_ENDPOINT"); endpoint != "" {
		c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: endpoint, Timeout: 3 * time.Second, Env: os.LookupEnv})
		if _, err := c.AssumeRole(t.Context(), userKeys, withCode()); err != nil {
			t.Fatal(err)
		}
		return
	}
	server, bundle, _ := secureSTS(t)
	address := server.Listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	proxy, used := connectProxy(t, address, 0)
	folder, foreign := filepath.Dir(bundle), foreignBundle(t)
	for name, v := range map[string]struct {
		endpoint string
		env      []string
		ok       bool
		proxied  int32
	}{
		"SSL_CERT_FILE":          {server.URL, []string{"SSL_CERT_FILE=" + bundle}, true, 0},
		"not trusted":            {server.URL, nil, false, 0},
		"the folder alone":       {server.URL, []string{"SSL_CERT_DIR=" + folder}, true, 0},
		"beside another file":    {server.URL, []string{"SSL_CERT_FILE=" + foreign, "SSL_CERT_DIR=" + folder}, true, 0},
		"beside no file":         {server.URL, []string{"SSL_CERT_FILE=" + bundle + ".none", "SSL_CERT_DIR=" + folder}, true, 0},
		"beside no certificate":  {server.URL, []string{"SSL_CERT_FILE=" + os.Args[0], "SSL_CERT_DIR=" + folder}, true, 0},
		"another file":           {server.URL, []string{"SSL_CERT_FILE=" + foreign, "SSL_CERT_DIR=" + t.TempDir()}, false, 0},
		"HTTPS_PROXY":            {"https://example.com:" + port, []string{"SSL_CERT_FILE=" + bundle, "HTTPS_PROXY=" + proxy}, true, 1},
		"https_proxy":            {"https://example.com:" + port, []string{"SSL_CERT_FILE=" + bundle, "https_proxy=" + proxy}, true, 1},
		"NO_PROXY":               {"https://example.com:" + port, []string{"SSL_CERT_FILE=" + bundle, "HTTPS_PROXY=" + proxy, "NO_PROXY=example.com"}, false, 0},
		"loopback needs no name": {server.URL, []string{"SSL_CERT_FILE=" + bundle, "HTTPS_PROXY=" + proxy}, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			used.Store(0)
			cmd := exec.Command(os.Args[0], "-test.run=^TestEnvironmentOfTheProcess$")
			cmd.Env = append([]string{"HOME=" + t.TempDir(), "AWSENV_TEST_ENDPOINT=" + v.endpoint}, v.env...)
			out, err := cmd.CombinedOutput()
			if (err == nil) != v.ok || used.Load() != v.proxied {
				t.Errorf("%v, %d through the proxy: %s", err, used.Load(), out)
			}
		})
	}
}

// foreignBundle is the certificate of another authority.
func foreignBundle(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "another"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, authority, authority, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "another.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFolderOfCertificatesIsLeftAlone: where the bundle is enough, the hundreds of files
// beside it are not read. A pipe among them would be waited for.
func TestFolderOfCertificatesIsLeftAlone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the system's certificates are not in files here")
	}
	server, bundle, _ := secureSTS(t)
	folder := t.TempDir()
	if out, err := exec.Command("mkfifo", filepath.Join(folder, "pipe.pem")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestEnvironmentOfTheProcess$")
	cmd.Env = []string{"HOME=" + t.TempDir(), "AWSENV_TEST_ENDPOINT=" + server.URL, "SSL_CERT_FILE=" + bundle, "SSL_CERT_DIR=" + folder}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// traced keeps what is traced.
type traced struct {
	voice.None
	lines *[]string
}

func (t traced) Trace(text string) { *t.lines = append(*t.lines, text) }

func TestVerboseSaysNoSecret(t *testing.T) {
	f := newFakeSTS(t, granted)
	var lines []string
	c := f.client(Config{Tell: traced{lines: &lines}})
	if _, err := c.AssumeRole(t.Context(), userKeys, withCode()); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(lines, "\n")
	if !strings.Contains(text, "POST "+f.URL+"/: 200 after ") || strings.Contains(text, "123456") || strings.Contains(text, "secret") {
		t.Errorf("it says %q", text)
	}
}
