package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"

	"github.com/awsenv/awsenv/pkg/session"
)

// clock is a clock that a test sets.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

// ending is a session that lasts so long from now.
func (c *clock) ending(id string, left time.Duration) session.Session {
	return session.Session{
		Keys:    session.Keys{AccessKeyID: id, SecretAccessKey: "the-secret", SessionToken: "the-token"},
		Expires: c.now().Add(left), Account: "444455556666",
	}
}

func start(t *testing.T, s session.Session, r Renewal) *Endpoint {
	t.Helper()
	e, err := Start(s, r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func never(context.Context) (session.Session, error) { return session.Session{}, errors.New("not now") }

// ask makes a request, and returns the status and the answer's fields.
func (e *Endpoint) ask(t *testing.T, edit func(*http.Request)) (*http.Response, map[string]string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, e.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", e.Token)
	if edit != nil {
		edit(request)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	fields := map[string]string{}
	if err := json.NewDecoder(answer.Body).Decode(&fields); err != nil && request.Method != http.MethodHead {
		t.Fatalf("%s: %v", answer.Status, err)
	}
	return answer, fields
}

// id is the access key that the endpoint hands out, or the status when it does not.
func (e *Endpoint) id(t *testing.T) string {
	t.Helper()
	answer, fields := e.ask(t, nil)
	if answer.StatusCode != http.StatusOK {
		return fmt.Sprintf("%d %s", answer.StatusCode, fields["message"])
	}
	return fields["AccessKeyId"]
}

func TestAnswer(t *testing.T) {
	c := &clock{}
	s := c.ending("first", time.Hour)
	s.Ahead = time.Minute
	e := start(t, s, Renewal{Get: never, Now: c.now})
	answer, fields := e.ask(t, nil)
	want := map[string]string{
		"AccessKeyId": "first", "SecretAccessKey": "the-secret", "Token": "the-token", "AccountId": "444455556666",
		"Expiration": s.Expires.Add(-time.Minute).UTC().Format(time.RFC3339),
	}
	if fmt.Sprint(fields) != fmt.Sprint(want) {
		t.Errorf("it answers %v, want %v", fields, want)
	}
	for name, want := range map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store", "Access-Control-Allow-Origin": ""} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(e.Token) != 64 || !strings.HasPrefix(e.URL, "http://127.0.0.1:") {
		t.Errorf("URL %q, token of %d characters", e.URL, len(e.Token))
	}
	if other := start(t, s, Renewal{Get: never, Now: c.now}); other.Token == e.Token {
		t.Error("two endpoints have the same token")
	}
}

// TestWhoIsRefused: nobody without the token, or led here by another name, gets anything.
func TestWhoIsRefused(t *testing.T) {
	c := &clock{}
	e := start(t, c.ending("first", time.Hour), Renewal{Get: never, Now: c.now})
	port := e.host[strings.LastIndexByte(e.host, ':'):]
	token := func(value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", value) }
	}
	host := func(value string) func(*http.Request) { return func(r *http.Request) { r.Host = value } }
	method := func(value string) func(*http.Request) { return func(r *http.Request) { r.Method = value } }
	for name, test := range map[string]struct {
		edit func(*http.Request)
		want int
	}{
		"no token":       {func(r *http.Request) { r.Header.Del("Authorization") }, 403},
		"empty token":    {token(""), 403},
		"wrong token":    {token(strings.Repeat("0", 64)), 403},
		"half a token":   {token(e.Token[:32]), 403},
		"more":           {token(e.Token + "0"), 403},
		"as a bearer":    {token("Bearer " + e.Token), 403},
		"in capitals":    {token(strings.ToUpper(e.Token)), 403},
		"another host":   {host("evil.example.com" + port), 403},
		"localhost":      {host("localhost" + port), 403},
		"another port":   {host("127.0.0.1:1"), 403},
		"no port":        {host("127.0.0.1"), 403},
		"POST":           {method("POST"), 405},
		"PUT":            {method("PUT"), 405},
		"HEAD":           {method("HEAD"), 405},
		"OPTIONS":        {method("OPTIONS"), 405},
		"another path":   {func(r *http.Request) { r.URL.Path = "/latest/meta-data" }, 404},
		"a path with ..": {func(r *http.Request) { r.URL.Path = "/x/../session" }, 404},
	} {
		t.Run(name, func(t *testing.T) {
			answer, fields := e.ask(t, test.edit)
			if answer.StatusCode != test.want {
				t.Errorf("status %d, want %d", answer.StatusCode, test.want)
			}
			if answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("headers %v", answer.Header)
			}
			if test.want == 405 && answer.Header.Get("Allow") != "GET" {
				t.Errorf("Allow is %q", answer.Header.Get("Allow"))
			}
			if name == "HEAD" {
				return
			}
			if fields["code"] == "" || fields["message"] == "" || fields["Code"] != fields["code"] || fields["Message"] != fields["message"] {
				t.Errorf("it answers %v", fields)
			}
			if text := fmt.Sprint(fields); strings.Contains(text, "secret") || strings.Contains(text, e.Token) {
				t.Errorf("a secret in %s", text)
			}
		})
	}
}

// TestRenewal: a session is kept while it lasts, renewed before it ends, and handed out to
// its end while the renewal fails.
func TestRenewal(t *testing.T) {
	c := &clock{}
	var fails atomic.Bool
	var calls atomic.Int32
	e := start(t, c.ending("first", time.Hour), Renewal{Now: c.now, Get: func(context.Context) (session.Session, error) {
		calls.Add(1)
		if fails.Load() {
			return session.Session{}, errors.New("type this: awsenv exec prod true")
		}
		return c.ending(fmt.Sprint("number ", calls.Load()), time.Hour), nil
	}})
	step := func(forward time.Duration, want string, wantCalls int32) {
		t.Helper()
		c.forward(forward)
		if got := e.id(t); got != want || calls.Load() != wantCalls {
			t.Fatalf("it hands out %q after %d renewals, want %q after %d", got, calls.Load(), want, wantCalls)
		}
	}
	step(0, "first", 0)
	step(44*time.Minute, "first", 0)
	step(2*time.Minute, "number 1", 1)
	step(time.Minute, "number 1", 1)
	fails.Store(true)
	step(45*time.Minute, "number 1", 2)
	step(time.Second, "number 1", 2) // not at every request
	step(time.Minute, "number 1", 3)
	step(20*time.Minute, "503 type this: awsenv exec prod true", 4)
	step(0, "503 type this: awsenv exec prod true", 5)
	fails.Store(false)
	step(0, "number 6", 6)
}

// TestShortSession: one that never has 15 minutes left is not renewed at every request.
func TestShortSession(t *testing.T) {
	c := &clock{}
	renewed := func(context.Context) (session.Session, error) { return c.ending("second", time.Hour), nil }
	for name, test := range map[string]struct {
		min, life, until time.Duration
	}{
		"a quarter of an hour": {0, 15 * time.Minute, 10 * time.Minute},
		"a few minutes":        {0, 3 * time.Minute, 2 * time.Minute},
		"with --min":           {30 * time.Minute, time.Hour, 30 * time.Minute},
		"with a short --min":   {time.Minute, 10 * time.Minute, 9 * time.Minute},
	} {
		e := start(t, c.ending("first", test.life), Renewal{Get: renewed, Now: c.now, Min: test.min})
		c.forward(test.until - 10*time.Second)
		if got := e.id(t); got != "first" {
			t.Errorf("%s: it is renewed early: %s", name, got)
		}
		c.forward(20 * time.Second)
		if got := e.id(t); got != "second" {
			t.Errorf("%s: it is not renewed: %s", name, got)
		}
	}
}

func TestKeysWithoutAnEnd(t *testing.T) {
	c := &clock{}
	e := start(t, session.Session{Keys: session.Keys{AccessKeyID: "plain", SecretAccessKey: "s"}}, Renewal{Get: never, Now: c.now})
	_, fields := e.ask(t, nil)
	if ends, err := time.Parse(time.RFC3339, fields["Expiration"]); err != nil || !ends.After(c.now()) || fields["AccessKeyId"] != "plain" {
		t.Errorf("it answers %v (%v)", fields, err)
	}
}

// TestOneFlight: however many ask, a session that has ended is got once.
func TestOneFlight(t *testing.T) {
	c := &clock{}
	var calls atomic.Int32
	asked := make(chan struct{}, 100)
	e := start(t, c.ending("first", time.Hour), Renewal{Now: c.now, Get: func(ctx context.Context) (session.Session, error) {
		calls.Add(1)
		for range 20 {
			<-asked
		}
		return c.ending("second", time.Hour), nil
	}})
	c.forward(2 * time.Hour)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			asked <- struct{}{}
			if got := e.id(t); got != "second" {
				t.Errorf("one of them got %q", got)
			}
		})
	}
	all.Wait()
	if calls.Load() != 1 {
		t.Errorf("the session was got %d times", calls.Load())
	}
}

