package awstest

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// awsSuffixes are the domains of AWS's partitions; below any other name the
// proxy leads nowhere.
var awsSuffixes = []string{
	".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn",
	".c2s.ic.gov", ".sc2s.sgov.gov", ".cloud.adc-e.uk", ".csp.hci.ic.gov", ".amazonaws.eu", ".api.amazonwebservices.eu",
	".aws.amazon.com", ".amazonaws-us-gov.com", ".amazonaws.cn", ".awsapps.com",
}

// metadataHosts are the link-local addresses of instance metadata and of ECS.
var metadataHosts = []string{"169.254.169.254", "169.254.170.2"}

func isAWS(host string) bool {
	host = strings.ToLower(host)
	if slices.Contains(metadataHosts, host) {
		return true
	}
	return slices.ContainsFunc(awsSuffixes, func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}

// front tells proxy requests from direct ones.
func (s *Server) front(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodConnect:
		s.connect(w, r)
	case r.URL.IsAbs():
		if !isAWS(r.URL.Hostname()) {
			s.refuseHost(w, r, r.URL.Host)
			return
		}
		s.handle(w, r, "proxy")
	default:
		s.handle(w, r, "")
	}
}

func (s *Server) refuseHost(w http.ResponseWriter, r *http.Request, host string) {
	s.mu.Lock()
	e := s.enter(r, "proxy")
	e.Service, e.Action, e.Host = "proxy", r.Method, host
	e.Status, e.Outcome = http.StatusForbidden, "NotAWS"
	s.mu.Unlock()
	http.Error(w, fmt.Sprintf("awstest: %q is not a host of AWS", host), http.StatusForbidden)
}

// connect answers CONNECT with TLS for the host that was asked for. Its own
// requests are logged; the CONNECT itself is only when it is refused.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if !isAWS(host) {
		s.refuseHost(w, r, r.Host)
		return
	}
	cert, err := s.authority.leaf(host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	id, _ := r.Context().Value(connKey{}).(int64)
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_ = conn.SetDeadline(time.Time{})
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		_ = conn.Close()
		return
	}
	secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"}})
	s.tunnels.add(&tunnel{Conn: secure, id: id})
}

// tunnel is the inside of a CONNECT, with the number of the connection outside.
type tunnel struct {
	net.Conn
	id int64
}

// tunnels is a net.Listener whose connections are handed to it.
type tunnels struct {
	addr net.Addr
	ch   chan net.Conn
	done chan struct{}
	once sync.Once
}

func newTunnels(addr net.Addr) *tunnels {
	return &tunnels{addr: addr, ch: make(chan net.Conn), done: make(chan struct{})}
}

func (t *tunnels) add(c net.Conn) {
	select {
	case t.ch <- c:
	case <-t.done:
		_ = c.Close()
	}
}

func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.ch:
		return c, nil
	case <-t.done:
		return nil, net.ErrClosed
	}
}

func (t *tunnels) Close() error {
	t.once.Do(func() { close(t.done) })
	return nil
}

func (t *tunnels) Addr() net.Addr { return t.addr }
