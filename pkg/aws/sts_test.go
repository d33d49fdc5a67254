package aws

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

const grantedRole = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:me</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/dev/me</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-02T03:04:05Z</Expiration></Credentials>
<PackedPolicySize>6</PackedPolicySize></AssumeRoleResult>
<ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></AssumeRoleResponse>`

// fakeSTS answers with the handlers in turn, the last one for ever, and keeps
// the forms that it was sent.
type fakeSTS struct {
	*httptest.Server
	mu    sync.Mutex
	forms []url.Values
	heads []http.Header
	conns int
}

func newFakeSTS(t *testing.T, handlers ...http.HandlerFunc) *fakeSTS {
	t.Helper()
	f := &fakeSTS{}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		f.mu.Lock()
		f.forms, f.heads = append(f.forms, r.PostForm), append(f.heads, r.Header)
		h := handlers[min(len(f.forms), len(handlers))-1]
		f.mu.Unlock()
		h(w, r)
	}))
	f.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			f.mu.Lock()
			f.conns++
			f.mu.Unlock()
		}
	}
	f.Start()
	t.Cleanup(f.CloseNow)
	return f
}

// CloseNow ends the server without waiting for handlers that hang.
func (f *fakeSTS) CloseNow() {
	f.CloseClientConnections()
	f.Close()
}

func (f *fakeSTS) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.forms)
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func refuse(status int, code, message string) http.HandlerFunc {
	return answer(status, fmt.Sprintf(`<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>req-1</RequestId></ErrorResponse>`, code, message))
}

func granted(w http.ResponseWriter, r *http.Request) { answer(200, grantedRole)(w, r) }

func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, _ := http.NewResponseController(w).Hijack()
	_ = conn.Close()
}

func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func (f *fakeSTS) client(cfg Config) *Client {
	cfg.STSEndpoint, cfg.Region = f.URL, "eu-west-1"
	if cfg.Timeout == 0 {
		cfg.Timeout = 3 * time.Second
	}
	return newTestClient(cfg)
}

var devRole = RoleRequest{Profile: "dev", ARN: "arn:aws:iam::123456789012:role/dev", SessionName: "me"}

// withCode is devRole with MFA.
func withCode() RoleRequest {
	r := devRole
	r.Serial, r.Code = "arn:aws:iam::123456789012:mfa/alice", "123456"
	return r
}

func TestAssumeRoleSendsWhatWasAskedAndNoMore(t *testing.T) {
	for name, v := range map[string]struct {
		request RoleRequest
		want    url.Values
	}{
		"plain": {devRole, url.Values{}},
		"everything": {RoleRequest{ARN: devRole.ARN, SessionName: "me", ExternalID: "ext", Serial: "arn:aws:iam::1:mfa/a", Code: "000123", Duration: 12 * time.Hour},
			url.Values{"ExternalId": {"ext"}, "SerialNumber": {"arn:aws:iam::1:mfa/a"}, "TokenCode": {"000123"}, "DurationSeconds": {"43200"}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeSTS(t, granted)
			if _, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, v.request); err != nil {
				t.Fatal(err)
			}
			v.want["Action"], v.want["Version"] = []string{"AssumeRole"}, []string{"2011-06-15"}
			v.want["RoleArn"], v.want["RoleSessionName"] = []string{devRole.ARN}, []string{"me"}
			if f.forms[0].Encode() != v.want.Encode() {
				t.Errorf("sent %v, want %v", f.forms[0], v.want)
			}
		})
	}
}

func TestAssumeRoleAnswer(t *testing.T) {
	f := newFakeSTS(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Fri, 20 Nov 2026 21:00:00 GMT")
		w.Header().Set("X-Amzn-RequestId", "c6104cbe-af31-11e0-8154-cbc7ccf896c7")
		granted(w, r)
	})
	a, err := f.client(Config{Version: "1.2/x"}).AssumeRole(t.Context(), userKeys, devRole)
	if err != nil {
		t.Fatal(err)
	}
	if a.Keys != (session.Keys{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "secret", SessionToken: "token"}) ||
		!a.Expires.Equal(time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC)) || a.Account != "123456789012" ||
		a.AssumedRoleARN != "arn:aws:sts::123456789012:assumed-role/dev/me" || a.AssumedRoleID != "AROAEXAMPLE:me" || a.PackedPolicySize != 6 {
		t.Errorf("got %+v", a)
	}
	r := a.Envelope
	if r.RequestID != "c6104cbe-af31-11e0-8154-cbc7ccf896c7" || r.Status != 200 || r.Retries != 0 ||
		!a.Obtained.Equal(time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v", r)
	}
	var names []string
	for _, h := range r.Headers {
		names = append(names, h.Name)
	}
	if got := strings.Join(names, " "); got != "content-length content-type date x-amzn-requestid" {
		t.Errorf("headers are %q", got)
	}
	if agent := f.heads[0].Get("User-Agent"); !strings.Contains(agent, "app/awsenv-1.2") {
		t.Errorf("the user agent is %q", agent)
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", a, a, a), "secret") {
		t.Error("keys that were issued print their secret")
	}
}

func TestGetSessionTokenAndCallerIdentity(t *testing.T) {
	session := strings.NewReplacer("AssumeRole", "GetSessionToken").Replace(grantedRole)
	f := newFakeSTS(t, answer(200, session), answer(200, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/alice</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`))
	c := f.client(Config{})
	a, err := c.GetSessionToken(t.Context(), userKeys, SessionRequest{Profile: "iam", Serial: "arn:aws:iam::123456789012:mfa/alice", Code: "123456", Duration: 12 * time.Hour})
	if err != nil || a.Keys.SessionToken != "token" {
		t.Fatalf("%+v, %v", a, err)
	}
	if got := f.forms[0].Encode(); got != "Action=GetSessionToken&DurationSeconds=43200&SerialNumber=arn%3Aaws%3Aiam%3A%3A123456789012%3Amfa%2Falice&TokenCode=123456&Version=2011-06-15" {
		t.Errorf("sent %s", got)
	}
	id, err := c.CallerIdentity(t.Context(), "iam", a.Keys)
	if err != nil || id.Account != "123456789012" || id.ARN != "arn:aws:iam::123456789012:user/alice" || id.UserID != "AIDAEXAMPLE" {
		t.Fatalf("%+v, %v", id, err)
	}
	if f.heads[1].Get("X-Amz-Security-Token") != "token" {
		t.Error("the second call is not signed with the session")
	}
	if f.conns != 1 {
		t.Errorf("two calls took %d connections", f.conns)
	}
}

