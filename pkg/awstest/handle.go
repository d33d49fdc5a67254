package awstest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// thinking is the least time between a request and its answer. No answer of AWS
// comes sooner, and a client that is answered while it still checks that its
// request's body has ended (Go's transport does, under aws-sdk-go-v2) takes the
// connection for broken: over loopback every second one would not be reused.
const thinking = 3 * time.Millisecond

// call is one request on its way through the server.
type call struct {
	r     *http.Request
	body  []byte
	via   string
	entry *Entry
	id    string // request id

	service, action string
	params          url.Values
	now             time.Time
	layout          string        // of times in the answer
	moved           time.Duration // by how much they are off
	slowKey         int           // refusals of a key that this call makes
	spoil           map[Kind]bool // WrongState, WrongPath
	who             principal
	scope           scope
}

// answer is what goes back to the client.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	outcome string
}

// handle answers one request that is not for a proxy, or has come through it.
func (s *Server) handle(w http.ResponseWriter, r *http.Request, via string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "awstest: "+err.Error(), http.StatusBadRequest)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/_awstest/") && via == "" {
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.control(w, r)
		return
	}
	c := &call{r: r, body: body, via: via, id: requestID()}
	c.classify()

	s.mu.Lock()
	c.entry = s.enter(r, via)
	s.describe(c)
	faults := s.takeFaults(c.action)
	s.mu.Unlock()

	s.wait(r.Context(), thinking)
	for _, f := range faults {
		if f.Kind == Delay && !s.wait(r.Context(), f.Delay) {
			s.finish(c, "gone", 0, false)
			return
		}
	}
	a, drop := s.perform(c, faults)
	if drop {
		s.finish(c, a.outcome, 0, a.outcome != string(DropBefore))
		hangUp(w)
		return
	}
	s.finish(c, a.outcome, a.status, false)
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Date", c.now.UTC().Format(http.TimeFormat))
	half := slices.ContainsFunc(faults, func(f Fault) bool { return f.Kind == Half })
	if half {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		a.body = a.body[:len(a.body)/2]
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
	if half {
		panic(http.ErrAbortHandler) // sends what was written, and closes the connection
	}
}

// perform lets the faults answer, or else acts. drop says that the connection
// ends without an answer; a then tells what would have been answered.
func (s *Server) perform(c *call, faults []Fault) (a answer, drop bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now, c.layout = s.now(), time.RFC3339
	for _, f := range faults {
		switch f.Kind {
		case Skew:
			c.now = c.now.Add(f.Offset)
		case Expiration:
			c.moved = f.Offset
			if f.Layout != "" {
				c.layout = f.Layout
			}
		case SlowKey:
			c.slowKey = f.Refusals
		case WrongState, WrongPath:
			c.spoil = map[Kind]bool{f.Kind: true}
		case DropAfter:
			drop = true
		}
	}
	for _, f := range faults {
		if f.Kind == DropBefore {
			return answer{outcome: string(DropBefore)}, true
		}
		if a, ok := s.fake(c, f); ok {
			return a, drop
		}
	}
	a = s.act(c)
	if slices.ContainsFunc(faults, func(f Fault) bool { return f.Kind == NoExpiration }) {
		a.body = expirations.ReplaceAll(a.body, nil)
	}
	return a, drop
}

var expirations = regexp.MustCompile(`\s*<Expiration>[^<]*</Expiration>`)

// fake is the answer of a fault that answers instead of acting.
func (s *Server) fake(c *call, f Fault) (answer, bool) {
	switch f.Kind {
	case Fail:
		status, code, message := f.Status, f.Code, f.Message
		if code == "" {
			code = "InternalFailure"
		}
		if status == 0 {
			status = http.StatusInternalServerError
			if c.service == "oidc" {
				status = oauthStatus(code)
			}
		}
		if message == "" {
			message = "The request processing has failed because of an unknown error, exception or failure."
		}
		return c.refuse(&refusal{status, code, message}), true
	case Throttle:
		return c.refuse(c.throttled()), true
	case Deny:
		who, _, _, _ := s.holder(c.entry.AccessKeyID, c.r.Header.Get("X-Amz-Security-Token"), c.now)
		resource := c.params.Get("RoleArn")
		if resource == "" {
			resource = who.arn
		}
		return c.refuse(notAuthorized(who, c.service+":"+c.action, resource)), true
	case HTML:
		status := f.Status
		if status == 0 {
			status = http.StatusOK
		}
		page := "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body><p>Please accept the terms.</p></body></html>\n"
		return answer{status, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, []byte(page), string(HTML)}, true
	case Garbage:
		text := "<" + c.action + "Response><" + c.action + "Result><Credentials><AccessKeyId>"
		return answer{http.StatusOK, http.Header{"Content-Type": {"text/xml"}}, []byte(text), string(Garbage)}, true
	}
	return answer{}, false
}

// throttled is what the call's service says of too many requests.
func (c *call) throttled() *refusal {
	const message = "Rate exceeded"
	switch {
	case c.service == "signin":
		return &refusal{http.StatusTooManyRequests, "TooManyRequestsError", message}
	case c.speaksJSON():
		return &refusal{http.StatusTooManyRequests, "TooManyRequestsException", message}
	}
	return &refusal{http.StatusBadRequest, "Throttling", message}
}

// enter adds a log entry. Needs s.mu.
func (s *Server) enter(r *http.Request, via string) *Entry {
	conn, _ := r.Context().Value(connKey{}).(int64)
	s.requests++
	e := &Entry{
		N: s.requests, Time: s.now(), Method: r.Method, Host: r.Host, Path: r.URL.Path,
		UserAgent: r.UserAgent(), Via: via, Conn: conn,
	}
	s.log = append(s.log, e)
	return e
}

// describe fills in what the request asks for, without its secrets. Needs s.mu.
func (s *Server) describe(c *call) {
	e := c.entry
	e.Service, e.Action = c.service, c.action
	s.inFlight[c.service]++
	e.Together = s.inFlight[c.service]
	e.Code = s.ordinal(c.params.Get("SerialNumber"), c.params.Get("TokenCode"))
	for name, values := range c.params {
		value := strings.Join(values, " ")
		switch name {
		case "Action", "Version":
			continue
		case "TokenCode", "WebIdentityToken", "refreshToken", "clientSecret", "Session",
			"code", "codeVerifier", "deviceCode", "state", "SigninToken":
			value = "(sent)"
		}
		if e.Params == nil {
			e.Params = map[string]string{}
		}
		e.Params[name] = value
	}
	if auth, err := parseAuthorization(c.r.Header.Get("Authorization")); err == nil {
		e.AccessKeyID, e.Region = auth.accessKeyID, auth.region
	}
	e.SessionToken = c.r.Header.Get("X-Amz-Security-Token") != ""
}

func (s *Server) finish(c *call, outcome string, status int, lost bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.entry.Outcome, c.entry.Status, c.entry.Lost = outcome, status, lost
	s.inFlight[c.service]--
}

// wait is false when the client or the server is gone before d is over.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-s.closing:
		return false
	}
}

func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// requestID makes an id of the form that AWS gives its requests.
func requestID() string {
	b := randomBytes(16)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
