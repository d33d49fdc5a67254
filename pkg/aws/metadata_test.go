package aws

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

const machineKeys = `{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"ASIAMACHINE","SecretAccessKey":"s3cret","Token":"MACHINE-TOKEN","Expiration":"2099-01-01T00:00:00Z","LastUpdated":"2026-01-01T00:00:00Z"}`

// machine plays a container's credential service and an instance's metadata.
func machine(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *[]*http.Request) {
	t.Helper()
	seen := &[]*http.Request{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*seen = append(*seen, r)
		handler(w, r)
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server, seen
}

func environment(pairs map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { value, ok := pairs[name]; return value, ok }
}

func TestContainer(t *testing.T) {
	server, seen := machine(t, jsonBody(200, machineKeys))
	full := server.URL + "/v2/creds?id=1"
	for name, v := range map[string]struct {
		env           map[string]string
		authorization string
		exit          int
		words         string
	}{
		"full URI":          {map[string]string{containerFull: full}, "", 0, ""},
		"token":             {map[string]string{containerFull: full, containerToken: "Basic abc"}, "Basic abc", 0, ""},
		"token file first":  {map[string]string{containerFull: full, containerToken: "no", containerTokenFile: "/token"}, "from /token", 0, ""},
		"no token file":     {map[string]string{containerFull: full, containerTokenFile: "/none"}, "", 3, containerTokenFile},
		"line break":        {map[string]string{containerFull: full, containerToken: "a\r\nX: y"}, "", 3, "line break"},
		"elsewhere":         {map[string]string{containerFull: "http://192.0.2.1/creds"}, "", 3, `"192.0.2.1"`},
		"looks like loop":   {map[string]string{containerFull: "http://127.0.0.1.evil.example/"}, "", 3, "evil.example"},
		"no URL":            {map[string]string{containerFull: "creds"}, "", 3, "not an http"},
		"none":              {nil, "", 3, "no container"},
		"relative, escapes": {map[string]string{containerRelative: ".evil.example/x"}, "", 3, "evil.example"},
		// The part before the @ would be a user's name, and the host another one that is allowed.
		"relative, a user": {map[string]string{containerRelative: "@" + strings.TrimPrefix(full, "http://")}, "", 3, containerRelative},
		"relative, a port": {map[string]string{containerRelative: ":80@127.0.0.1/x"}, "", 3, containerRelative},
		"relative, empty":  {map[string]string{containerRelative: ""}, "", 3, containerRelative},
	} {
		t.Run(name, func(t *testing.T) {
			*seen = nil
			c := newTestClient(Config{Env: environment(v.env), Timeout: 2 * time.Second, ReadFile: func(path string) ([]byte, error) {
				if path == "/none" {
					return nil, errors.New("no such file")
				}
				return []byte("from " + path), nil
			}})
			a, err := c.ContainerCredentials(t.Context(), "x")
			if v.exit != 0 {
				if exitCode(err) != v.exit || !strings.Contains(err.Error(), v.words) || len(*seen) != 0 {
					t.Errorf("exit %d, %v, %d requests", exitCode(err), err, len(*seen))
				}
				return
			}
			if err != nil || a.Keys.AccessKeyID != "ASIAMACHINE" || a.Keys.SessionToken != "MACHINE-TOKEN" || !a.Expires.Equal(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)) {
				t.Fatalf("%+v, %v", a, err)
			}
			r := (*seen)[0]
			if r.URL.RequestURI() != "/v2/creds?id=1" || r.Header.Get("Authorization") != v.authorization {
				t.Errorf("asked %s with %q", r.URL.RequestURI(), r.Header.Get("Authorization"))
			}
		})
	}
}

func TestAllowedService(t *testing.T) {
	for _, ok := range []string{"http://169.254.170.2/x", "http://169.254.170.23/x", "http://[fd00:ec2::23]/x", "http://localhost:80/", "http://[::1]/", "http://127.9.9.9/", "https://example.com/"} {
		if err := allowedService(ok); err != nil {
			t.Errorf("%s: %v", ok, err)
		}
	}
	for _, bad := range []string{"http://example.com/", "http://169.254.170.22/", "http://[fd00:ec2::24]/", "ftp://localhost/", "localhost", "http://localhost.example.com/", "http://user@example.com/"} {
		if allowedService(bad) == nil {
			t.Errorf("%s is allowed", bad)
		}
	}
}

