package awstest

import (
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// Kind is a way to misbehave.
type Kind string

const (
	// Delay waits before handling the request, which then proceeds as usual.
	Delay Kind = "delay"
	// DropBefore closes the connection and does nothing.
	DropBefore Kind = "drop-before"
	// DropAfter acts on the request and closes the connection unanswered.
	DropAfter Kind = "drop-after"
	// Fail answers an error of the service's form without acting: Status (default
	// 500), Code (default InternalFailure) and Message. For SSO OIDC the Code is an
	// exception, such as SlowDownException, and the default Status is its own.
	Fail Kind = "fail"
	// Throttle answers 400 Throttling "Rate exceeded", or, where JSON is spoken, 429
	// TooManyRequestsException (sign-in: TooManyRequestsError).
	Throttle Kind = "throttle"
	// Deny answers AccessDenied, as for a caller whose policies lack the action.
	Deny Kind = "deny"
	// HTML answers a web page with Status (default 200), as captive portals do.
	HTML Kind = "html"
	// Garbage answers 200 and XML that breaks off.
	Garbage Kind = "garbage"
	// Skew runs the server's clock off by Offset for this request: for its check
	// of the signature's date and for the answer's Date header.
	Skew Kind = "skew"
	// Half acts on the request, sends half of the answer and closes the connection.
	Half Kind = "half"
	// Expiration writes times in the answer in another Layout (a layout of Go's
	// time package, applied to UTC; default RFC 3339), moved by Offset.
	Expiration Kind = "expiration"
	// NoExpiration leaves the expiration of keys out of the answer, where XML is
	// spoken.
	NoExpiration Kind = "no-expiration"
	// SlowKey makes a key that this CreateAccessKey issues unknown for the next
	// Refusals requests signed with it.
	SlowKey Kind = "slow-key"
	// WrongState has an authorization page send the browser back with a state that
	// nobody sent.
	WrongState Kind = "wrong-state"
	// WrongPath has it send the browser to another path of the program.
	WrongPath Kind = "wrong-path"
)

// Fault asks the server to misbehave.
type Fault struct {
	// Action is the action concerned, such as AssumeRole; "" or "*" is every one.
	Action string
	Kind   Kind
	// Times is how many requests are hit; 0 means one, negative all from then on.
	Times int
	// Skip is how many requests of the action are let through first.
	Skip int

	Delay         time.Duration // Delay
	Status        int           // Fail, HTML
	Code, Message string        // Fail
	Offset        time.Duration // Skew, Expiration
	Layout        string        // Expiration
	Refusals      int           // SlowKey
}

// Misbehave adds a fault. Several may hit one request; of those that answer
// instead of acting, the one added first does.
func (s *Server) Misbehave(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Behave removes every fault.
func (s *Server) Behave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFaults returns what hits a request for the action. Needs s.mu.
func (s *Server) takeFaults(action string) []Fault {
	var hit []Fault
	for _, f := range s.faults {
		if f.Action != "" && f.Action != "*" && f.Action != action {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times == 0 {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		hit = append(hit, *f)
	}
	return hit
}

// parseFault reads a fault from the parameters of POST /_awstest/misbehave,
// which have the names of the fields in lower case.
func parseFault(q url.Values) (Fault, error) {
	f := Fault{
		Action: q.Get("action"), Kind: Kind(q.Get("kind")),
		Code: q.Get("code"), Message: q.Get("message"), Layout: q.Get("layout"),
	}
	switch f.Kind {
	case Delay, DropBefore, DropAfter, Fail, Throttle, Deny, HTML, Garbage, Half, Skew, Expiration, NoExpiration, SlowKey, WrongState, WrongPath:
	default:
		return f, fmt.Errorf("kind %q is not known", f.Kind)
	}
	for name, field := range map[string]*int{"times": &f.Times, "skip": &f.Skip, "status": &f.Status, "refusals": &f.Refusals} {
		if text := q.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				return f, fmt.Errorf("%s: %q is not a number", name, text)
			}
			*field = n
		}
	}
	for name, field := range map[string]*time.Duration{"delay": &f.Delay, "offset": &f.Offset} {
		if text := q.Get(name); text != "" {
			d, err := time.ParseDuration(text)
			if err != nil {
				return f, fmt.Errorf("%s: %w", name, err)
			}
			*field = d
		}
	}
	return f, nil
}
