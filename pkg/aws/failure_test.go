package aws

import (
	"context"
	"errors"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// exitCode is the exit status that an error asks for, -1 for none.
func exitCode(err error) int {
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	return -1
}

// hints are an error's hints, joined.
func hints(err error) string {
	var hinted interface{ Hints() []string }
	if errors.As(err, &hinted) {
		return strings.Join(hinted.Hints(), "\n")
	}
	return ""
}

const page = `<!DOCTYPE html><html><head><title>Log in</title></head><body>Welcome<br></body></html>`

func cutOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "5000")
	_, _ = w.Write([]byte(grantedRole[:200]))
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		handler http.HandlerFunc
		code    bool
		// tries is how many requests may arrive.
		tries int
		lost  bool
		words string
		hint  string
	}{
		"hang-up":                  {hangUp, false, 3, false, "closed without an answer", "NO_PROXY"},
		"hang-up with a code":      {hangUp, true, 1, true, "may have been used", "wait for the next one"},
		"silence":                  {silent, false, 1, false, "no answer in time", "network"},
		"silence with a code":      {silent, true, 1, true, "may have been used", "wait for the next one"},
		"500":                      {refuse(500, "InternalFailure", "oops"), false, 3, false, "HTTP 500, InternalFailure: oops", "try again"},
		"500 with a code":          {refuse(500, "InternalFailure", "oops"), true, 1, false, "HTTP 500", "wait for the next one"},
		"503 page":                 {answer(503, page), false, 3, false, "HTTP 503", "try again"},
		"throttling":               {refuse(400, "Throttling", "Rate exceeded"), false, 3, false, "Rate exceeded", "try again"},
		"throttling with a code":   {refuse(400, "Throttling", "Rate exceeded"), true, 1, false, "Rate exceeded", "wait for the next one"},
		"a page":                   {answer(200, page), false, 1, false, "not AWS", "sign-in page"},
		"a page that is XML":       {answer(200, `<html><body/></html>`), false, 1, false, "not AWS", "sign-in page"},
		"a page with a code":       {answer(200, page), true, 1, false, "not AWS", "wait for the next one"},
		"a 403 page":               {answer(403, page), false, 1, false, "not AWS", "sign-in page"},
		"a 404 of nothing":         {answer(404, ""), false, 1, false, "not AWS", "sign-in page"},
		"nothing at all":           {answer(200, ""), false, 1, false, "not AWS", "sign-in page"},
		"JSON":                     {answer(200, `{"ok":true}`), false, 1, false, "not AWS", "sign-in page"},
		"a redirect":               {http.RedirectHandler("http://192.0.2.1/", http.StatusFound).ServeHTTP, false, 1, false, "not AWS", "sign-in page"},
		"no keys in it":            {answer(200, `<AssumeRoleResponse><AssumeRoleResult></AssumeRoleResult></AssumeRoleResponse>`), false, 1, false, "not AWS", "sign-in page"},
		"half an answer":           {cutOff, false, 3, false, "broke off", ""},
		"half an answer to a code": {cutOff, true, 1, true, "may have been used", "wait for the next one"},
		"an unreadable expiry":     {answer(200, strings.Replace(grantedRole, "2099-01-02T03:04:05Z", "tomorrow", 1)), false, 1, false, "not AWS", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeSTS(t, v.handler)
			request := devRole
			if v.code {
				request = withCode()
			}
			c := f.client(Config{Timeout: 1500 * time.Millisecond})
			start := time.Now()
			_, err := c.AssumeRole(t.Context(), userKeys, request)
			if took := time.Since(start); took > 9*time.Second {
				t.Errorf("it took %s", took)
			}
			var lost *LostAnswer
			if errors.As(err, &lost) != v.lost {
				t.Errorf("lost answer: %v", !v.lost)
			}
			if err == nil || exitCode(err) != 6 || !strings.Contains(err.Error(), v.words) || !strings.Contains(err.Error(), f.URL) ||
				!strings.Contains(err.Error(), `assume role arn:aws:iam::123456789012:role/dev as "dev"`) {
				t.Errorf("got exit %d, %v", exitCode(err), err)
			}
			if !strings.Contains(hints(err), v.hint) {
				t.Errorf("hints are %q", hints(err))
			}
			if strings.Contains(err.Error()+hints(err), "123456 ") || strings.Contains(err.Error(), "wJalr") || strings.Contains(err.Error(), "<html>") {
				t.Errorf("it says too much: %v", err)
			}
			if n := f.count(); n > v.tries || n == 0 {
				t.Errorf("%d requests, want at most %d", n, v.tries)
			}
		})
	}
}

func TestClosedPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: "http://" + l.Addr().String()})
	for _, request := range []RoleRequest{devRole, withCode()} {
		start := time.Now()
		_, err = c.AssumeRole(t.Context(), userKeys, request)
		var gone *Unreachable
		if !errors.As(err, &gone) || gone.CodeSent || exitCode(err) != 6 || !strings.Contains(err.Error(), "connection refused") {
			t.Errorf("got %v", err)
		}
		if strings.Contains(hints(err), "code") {
			t.Errorf("a code that was never sent is said to be used: %q", hints(err))
		}
		if took := time.Since(start); took > 9*time.Second {
			t.Errorf("it took %s", took)
		}
	}
}

func TestUnknownHost(t *testing.T) {
	c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: "http://sts.does-not-exist.invalid", Timeout: 5 * time.Second})
	_, err := c.AssumeRole(t.Context(), userKeys, devRole)
	var gone *Unreachable
	if !errors.As(err, &gone) {
		t.Fatalf("got %v", err)
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && !strings.Contains(hints(err), "host name") {
		t.Errorf("hints are %q", hints(err))
	}
}

func TestCancelIsImmediate(t *testing.T) {
	t.Parallel()
	for _, request := range []RoleRequest{devRole, withCode()} {
		f := newFakeSTS(t, silent)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		start := time.Now()
		_, err := f.client(Config{Timeout: 9 * time.Second}).AssumeRole(ctx, userKeys, request)
		if !errors.Is(err, context.Canceled) || exitCode(err) != -1 {
			t.Errorf("got %v", err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("it took %s", took)
		}
	}
}

func TestDefaultTimeoutIsBelowTenSeconds(t *testing.T) {
	if c := newTestClient(Config{}); c.cfg.Timeout >= 10*time.Second {
		t.Errorf("it is %s", c.cfg.Timeout)
	}
}

// An answer without one of the four parts of a session is none: what would be loaded
// could not be used, or not be renewed.
func TestHalfTheKeysAreNone(t *testing.T) {
	for _, part := range []string{"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"} {
		whole := regexp.MustCompile("<" + part + ">.*</" + part + ">")
		half := whole.ReplaceAllString(grantedRole, "")
		if half == grantedRole {
			t.Fatalf("there is no %s in the answer", part)
		}
		_, err := newFakeSTS(t, answer(200, half)).client(Config{}).AssumeRole(t.Context(), userKeys, devRole)
		if exitCode(err) != 6 || !strings.Contains(err.Error(), "not AWS") {
			t.Errorf("without %s: %v", part, err)
		}
	}
}
