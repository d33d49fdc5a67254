package awstest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// Server is a running AWS. Its methods are safe for concurrent use.
type Server struct {
	// URL is the endpoint, http://127.0.0.1:port, for AWS_ENDPOINT_URL and the
	// like; also the base of the metadata and container addresses.
	URL string
	// ProxyURL is what HTTPS_PROXY and HTTP_PROXY name (the same listener).
	ProxyURL string
	// CAFile holds the throw-away authority that the proxy's certificates are
	// signed with, in PEM, for AWS_CA_BUNDLE. Close removes it.
	CAFile string
	// CAPEM is the content of CAFile.
	CAPEM []byte

	mu       sync.Mutex
	world    World
	clock    func() time.Time
	offset   time.Duration
	log      []*Entry
	faults   []*Fault
	sessions map[string]*session // by access key id
	spent    map[string]map[uint64]bool
	codes    map[string]int       // serial and code -> ordinal
	metadata map[string]time.Time // tokens of instance metadata
	oauth    oauthState
	grants   grants
	consoles consoles
	inFlight map[string]int // requests by service
	conns    int64
	requests int

	authority *authority
	outer     *http.Server
	inner     *http.Server
	tunnels   *tunnels
	dir       string
	closing   chan struct{}
	closed    sync.Once
}

// Option changes how Start starts a server.
type Option func(*settings)

type settings struct{ clock func() time.Time }

// WithClock gives the server another clock than time.Now.
func WithClock(now func() time.Time) Option { return func(s *settings) { s.clock = now } }

// Start serves a copy of the world on a free loopback port until Close.
func Start(w World, options ...Option) (*Server, error) {
	set := settings{clock: time.Now}
	for _, o := range options {
		o(&set)
	}
	s := &Server{
		world: w.clone(), clock: set.clock,
		sessions: map[string]*session{}, spent: map[string]map[uint64]bool{},
		codes: map[string]int{}, metadata: map[string]time.Time{}, inFlight: map[string]int{},
		closing: make(chan struct{}),
	}
	s.fillWorld()
	var err error
	if s.authority, err = newAuthority(); err != nil {
		return nil, fmt.Errorf("make the proxy's authority: %w", err)
	}
	if err := s.writeCA(); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		_ = os.RemoveAll(s.dir)
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	s.URL = "http://" + listener.Addr().String()
	s.ProxyURL = s.URL
	s.serve(listener)
	return s, nil
}

func (s *Server) serve(listener net.Listener) {
	s.tunnels = newTunnels(listener.Addr())
	s.outer = &http.Server{
		Handler:           http.HandlerFunc(s.front),
		ReadHeaderTimeout: time.Minute,
		ConnContext: func(ctx context.Context, _ net.Conn) context.Context {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.conns++
			return context.WithValue(ctx, connKey{}, s.conns)
		},
	}
	s.inner = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.handle(w, r, "connect") }),
		ReadHeaderTimeout: time.Minute,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, c.(*tunnel).id)
		},
	}
	go func() { _ = s.outer.Serve(listener) }()
	go func() { _ = s.inner.Serve(s.tunnels) }()
}

// connKey is the context key of a connection's number.
type connKey struct{}

// Close stops the server, breaks its connections and removes CAFile.
func (s *Server) Close() {
	s.closed.Do(func() {
		close(s.closing)
		_ = s.outer.Close()
		_ = s.inner.Close()
		_ = s.tunnels.Close()
		_ = os.RemoveAll(s.dir)
	})
}

// Log is a copy of the requests so far, those being handled included.
func (s *Server) Log() Log {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make(Log, len(s.log))
	for i, e := range s.log {
		list[i] = *e
	}
	return list
}

// ClearLog forgets the requests so far. Numbers of requests, codes and
// connections go on counting.
func (s *Server) ClearLog() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

// Change edits the running world: deactivate a key, rename a device, take a
// role away. Sessions of users and roles that are gone stop working.
func (s *Server) Change(edit func(*World)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	edit(&s.world)
	s.fillWorld()
}

// World is a copy of the world as it is now, with the keys that were created
// since.
func (s *Server) World() World {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.clone()
}

// SetClock gives the server another clock.
func (s *Server) SetClock(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = now
}

// SetOffset moves the server's clock ahead (or, negative, behind) of the one it
// was given. Dates, codes, signatures and expiry follow.
func (s *Server) SetOffset(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset = d
}

// Now is the time by the server's clock.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.clock().Add(s.offset) }

// EndSessions makes every session that was issued so far expired.
func (s *Server) EndSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.sessions {
		v.expires = s.now().Add(-time.Second)
	}
}
