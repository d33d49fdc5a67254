// Package serve hands a session to the programs of one command over HTTP, as containers
// get theirs, so that every SDK asks again before the session ends.
//
// Rules: it listens on 127.0.0.1 alone, at a port that the system chooses. Who asks has
// to show a random token, compared in constant time, and to have meant this host: a page
// in a browser, which can be led here by its own name for 127.0.0.1, does not pass. One
// session is handed out and no other. A session is renewed by one flight at a time,
// whoever asks meanwhile; one that still works is handed out as long as its renewal
// fails. Nothing is logged, nothing may be cached, and the time is an argument.
//
// The protocol:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
package serve

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// Renewal is how the session is kept alive.
type Renewal struct {
	// Get gets a session that lasts; its error is told to the programs that ask. It may
	// take long, when a person is asked. Its context ends with the endpoint.
	Get func(ctx context.Context) (session.Session, error)
	// Min is how much must be left of a session that is handed out without a renewal; 0
	// is the quarter of an hour at which botocore begins to ask again. A session that
	// never has so much is renewed at a third of its life.
	Min time.Duration
	// Now is the local clock.
	Now func() time.Time
}

// Endpoint answers until it is closed.
type Endpoint struct {
	// URL and Token are what AWS_CONTAINER_CREDENTIALS_FULL_URI and
	// AWS_CONTAINER_AUTHORIZATION_TOKEN are set to.
	URL, Token string

	host   string
	token  [sha256.Size]byte
	keeper *keeper
	server *http.Server
	end    context.CancelFunc
}

// Format hides the token, which would let any program of this machine have the session.
func (Endpoint) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// path is the one that is answered.
const path = "/session"

// tokenBytes is the token's length before it is written in hexadecimal digits.
const tokenBytes = 32

// What a client may take for its part: a request is a few hundred bytes, sent at once.
const (
	requestLimit = 5 * time.Second
	headerLimit  = 16 << 10
	idleLimit    = time.Minute
)

// Start answers with s until it has to be renewed.
func Start(s session.Session, r Renewal) (*Endpoint, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the endpoint for credentials: %w", err)
	}
	var secret [tokenBytes]byte
	_, _ = rand.Read(secret[:]) // it never fails
	ctx, end := context.WithCancel(context.Background())
	e := &Endpoint{
		URL: "http://" + listener.Addr().String() + path, Token: hex.EncodeToString(secret[:]),
		host: listener.Addr().String(), keeper: newKeeper(ctx, s, r), end: end,
	}
	e.token = sha256.Sum256([]byte(e.Token))
	e.server = &http.Server{
		Handler:     e,
		ReadTimeout: requestLimit, WriteTimeout: answerLimit + requestLimit, IdleTimeout: idleLimit,
		MaxHeaderBytes: headerLimit,
		ErrorLog:       log.New(io.Discard, "", 0),
	}
	go func() { _ = e.server.Serve(listener) }() // it ends with Close
	return e, nil
}

// Close ends all connections, and a renewal that is under way.
func (e *Endpoint) Close() {
	e.end()
	_ = e.server.Close()
}

// ServeHTTP answers one request.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	shown := sha256.Sum256([]byte(r.Header.Get("Authorization")))
	switch {
	case r.Host != e.host:
		refuse(w, http.StatusForbidden, "AccessDenied", "this endpoint is for "+e.host+" alone")
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, http.StatusMethodNotAllowed, "MethodNotAllowed", "this endpoint answers GET alone")
	case subtle.ConstantTimeCompare(shown[:], e.token[:]) != 1:
		refuse(w, http.StatusForbidden, "AccessDenied", "the authorization token is missing or wrong")
	case r.URL.Path != path:
		refuse(w, http.StatusNotFound, "NotFound", "there is one session here, at "+path)
	default:
		e.hand(w, r)
	}
}

// hand answers with the session.
func (e *Endpoint) hand(w http.ResponseWriter, r *http.Request) {
	s, err := e.keeper.session(r.Context())
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, "CredentialsUnavailable", printable.Line(err.Error()))
		return
	}
	expires := s.LocalExpires()
	if s.Expires.IsZero() {
		// SDKs want a time. Keys that do not end are asked for again after this one.
		expires = e.keeper.Now().Add(time.Hour)
	}
	write(w, http.StatusOK, struct {
		AccessKeyID     string `json:"AccessKeyId"`
		SecretAccessKey string
		Token           string
		Expiration      string
		AccountID       string `json:"AccountId,omitempty"`
	}{s.Keys.AccessKeyID, s.Keys.SecretAccessKey, s.Keys.SessionToken, awsterms.FormatTime(expires), s.Account})
}

// refuse writes an error as the SDKs read it: Go's looks for code and message, that for
// JavaScript for Code and Message. The connection is not kept for another try.
func refuse(w http.ResponseWriter, status int, code, message string) {
	if status != http.StatusServiceUnavailable {
		w.Header().Set("Connection", "close")
	}
	write(w, status, map[string]string{"code": code, "message": message, "Code": code, "Message": message})
}

func write(w http.ResponseWriter, status int, answer any) {
	body, _ := json.Marshal(answer) // texts alone
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
