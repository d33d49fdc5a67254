package awstest

import (
	"fmt"
	"strings"
	"time"
)

// Entry is one request as the server saw it.
type Entry struct {
	// N counts requests from 1 in the order of arrival.
	N    int       `json:"n"`
	Time time.Time `json:"time"` // by the server's clock
	// Service is sts, iam, sso, oidc, signin (`aws login`), federation and console
	// (the web console), imds, ecs, or "" when it was not understood; proxy for a
	// refused CONNECT.
	Service string `json:"service"`
	Action  string `json:"action"`
	// Params are the call's arguments, lists with blanks between. Codes of devices
	// and grants, tokens and secrets read "(sent)".
	Params map[string]string `json:"params,omitempty"`
	// Code numbers the MFA codes that were sent: 1 for the first distinct code, 2
	// for the next, the same number when a code is sent again; 0 for none.
	Code int `json:"code,omitempty"`

	AccessKeyID  string `json:"access_key_id,omitempty"` // of the signer
	SessionToken bool   `json:"session_token,omitempty"` // whether one was sent
	Region       string `json:"region,omitempty"`        // of the signature's scope

	Method    string `json:"method"`
	Host      string `json:"host"` // as the client named it
	Path      string `json:"path"`
	UserAgent string `json:"user_agent,omitempty"`
	// Via is "" for a direct request, "proxy" for plain HTTP through the proxy
	// and "connect" for TLS through it.
	Via string `json:"via,omitempty"`
	// Conn is the same for requests that shared one TCP connection.
	Conn int64 `json:"conn"`
	// Together is how many requests to the service were being handled when this
	// one came, itself included.
	Together int `json:"together"`

	// Status is the HTTP status of the answer, 0 when none was sent.
	Status int `json:"status"`
	// Outcome is "OK", AWS's error code, the kind of the misbehaviour that
	// answered instead, or "" while the request is being handled.
	Outcome string `json:"outcome"`
	// Lost says that the server acted and dropped the connection unanswered.
	Lost bool `json:"lost,omitempty"`
}

// Log is a copy of the requests so far.
type Log []Entry

// Of is the part of the log that concerns the given actions.
func (l Log) Of(actions ...string) Log {
	var part Log
	for _, e := range l {
		for _, a := range actions {
			if e.Action == a {
				part = append(part, e)
				break
			}
		}
	}
	return part
}

// OK is the part of the log that succeeded.
func (l Log) OK() Log {
	var part Log
	for _, e := range l {
		if e.Outcome == "OK" {
			part = append(part, e)
		}
	}
	return part
}

// Codes is how many distinct MFA codes were sent.
func (l Log) Codes() int {
	seen := map[int]bool{}
	for _, e := range l {
		if e.Code != 0 {
			seen[e.Code] = true
		}
	}
	return len(seen)
}

// Conns is how many TCP connections carried these requests.
func (l Log) Conns() int {
	seen := map[int64]bool{}
	for _, e := range l {
		seen[e.Conn] = true
	}
	return len(seen)
}

// Together is the most requests to one service that were handled at once.
func (l Log) Together() int {
	most := 0
	for _, e := range l {
		most = max(most, e.Together)
	}
	return most
}

// Actions lists "Action outcome" for each request, for a test to compare.
func (l Log) Actions() []string {
	var list []string
	for _, e := range l {
		list = append(list, strings.TrimSpace(e.Action+" "+e.Outcome))
	}
	return list
}

// String is one line for each request, for the message of a failed test.
func (l Log) String() string {
	var b strings.Builder
	for _, e := range l {
		fmt.Fprintf(&b, "%3d conn %d %s %s %s key=%s token=%v region=%s code=%d %v -> %d %s\n",
			e.N, e.Conn, e.Method, e.Host, e.Action, e.AccessKeyID, e.SessionToken, e.Region, e.Code, e.Params, e.Status, e.Outcome)
	}
	return b.String()
}
