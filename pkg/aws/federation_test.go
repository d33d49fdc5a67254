package aws

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/session"
)

// role is a session of a role, assumed as michael or with his session's keys.
func role(t *testing.T, s *awstest.Server, chained bool) session.Keys {
	t.Helper()
	keys := michael
	if chained {
		open, err := direct(s).GetSessionToken(t.Context(), keys, SessionRequest{Profile: "iam"})
		if err != nil {
			t.Fatal(err)
		}
		keys = open.Keys
	}
	out, err := direct(s).AssumeRole(t.Context(), keys, RoleRequest{Profile: "open", ARN: awstest.OpenRole, SessionName: "michael"})
	if err != nil {
		t.Fatal(err)
	}
	return out.Keys
}

// A session that may name no duration gets the console without one, and is told.
func TestSigninTokenOnceMoreWithoutADuration(t *testing.T) {
	s := emulator(t)
	for _, tt := range []struct {
		what     string
		chained  bool
		duration time.Duration
		want     int // requests
	}{{"a role", false, 12 * time.Hour, 1}, {"a role without a duration", false, 0, 1}, {"a chained role", true, 12 * time.Hour, 2}, {"a chained role without a duration", true, 0, 1}} {
		keys := role(t, s, tt.chained)
		s.ClearLog()
		got, err := direct(s).SigninToken(t.Context(), keys, SigninRequest{Profile: "open", Endpoint: s.URL, Duration: tt.duration})
		if err != nil || got.Token == "" || got.Shortened != (tt.want == 2) {
			t.Errorf("%s: shortened %v, %v", tt.what, got.Shortened, err)
		}
		calls := s.Log().Of("getSigninToken")
		if len(calls) != tt.want || calls[0].Params["SessionDuration"] != map[bool]string{true: "43200"}[tt.duration > 0] {
			t.Errorf("%s:\n%s", tt.what, s.Log())
		}
		if strings.Contains(s.Log().String(), keys.SecretAccessKey) {
			t.Errorf("%s: a secret in\n%s", tt.what, s.Log())
		}
	}
}

func TestSigninTokenRefused(t *testing.T) {
	s := emulator(t)
	open, err := direct(s).GetSessionToken(t.Context(), michael, SessionRequest{Profile: "iam"})
	if err != nil {
		t.Fatal(err)
	}
	s.ClearLog()
	for duration, want := range map[time.Duration]int{0: 1, time.Hour: 2} {
		_, err := direct(s).SigninToken(t.Context(), open.Keys, SigninRequest{Profile: "iam", Endpoint: s.URL, Duration: duration})
		var refused *SigninRefused
		if !errors.As(err, &refused) || refused.ExitCode() != exit.Refused || !strings.Contains(err.Error(), `session of "iam"`) {
			t.Errorf("%v", err)
		}
		if got := len(s.Log().Of("getSigninToken")); got != want {
			t.Errorf("%d requests, want %d", got, want)
		}
		s.ClearLog()
	}
}

// What answers is not always AWS.
func TestSigninTokenFromSomethingElse(t *testing.T) {
	for what, answer := range map[string]func(http.ResponseWriter){
		"a page":     func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>sign in to the network")) },
		"no token":   func(w http.ResponseWriter) { _, _ = w.Write([]byte("{}")) },
		"not found":  func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) },
		"a redirect": func(w http.ResponseWriter) { w.Header().Set("Location", "/x"); w.WriteHeader(http.StatusFound) },
		"an outage":  func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) },
		"an echo": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusConflict)
			_, _ = w.Write([]byte(`{"code": "Conflict", "message": "you sent ` + michael.SecretAccessKey + `"}`))
		},
		"too many": func(w http.ResponseWriter) { w.WriteHeader(http.StatusTooManyRequests) },
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
		_, err := newTestClient(Config{Timeout: time.Minute}).SigninToken(t.Context(), michael, SigninRequest{Profile: "x", Endpoint: s.URL, Duration: time.Hour})
		s.Close()
		var away *Unreachable
		if !errors.As(err, &away) && what != "an echo" || err == nil || strings.Contains(err.Error(), michael.SecretAccessKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The keys are in the body, so that they go over no connection that others can read.
func TestSigninTokenNotWithoutEncryption(t *testing.T) {
	for _, endpoint := range []string{"http://signin.example", "signin.example", "ftp://127.0.0.1", ""} {
		_, err := newTestClient(Config{}).SigninToken(t.Context(), michael, SigninRequest{Profile: "x", Endpoint: endpoint})
		var config *ConfigError
		if !errors.As(err, &config) || config.Do != signinHint {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
}

func TestFederationToken(t *testing.T) {
	s := emulator(t)
	c := direct(s)
	r := FederationRequest{Profile: "iam", Name: strings.Repeat("michael", 9), Policies: []string{"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}, Duration: time.Hour}
	got, err := c.FederationToken(t.Context(), michael, r)
	if err != nil || !got.Keys.Temporary() {
		t.Fatal(err)
	}
	call := s.Log().Of("GetFederationToken")[0]
	if call.Params["PolicyArns.member.2.arn"] != r.Policies[1] || call.Params["DurationSeconds"] != "3600" || len(call.Params["Name"]) != 32 {
		t.Errorf("%v", call.Params)
	}
	if _, err := c.SigninToken(t.Context(), got.Keys, SigninRequest{Profile: "iam", Endpoint: s.URL}); err != nil {
		t.Error(err)
	}
	_, err = c.FederationToken(t.Context(), got.Keys, r)
	if !Refused(err, KindTemporaryCaller) {
		t.Errorf("%v", err)
	}
}