func TestWebIdentityIsUnsigned(t *testing.T) {
	granted := strings.NewReplacer("AssumeRole>", "AssumeRoleWithWebIdentity>", "AssumeRoleRes", "AssumeRoleWithWebIdentityRes").Replace(grantedRole)
	f := newFakeSTS(t, answer(200, granted))
	c := f.client(Config{ReadFile: func(path string) ([]byte, error) { return []byte("TOKEN of " + path), nil }})
	a, err := c.AssumeRoleWithWebIdentity(t.Context(), WebIdentityRequest{ARN: devRole.ARN, SessionName: "me", TokenFile: "/t"})
	if err != nil || a.Account != "123456789012" {
		t.Fatalf("%+v, %v", a, err)
	}
	if f.heads[0].Get("Authorization") != "" || f.forms[0].Get("WebIdentityToken") != "TOKEN of /t" || f.forms[0].Has("DurationSeconds") {
		t.Errorf("sent %v with %q", f.forms[0], f.heads[0].Get("Authorization"))
	}
}

func TestWebIdentityTokenFileMissing(t *testing.T) {
	f := newFakeSTS(t, granted)
	_, err := f.client(Config{}).AssumeRoleWithWebIdentity(t.Context(), WebIdentityRequest{ARN: devRole.ARN, SessionName: "me", TokenFile: "/does/not/exist"})
	if exitCode(err) != 3 || !strings.Contains(err.Error(), "/does/not/exist") || f.count() != 0 {
		t.Errorf("got %v after %d requests", err, f.count())
	}
}

func TestOddTimestamps(t *testing.T) {
	for _, text := range []string{"2099-01-02T03:04:05Z", "2099-01-02T03:04:05.000Z", "2099-01-02T03:04:05.123456Z"} {
		f := newFakeSTS(t, answer(200, strings.Replace(grantedRole, "2099-01-02T03:04:05Z", text, 1)))
		a, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, devRole)
		if err != nil || a.Expires.Truncate(time.Second) != time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC) {
			t.Errorf("%q: %v, %v", text, a.Expires, err)
		}
	}
}

func TestRetriesAreCounted(t *testing.T) {
	f := newFakeSTS(t, refuse(500, "InternalFailure", "oops"), granted)
	a, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, devRole)
	if err != nil || a.Envelope.Retries != 1 {
		t.Errorf("%+v, %v", a.Envelope, err)
	}
}