// TestSlowRenewal: a person who takes long to type a code keeps no program waiting while
// the old session works; the new one is there when it is.
func TestSlowRenewal(t *testing.T) {
	c := &clock{}
	typed := make(chan struct{})
	e := start(t, c.ending("first", time.Hour), Renewal{Now: c.now, Get: func(context.Context) (session.Session, error) {
		<-typed
		return c.ending("second", time.Hour), nil
	}})
	c.forward(50 * time.Minute)
	for range 3 {
		if got := e.id(t); got != "first" {
			t.Errorf("it hands out %q", got)
		}
	}
	close(typed)
	for end := time.Now().Add(time.Minute); e.id(t) != "second"; {
		if time.Now().After(end) {
			t.Fatal("the new session is not handed out")
		}
	}
}

// TestCloseEndsARenewal: nothing is left behind when the command has ended.
func TestCloseEndsARenewal(t *testing.T) {
	c := &clock{}
	begun, ended := make(chan struct{}), make(chan struct{})
	e := start(t, c.ending("first", time.Minute), Renewal{Now: c.now, Get: func(ctx context.Context) (session.Session, error) {
		close(begun)
		<-ctx.Done()
		close(ended)
		return session.Session{}, ctx.Err()
	}})
	c.forward(time.Hour)
	go func() { //nolint:bodyclose // it never answers
		request, _ := http.NewRequest(http.MethodGet, e.URL, nil)
		request.Header.Set("Authorization", e.Token)
		_, _ = http.DefaultClient.Do(request)
	}()
	<-begun
	e.Close()
	<-ended
	if _, err := net.Dial("tcp", e.host); err == nil {
		t.Error("the port still answers")
	}
}

