package aws

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/voice"
)

const (
	spokenToken  = "IQoJb3JpZ2luX2VjEJr+/SPOKEN/TOKEN+/aCXVzLWVhc3QtMSJHMEUCIQ=="
	spokenSecret = "abcdEFGHijkl/SPOKEN/SECRET+mnopQRSTuvwx1"
	spokenCode   = "654321"
)

var spokenKeys = session.Keys{AccessKeyID: "ASIASPOKEN", SecretAccessKey: spokenSecret, SessionToken: spokenToken}

// heard keeps all that is said.
type heard struct {
	voice.None
	mu   sync.Mutex
	text strings.Builder
}

func (h *heard) add(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text.WriteString(text + "\n")
}
func (h *heard) Notice(text string) { h.add(text) }
func (h *heard) Warn(text string)   { h.add(text) }
func (h *heard) Trace(text string)  { h.add(text) }

// spills reports what of the secrets a text shows, pieces of them included.
func spills(text string, secrets ...string) string {
	for _, secret := range secrets {
		for i := 0; i+telling <= len(secret); i += 4 {
			if piece := secret[i : i+telling]; strings.Contains(text, piece) || strings.Contains(text, url.QueryEscape(piece)) {
				return piece
			}
		}
		if secret != "" && strings.Contains(text, secret) {
			return secret
		}
	}
	return ""
}

// A server, or a debugging proxy before it, that quotes what it was sent had the
// session token and the code shown in errors, with -v and in the words for a server
// that is out of order.
func TestServerThatEchoesSecrets(t *testing.T) {
	const echo = "you sent token " + spokenToken + ", cut " + "IQoJb3JpZ2luX2VjEJr+/SPOK" + "…, secret " + spokenSecret + " and code " + spokenCode + " for account 654321654321"
	encoded := url.QueryEscape(spokenToken) + "&TokenCode=" + spokenCode + "&x"
	xml := strings.NewReplacer("&", "&amp;", "<", "&lt;")
	raw := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			_, _ = io.WriteString(conn, text)
			_ = conn.Close()
		}
	}
	for name, handler := range map[string]http.HandlerFunc{
		"refused":           refuse(403, "AccessDenied", echo),
		"in a URL's form":   refuse(403, "AccessDenied", xml.Replace(encoded)),
		"code of the error": refuse(403, spokenToken, "no"),
		"request id":        answer(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>"+spokenToken+"</RequestId></ErrorResponse>"),
		"out of order":      refuse(500, "InternalFailure", echo),
		"throttled":         refuse(400, "Throttling", echo),
		"as S3 does":        answer(403, "<Error><Code>AccessDenied</Code><Message>"+echo+"</Message></Error>"),
		"content type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; x="+spokenToken)
			w.WriteHeader(404)
		},
		"status line":   raw("TOKEN " + spokenToken + " " + spokenCode + "\r\n\r\n"),
		"header":        raw("HTTP/1.1 200 OK\r\n" + spokenToken + " is no header\r\n\r\n"),
		"another role":  answer(200, strings.Replace(grantedRole, "arn:aws:sts::123456789012:assumed-role/dev/me", "arn:aws:sts::1:assumed-role/"+spokenToken+"/"+spokenSecret, 1)),
		"very long":     refuse(403, "AccessDenied", strings.Repeat("x", 1990)+spokenToken+strings.Repeat(spokenSecret, 5000)),
		"nothing of it": refuse(403, "AccessDenied", "no"),
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeSTS(t, handler)
			said := &heard{}
			request := withCode()
			request.Code = spokenCode
			_, err := f.client(Config{Tell: said}).AssumeRole(t.Context(), spokenKeys, request)
			if err == nil {
				t.Fatal("it was granted")
			}
			shown := said.text.String() + err.Error() + hints(err)
			var r *Refusal
			if errors.As(err, &r) {
				shown += fmt.Sprintf(" %+v", *r)
			}
			if what := spills(strings.ReplaceAll(shown, "654321654321", ""), spokenToken, spokenSecret, spokenCode); what != "" {
				t.Errorf("%q is shown:\n%s", what, shown)
			}
			if name == "refused" && !strings.Contains(shown, "you sent token (redacted), cut (redacted)…, secret (redacted) and code (redacted) for account 654321654321") {
				t.Errorf("the words around it are lost:\n%s", shown)
			}
		})
	}
}

