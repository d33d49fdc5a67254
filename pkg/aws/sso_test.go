package aws

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

// portal plays the SSO portal and its OIDC service.
type portal struct {
	*httptest.Server
	token    http.HandlerFunc
	creds    http.HandlerFunc
	asked    []string // method and path
	sent     map[string]string
	accepted string // the access token that came with the last GetRoleCredentials
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	p := &portal{}
	p.creds = jsonBody(200, `{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s3cret","sessionToken":"SSO-TOKEN","expiration":4070908800123}}`)
	p.token = jsonBody(200, `{"accessToken":"NEW-TOKEN","tokenType":"Bearer","expiresIn":28800,"refreshToken":"NEW-REFRESH"}`)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked = append(p.asked, r.Method+" "+r.URL.RequestURI())
		if r.URL.Path == "/token" {
			p.sent = nil
			_ = json.NewDecoder(r.Body).Decode(&p.sent)
			p.token(w, r)
			return
		}
		p.accepted = r.Header.Get("X-Amz-Sso_bearer_token")
		p.creds(w, r)
	}))
	t.Cleanup(func() { p.CloseClientConnections(); p.Close() })
	return p
}

func jsonBody(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

// files is a file system of two functions.
type files map[string]string

func (f files) read(path string) ([]byte, error) {
	text, ok := f[path]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

func (f files) write(path string, text []byte) error { f[path] = string(text); return nil }

const (
	corpToken   = "/home/me/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json" // of the vector sso-session
	legacyToken = "/home/me/.aws/sso/cache/0861e43e62f13451ae8226fbcd2cc4bb2f95e548.json" // of sso-legacy-token-expired
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func ssoRequest(session string) SSORequest {
	return SSORequest{Profile: "x", AccountID: "123456789012", Role: "Reader", SSOSession: SSOSession{
		Name: session, StartURL: "https://d-example.awsapps.com/start", Region: "us-west-2", CacheDir: "/home/me/.aws/sso/cache"}}
}

func (p *portal) client(f files) *Client {
	return newTestClient(Config{SSOEndpoint: p.URL, OIDCEndpoint: p.URL, ReadFile: f.read, WriteFile: f.write,
		Now: func() time.Time { return noon }, Timeout: 1200 * time.Millisecond})
}

// ssoFile is a token file with a live registration and a field that nobody here
// knows.
func ssoFile(change map[string]any) string {
	fields := map[string]any{"startUrl": "https://d-example.awsapps.com/start", "region": "us-west-2", "accessToken": "OLD-TOKEN",
		"expiresAt": "2026-11-20T20:00:00Z", "refreshToken": "OLD-REFRESH", "clientId": "client", "clientSecret": "client-secret",
		"registrationExpiresAt": "2027-01-01T00:00:00Z", "later": map[string]int{"x": 1}}
	maps.Copy(fields, change)
	for name, value := range change {
		if value == nil {
			delete(fields, name)
		}
	}
	text, _ := json.Marshal(fields)
	return string(text)
}

func TestSSOTokens(t *testing.T) {
	expired := map[string]any{"expiresAt": "2026-11-20T11:59:00Z"}
	ending := map[string]any{"expiresAt": "2026-11-20T12:14:00Z"}
	with := func(base map[string]any, name string, value any) map[string]any {
		m := maps.Clone(base)
		m[name] = value
		return m
	}
	for name, v := range map[string]struct {
		session, file string
		// token is the one that must reach the portal, "" for none.
		token     string
		refreshed bool
		exit      int
		words     string
	}{
		"fresh":                         {"corp", ssoFile(nil), "OLD-TOKEN", false, 0, ""},
		"old form of time":              {"corp", ssoFile(map[string]any{"expiresAt": "2026-11-20T20:00:00UTC"}), "OLD-TOKEN", false, 0, ""},
		"ending":                        {"corp", ssoFile(ending), "NEW-TOKEN", true, 0, ""},
		"ending, registration over":     {"corp", ssoFile(with(ending, "registrationExpiresAt", "2026-11-20T11:00:00Z")), "OLD-TOKEN", false, 0, ""},
		"ending, no refresh token":      {"corp", ssoFile(with(ending, "refreshToken", nil)), "OLD-TOKEN", false, 0, ""},
		"expired":                       {"corp", ssoFile(expired), "NEW-TOKEN", true, 0, ""},
		"expired, registration over":    {"corp", ssoFile(with(expired, "registrationExpiresAt", "2026-11-20T11:00:00UTC")), "", false, 4, "expired"},
		"expired, cannot be refreshed":  {"corp", ssoFile(with(expired, "clientSecret", nil)), "", false, 4, "expired"},
		"legacy, fresh":                 {"", ssoFile(nil), "OLD-TOKEN", false, 0, ""},
		"legacy, ending":                {"", ssoFile(ending), "NEW-TOKEN", true, 0, ""},
		"legacy as the AWS CLI left it": {"", ssoFile(with(ending, "refreshToken", nil)), "OLD-TOKEN", false, 0, ""},
		"legacy, expired":               {"", ssoFile(with(expired, "refreshToken", nil)), "", false, 4, "expired"},
		"no file":                       {"corp", "", "", false, 4, "nobody has signed in"},
		"no JSON":                       {"corp", "{SECRET", "", false, 4, "no JSON object"},
		"null":                          {"corp", "null", "", false, 4, "no JSON object"},
		"no token":                      {"corp", ssoFile(map[string]any{"accessToken": nil}), "", false, 4, "no accessToken"},
		"no time":                       {"corp", ssoFile(map[string]any{"expiresAt": 5}), "", false, 4, "no expiresAt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			path, command := corpToken, "awsenv login --sso-session corp"
			if v.session == "" {
				path, command = legacyToken, "awsenv login x"
			}
			f := files{}
			if v.file != "" {
				f[path] = v.file
			}
			a, err := p.client(f).SSORoleCredentials(t.Context(), ssoRequest(v.session))
			if v.exit != 0 {
				if exitCode(err) != v.exit || !strings.Contains(err.Error(), v.words) || !strings.Contains(hints(err), command) || strings.Contains(err.Error(), "SECRET") {
					t.Errorf("exit %d, %v, hints %q", exitCode(err), err, hints(err))
				}
				if len(p.asked) != 0 {
					t.Errorf("asked %v", p.asked)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if a.Keys.AccessKeyID != "ASIASSO" || a.Keys.SecretAccessKey != "s3cret" || a.Keys.SessionToken != "SSO-TOKEN" ||
				a.Account != "123456789012" || !a.Expires.Equal(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)) {
				t.Errorf("got %+v", a)
			}
			if p.accepted != v.token || p.asked[len(p.asked)-1] != "GET /federation/credentials?account_id=123456789012&role_name=Reader" {
				t.Errorf("asked %v with %q", p.asked, p.accepted)
			}
			if (f[path] != v.file) != v.refreshed {
				t.Errorf("the file is %s", f[path])
			}
		})
	}
}

func TestSSORefreshKeepsTheFile(t *testing.T) {
	p := newPortal(t)
	f := files{corpToken: ssoFile(map[string]any{"expiresAt": "2026-11-20T12:10:00UTC"})}
	if _, err := p.client(f).SSORoleCredentials(t.Context(), ssoRequest("corp")); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"grantType": "refresh_token", "clientId": "client", "clientSecret": "client-secret", "refreshToken": "OLD-REFRESH"}
	if !maps.Equal(p.sent, want) {
		t.Errorf("sent %v", p.sent)
	}
	expect := ssoFile(map[string]any{"accessToken": "NEW-TOKEN", "refreshToken": "NEW-REFRESH", "expiresAt": "2026-11-20T20:00:00Z"})
	var is, wanted map[string]any
	if json.Unmarshal([]byte(f[corpToken]), &is) != nil || json.Unmarshal([]byte(expect), &wanted) != nil || !reflect.DeepEqual(is, wanted) {
		t.Errorf("the file is\n%s\nwant\n%s", f[corpToken], expect)
	}
}

func TestSSORefreshFails(t *testing.T) {
	t.Parallel()
	grant := jsonBody(400, `{"error":"invalid_grant","error_description":"Invalid refresh token provided"}`)
	for name, v := range map[string]struct {
		token   http.HandlerFunc
		expires string
		exit    int
		hint    string
	}{
		"refused, not yet expired": {grant, "2026-11-20T12:05:00Z", 0, ""},
		"refused, expired":         {grant, "2026-11-20T11:00:00Z", 4, "awsenv login --sso-session corp"},
		"silent, not yet expired":  {silent, "2026-11-20T12:05:00Z", 0, ""},
		"silent, expired":          {silent, "2026-11-20T11:00:00Z", 6, "network"},
		"a page, not yet expired":  {answer(200, page), "2026-11-20T12:05:00Z", 0, ""},
		"empty, not yet expired":   {jsonBody(200, `{}`), "2026-11-20T12:05:00Z", 0, ""},
		"a token without a life":   {jsonBody(200, `{"accessToken":"NEW-TOKEN"}`), "2026-11-20T12:05:00Z", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.token = v.token
			f := files{corpToken: ssoFile(map[string]any{"expiresAt": v.expires})}
			before := f[corpToken]
			_, err := p.client(f).SSORoleCredentials(t.Context(), ssoRequest("corp"))
			if v.exit == 0 && (err != nil || p.accepted != "OLD-TOKEN") {
				t.Errorf("%v, with %q", err, p.accepted)
			}
			if v.exit != 0 && (exitCode(err) != v.exit || !strings.Contains(hints(err), v.hint)) {
				t.Errorf("exit %d, %v, hints %q", exitCode(err), err, hints(err))
			}
			if f[corpToken] != before {
				t.Errorf("the file is %s", f[corpToken])
			}
		})
	}
}

func TestSSORefusals(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		creds http.HandlerFunc
		exit  int
		hint  string
	}{
		"signed out":     {jsonBody(401, `{"message":"Session token not found or invalid","__type":"com.amazonaws.switchboard.portal#UnauthorizedException"}`), 4, "awsenv login"},
		"not assigned":   {jsonBody(403, `{"message":"No access","__type":"com.amazonaws.switchboard.portal#ForbiddenException"}`), 5, "sso_role_name"},
		"no such":        {jsonBody(404, `{"message":"Account 1 not found","__type":"ResourceNotFoundException"}`), 5, ""},
		"busy":           {jsonBody(429, `{"message":"slow","__type":"TooManyRequestsException"}`), 6, "try again"},
		"broken":         {jsonBody(500, `{}`), 6, "try again"},
		"a page":         {answer(200, page), 6, "sign-in page"},
		"no keys":        {jsonBody(200, `{"roleCredentials":{}}`), 6, "sign-in page"},
		"a message only": {jsonBody(403, `{"message":"Forbidden"}`), 6, "sign-in page"},
		"endless":        {endless, 6, "sign-in page"},
		"silent":         {silent, 6, "network"},
		"hang-up":        {hangUp, 6, "network"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.creds = v.creds
			_, err := p.client(files{corpToken: ssoFile(nil)}).SSORoleCredentials(t.Context(), ssoRequest("corp"))
			if exitCode(err) != v.exit || !strings.Contains(hints(err), v.hint) || !strings.Contains(err.Error(), "get role Reader in account 123456789012 from SSO") {
				t.Errorf("exit %d, %v, hints %q", exitCode(err), err, hints(err))
			}
			if strings.Contains(err.Error(), "OLD-TOKEN") {
				t.Error("it tells the token")
			}
		})
	}
}