// TestHostileClients: half a request, an endless header and garbage take nothing from
// those who ask properly.
func TestHostileClients(t *testing.T) {
	c := &clock{}
	e := start(t, c.ending("first", time.Hour), Renewal{Get: never, Now: c.now})
	if e.server.ReadTimeout <= 0 || e.server.IdleTimeout <= 0 || e.server.WriteTimeout <= answerLimit {
		t.Errorf("a client may take for ever: %+v", e.server)
	}
	var slow []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", e.host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "GET /session HTTP/1.1\r\nHost: ")
		slow = append(slow, conn)
	}
	for _, text := range []string{
		"GET /session HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 1<<20), "\x16\x03\x01\x02\x00\x01", "GET /session HTTP/1.0\r\n\r\n",
		"GET " + e.URL + " HTTP/1.1\r\nHost: evil.example.com\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", e.host)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, text)
		if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode < 400 {
				t.Errorf("%.30q: %s", text, answer.Status)
			}
		}
		_ = conn.Close()
	}
	if got := e.id(t); got != "first" {
		t.Errorf("it hands out %q", got)
	}
	// The slow ones are cut off.
	_ = slow[0].SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := io.ReadAll(slow[0]); err != nil {
		var late net.Error
		if errors.As(err, &late) && late.Timeout() {
			t.Error("a client that never finishes its request is kept")
		}
	}
}

// TestTheSDKForGo reads the answer and the refusals as its users see them.
func TestTheSDKForGo(t *testing.T) {
	c := &clock{}
	e := start(t, c.ending("first", time.Hour), Renewal{Get: never, Now: c.now})
	provider := endpointcreds.New(e.URL, func(o *endpointcreds.Options) { o.AuthorizationToken = e.Token })
	got, err := provider.Retrieve(context.Background())
	if err != nil || got.AccessKeyID != "first" || got.SessionToken != "the-token" || !got.CanExpire || got.AccountID != "444455556666" {
		t.Errorf("it got the key %q (%v)", got.AccessKeyID, err)
	}
	_, err = endpointcreds.New(e.URL).Retrieve(context.Background())
	if err == nil || !strings.Contains(err.Error(), "the authorization token is missing or wrong") {
		t.Errorf("without the token: %v", err)
	}
}