func TestContainerTrouble(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"404": http.NotFound, "500": jsonBody(500, `{}`), "a page": answer(200, page), "silent": silent, "no keys": jsonBody(200, `{}`),
		"refusal": jsonBody(400, `{"code":"AccessDenied","message":"no role"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, _ := machine(t, handler)
			c := newTestClient(Config{Env: environment(map[string]string{containerFull: server.URL}), Timeout: time.Second})
			_, err := c.ContainerCredentials(t.Context(), "x")
			if exitCode(err) != 6 || !strings.Contains(err.Error(), server.URL) || strings.Contains(err.Error(), "<html>") {
				t.Errorf("exit %d, %v", exitCode(err), err)
			}
		})
	}
}

// instance plays the metadata service, version 2.
func instance(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "PUT /latest/api/token":
		w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "300")
		_, _ = w.Write([]byte("IMDS"))
	case "GET /latest/meta-data/iam/security-credentials/":
		_, _ = w.Write([]byte("my-role"))
	case "GET /latest/meta-data/iam/security-credentials/my-role":
		_, _ = w.Write([]byte(machineKeys))
	default:
		http.NotFound(w, r)
	}
}

func TestInstance(t *testing.T) {
	server, seen := machine(t, instance)
	for _, slash := range []string{"", "/"} {
		*seen = nil
		c := newTestClient(Config{Env: environment(map[string]string{instanceEndpoint: server.URL + slash})})
		a, err := c.InstanceCredentials(t.Context(), "x")
		if err != nil || a.Keys.AccessKeyID != "ASIAMACHINE" || a.Keys.SessionToken != "MACHINE-TOKEN" || a.Expires.Year() != 2099 {
			t.Fatalf("%q: %+v, %v", slash, a, err)
		}
		if last := (*seen)[len(*seen)-1]; last.Header.Get("X-Aws-Ec2-Metadata-Token") != "IMDS" {
			t.Errorf("asked without the token: %v", last.Header)
		}
	}
}

func TestInstanceSettings(t *testing.T) {
	off := newTestClient(Config{Env: environment(map[string]string{instanceDisabled: "TRUE"})})
	if _, err := off.InstanceCredentials(t.Context(), "x"); exitCode(err) != 3 {
		t.Errorf("switched off: %v", err)
	}
	for mode, want := range map[string]string{"": "http://169.254.169.254", "IPv4": "http://169.254.169.254", "ipv6": "http://[fd00:ec2::254]", "both": ""} {
		o, err := newTestClient(Config{Env: environment(map[string]string{instanceMode: mode})}).instanceOptions()
		if want == "" {
			if exitCode(err) != 3 {
				t.Errorf("%q: %v", mode, err)
			}
		} else if err != nil || o.Endpoint != want {
			t.Errorf("%q is %q, %v", mode, o.Endpoint, err)
		}
	}
}

// TestInstanceWithoutATokenOnlyWhereAllowed: a refused token does not lead to the older
// service, which anybody who can make a server fetch a URL can read.
func TestInstanceWithoutATokenOnlyWhereAllowed(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		server, seen := machine(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				http.Error(w, "", http.StatusForbidden)
				return
			}
			instance(w, r)
		})
		c := newTestClient(Config{MetadataV1: allowed, Env: environment(map[string]string{instanceEndpoint: server.URL})})
		_, err := c.InstanceCredentials(t.Context(), "x")
		if (err == nil) != allowed || err != nil && exitCode(err) != 6 {
			t.Errorf("allowed %v: %v", allowed, err)
		}
		for _, r := range *seen {
			if r.Method == http.MethodGet && !allowed {
				t.Errorf("asked %s without a token", r.URL.Path)
			}
		}
	}
}

func TestInstanceTrouble(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"404": http.NotFound, "500": jsonBody(500, ""), "silent": silent, "hang-up": hangUp, "a page": answer(200, page),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, _ := machine(t, handler)
			c := newTestClient(Config{Env: environment(map[string]string{instanceEndpoint: server.URL})})
			start := time.Now()
			_, err := c.InstanceCredentials(t.Context(), "x")
			if exitCode(err) != 6 || !strings.Contains(hints(err), "role") {
				t.Errorf("exit %d, %v", exitCode(err), err)
			}
			if took := time.Since(start); took > 9*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

func TestMachineCancel(t *testing.T) {
	t.Parallel()
	server, _ := machine(t, silent)
	c := newTestClient(Config{Env: environment(map[string]string{instanceEndpoint: server.URL, containerFull: server.URL})})
	for _, call := range []func(context.Context, string) (session.Issued, error){c.InstanceCredentials, c.ContainerCredentials} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		start := time.Now()
		if _, err := call(ctx, "x"); !errors.Is(err, context.Canceled) || time.Since(start) > 5*time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	}
}