func TestIAMThatEchoesSecrets(t *testing.T) {
	server := httptest.NewServer(refuse(403, "AccessDenied", "token "+spokenToken+" secret "+spokenSecret))
	defer server.Close()
	said := &heard{}
	_, _, err := newTestClient(Config{Region: "eu-west-1", IAMEndpoint: server.URL, Tell: said}).AccessKeys(t.Context(), "x", spokenKeys)
	if what := spills(said.text.String()+err.Error()+hints(err), spokenToken, spokenSecret); what != "" {
		t.Errorf("%q is shown: %v", what, err)
	}
}

func TestIdentityThatEchoesSecrets(t *testing.T) {
	f := newFakeSTS(t, answer(200, "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:"+spokenToken+"</Arn><UserId>"+spokenSecret+"</UserId><Account>"+spokenSecret+"</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"))
	who, err := f.client(Config{}).CallerIdentity(t.Context(), "x", spokenKeys)
	if what := spills(fmt.Sprint(who), spokenToken, spokenSecret); what != "" || err != nil {
		t.Errorf("%q is shown: %v, %v", what, who, err)
	}
}

// The unsigned calls send tokens in headers and in their bodies.
func TestJSONThatEchoesSecrets(t *testing.T) {
	said := &heard{}
	c := newTestClient(Config{Tell: said})
	for name, body := range map[string]string{
		"description": `{"error":"invalid_grant","error_description":"refresh token %s of client-id is bad"}`,
		"message":     `{"__type":"X","message":"bearer %s"}`,
		"code":        `{"__type":"%s"}`,
	} {
		server := httptest.NewServer(jsonBody(400, fmt.Sprintf(body, spokenToken)))
		for _, call := range []jsonCall{
			{step: "x", method: http.MethodPost, url: server.URL, send: map[string]string{"clientId": "client-id", "refreshToken": spokenToken}},
			{step: "x", method: http.MethodPost, url: server.URL, send: map[string]any{"clientSecret": spokenToken, "scopes": []string{"a"}}},
			{step: "x", method: http.MethodPost, url: server.URL, send: url.Values{"Session": {`{"sessionToken":"` + spokenToken + `"}`}}},
			{step: "x", method: http.MethodGet, url: server.URL, header: map[string]string{"X-Amz-Sso_bearer_token": spokenToken}},
		} {
			var out struct{}
			_, no, err := c.callJSON(t.Context(), call, &out)
			if no == nil || spills(no.code+no.message, spokenToken) != "" {
				t.Errorf("%s: %+v, %v", name, no, err)
			} else if name == "description" && !strings.Contains(no.message, "of client-id is bad") {
				t.Errorf("%s: %q", name, no.message)
			}
		}
		server.Close()
	}
}

func TestContainerThatEchoesItsToken(t *testing.T) {
	server, _ := machine(t, jsonBody(400, `{"code":"Denied","message":"`+spokenToken+` is not the token"}`))
	c := newTestClient(Config{Env: environment(map[string]string{containerFull: server.URL, containerToken: spokenToken})})
	_, err := c.ContainerCredentials(t.Context(), "x")
	if what := spills(err.Error()+hints(err), spokenToken); what != "" {
		t.Errorf("%q is shown: %v", what, err)
	}
}

func TestConceal(t *testing.T) {
	ctx := withSecrets(withSecrets(context.Background(), spokenToken), "123456", "minioadmin", "")
	for text, want := range map[string]string{
		"":                               "",
		"code 123456.":                   "code (redacted).",
		"x123456y":                       "x(redacted)y",
		"account 123456789012":           "account 123456789012",
		"9123456":                        "9123456",
		"key minioadmin":                 "key (redacted)",
		"minioadministrator":             "minioadministrator",
		"a " + spokenToken + spokenToken: "a (redacted)(redacted)",
		"a " + spokenToken[5:40] + " b":  "a (redacted) b",
		"a " + spokenToken[:telling-1]:   "a " + spokenToken[:telling-1],
		"grüße, " + spokenToken + " 大":   "grüße, (redacted) 大",
	} {
		if got := conceal(ctx, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if text := strings.Repeat("long ", 10000); conceal(context.Background(), text) != text {
		t.Error("text is cut where there is nothing to hide")
	}
}