// endless never ends an answer.
func endless(w http.ResponseWriter, r *http.Request) {
	blanks := make([]byte, 64<<10)
	for i := range blanks {
		blanks[i] = ' '
	}
	for r.Context().Err() == nil {
		if _, err := w.Write(blanks); err != nil {
			return
		}
	}
}

// A portal that is busy is asked again, whatever status it says so with, and one that
// refuses is not.
func TestSSORepeatsWhatMayPass(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		first http.HandlerFunc
		tries int
	}{
		"busy":              {jsonBody(429, `{"__type":"TooManyRequestsException"}`), 2},
		"busy by its words": {jsonBody(400, `{"__type":"ThrottlingException"}`), 2},
		"broken":            {jsonBody(503, `{}`), 2},
		"refused":           {jsonBody(403, `{"__type":"ForbiddenException"}`), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			then := p.creds
			p.creds = func(w http.ResponseWriter, r *http.Request) {
				if len(p.asked) == 1 {
					v.first(w, r)
					return
				}
				then(w, r)
			}
			_, err := p.client(files{corpToken: ssoFile(nil)}).SSORoleCredentials(t.Context(), ssoRequest("corp"))
			if len(p.asked) != v.tries || (err == nil) != (v.tries == 2) {
				t.Errorf("%d requests, %v", len(p.asked), err)
			}
		})
	}
}

func TestSSOCancel(t *testing.T) {
	p := newPortal(t)
	p.token = silent
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := p.client(files{corpToken: ssoFile(map[string]any{"expiresAt": "2026-11-20T12:05:00Z"})}).SSORoleCredentials(ctx, ssoRequest("corp"))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
