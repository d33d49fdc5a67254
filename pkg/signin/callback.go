package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/printable"
)

// secret is text that nobody can guess: 64 characters that a URL takes as they are,
// enough for a code verifier (RFC 7636 section 4.1).
func secret() string {
	var b [48]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// challenge is what the server is told of a verifier beforehand.
func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// grant is what the browser brought back: a code, or why there is none.
type grant struct{ code, refused string }

// callback waits for the browser to come back. It listens on 127.0.0.1 alone, and
// nothing but the one address with the state that was sent counts: a page of somebody
// else can make the browser ask for any address here.
type callback struct {
	listener net.Listener
	server   *http.Server
	state    string
	// came gets the first grant; its end is told by outcome, nil for a sign-in.
	came    chan grant
	outcome chan error
}

// listen begins to wait, on a port of the system's choice when port is 0.
func listen(port int) (*callback, error) {
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	c := &callback{listener: listener, state: secret(), came: make(chan grant, 1), outcome: make(chan error, 1)}
	c.server = &http.Server{Handler: c, ReadTimeout: 10 * time.Second, MaxHeaderBytes: 1 << 14}
	c.server.SetKeepAlivesEnabled(false)
	go func() { _ = c.server.Serve(listener) }()
	return c, nil
}

// close ends the wait; a page that is being sent is let through.
func (c *callback) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if c.server.Shutdown(ctx) != nil {
		_ = c.server.Close()
	}
}

// redirect is the address that the browser comes back to.
func (c *callback) redirect() string {
	return "http://" + c.listener.Addr().String() + aws.CallbackPath
}

// ServeHTTP answers the browser.
func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !same(r.Host, c.listener.Addr().String()):
		page(w, http.StatusMisdirectedRequest, "This is not the address of a sign-in.")
	case r.URL.EscapedPath() != aws.CallbackPath:
		page(w, http.StatusNotFound, "There is nothing here.")
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		page(w, http.StatusMethodNotAllowed, "Not signed in.")
	default:
		g, err := c.read(r.URL.Query())
		if err != nil {
			page(w, http.StatusBadRequest, "Not signed in: "+err.Error()+".")
			return
		}
		c.finish(w, r, g)
	}
}

// finish hands the grant over, and tells the truth about what became of it.
func (c *callback) finish(w http.ResponseWriter, r *http.Request, g grant) {
	select {
	case c.came <- g:
	default:
		page(w, http.StatusConflict, "This sign-in was answered already. Look at the terminal.")
		return
	}
	select {
	case err := <-c.outcome:
		if err == nil {
			page(w, http.StatusOK, "Signed in. You may close this page.")
			return
		}
		page(w, http.StatusForbidden, "Not signed in. The terminal says why.")
	case <-r.Context().Done():
	}
}

var (
	errOtherState = errors.New("this page belongs to another sign-in")
	errNoCode     = errors.New("there is no code in the address")
)

// read takes the grant out of the address that the browser was sent to.
func (c *callback) read(query url.Values) (grant, error) {
	state, code := query["state"], query["code"]
	switch {
	case len(state) != 1 || !same(state[0], c.state):
		return grant{}, errOtherState
	case query.Get("error") != "":
		return grant{refused: printable.Words(query.Get("error"))}, nil
	case len(code) != 1 || code[0] == "":
		return grant{}, errNoCode
	}
	return grant{code: code[0]}, nil
}

// pasted reads an address that a person copied from a browser which could not come
// back by itself.
func (c *callback) pasted(text string) (grant, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme+"://"+u.Host+u.EscapedPath() != c.redirect() {
		return grant{}, fmt.Errorf("that is not the address that the browser ends at: it begins with %s", c.redirect())
	}
	return c.read(u.Query())
}

// patience is how long the browser is waited for, as long as a device code lasts.
const patience = 10 * time.Minute

// errBack ends the question because the browser came back.
var errBack = errors.New("the browser came back")

// wait waits for the browser, or for what the person does instead: they paste the
// address that it ended at, or take the other way with a key, when there is one. late
// is the error when nothing comes.
func (c *callback) wait(ctx context.Context, person Person, prompt string, key rune, late error) (grant, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, late)
	defer cancel()
	asking, answered := context.WithCancelCause(ctx)
	defer answered(nil)
	came := make(chan grant, 1)
	go func() {
		select {
		case g := <-c.came:
			came <- g
			answered(errBack)
		case <-asking.Done():
		}
	}()
	for {
		answer, err := person.AskOrKey(asking, prompt, key)
		switch {
		case errors.Is(err, errBack):
			return <-came, nil
		case err != nil:
			return grant{}, err
		case answer == "":
			continue
		case answer == string(key):
			return grant{}, errOtherWay
		}
		g, err := c.pasted(answer)
		if err == nil {
			return g, nil
		}
		if err := person.Say(err.Error()); err != nil {
			return grant{}, err
		}
	}
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// page is all that the browser ever gets: nothing from elsewhere, nothing that was sent.
func page(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!doctype html><html lang=en><meta charset=utf-8><title>awsenv</title>"+
		"<body style=\"font:1.2em sans-serif;margin:4em;color-scheme:light dark\"><h1>awsenv</h1><p>%s</p></body></html>\n", text)
}
