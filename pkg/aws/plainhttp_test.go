package aws

import (
	"net/url"
	"strings"
	"sync"
	"testing"
)

// Loads from an endpoint on another machine said nothing of it that keys and tokens
// crossed the network in clear text.
func TestPlainHTTPIsWarnedOfOnce(t *testing.T) {
	f := newFakeSTS(t, granted)
	said, run := &heard{}, &sync.Once{}
	for range 2 {
		c := newTestClient(Config{Region: "eu-west-1", STSEndpoint: "http://minio.example.invalid:9000", Proxy: through(t, f.URL), Tell: said, Plain: run})
		for range 2 {
			if _, err := c.AssumeRole(t.Context(), userKeys, devRole); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := strings.Count(said.text.String(), "over plain http to minio.example.invalid:9000"); n != 1 || f.count() != 4 {
		t.Errorf("%d warnings in %d calls:\n%s", n, f.count(), said.text.String())
	}
}

func TestPlainHTTPOnThisMachine(t *testing.T) {
	f := newFakeSTS(t, granted)
	server, _ := machine(t, jsonBody(200, machineKeys))
	for name, call := range map[string]func(said *heard) error{
		"loopback": func(said *heard) error {
			_, err := f.client(Config{Tell: said}).AssumeRole(t.Context(), userKeys, devRole)
			return err
		},
		"a container's service": func(said *heard) error {
			c := newTestClient(Config{Tell: said, Env: environment(map[string]string{containerFull: server.URL + "/x"})})
			_, err := c.ContainerCredentials(t.Context(), "x")
			return err
		},
	} {
		said := &heard{}
		if err := call(said); err != nil || strings.Contains(said.text.String(), "plain") {
			t.Errorf("%s: %v, %s", name, err, said.text.String())
		}
	}
	for text, want := range map[string]bool{
		"http://127.0.0.1:1": false, "http://[::1]": false, "http://localhost:9000": false, "http://LocalHost": false, "https://minio.example": false,
		"http://minio.example": true, "http://localhost.example": true, "http://127.0.0.1.example": true, "http://192.0.2.1": true, "http://user@127.0.0.1": false, "http://127.0.0.1@192.0.2.1": true,
	} {
		if u, err := url.Parse(text); err != nil || exposed(u) != want {
			t.Errorf("%s: %v, %v", text, !want, err)
		}
	}
}

// A new access key, which nothing ends, came in clear text.
func TestKeysAreNotMadeOverPlainHTTP(t *testing.T) {
	f := newFakeSTS(t, granted)
	c := newTestClient(Config{Region: "eu-west-1", IAMEndpoint: "http://iam.example.invalid", Proxy: through(t, f.URL)})
	if _, err := c.CreateAccessKey(t.Context(), "x", userKeys); exitCode(err) != 3 || !strings.Contains(err.Error(), "http://iam.example.invalid") || f.count() != 0 {
		t.Errorf("%v after %d calls", err, f.count())
	}
	for _, endpoint := range []string{"", "https://iam.example.invalid", f.URL} {
		if err := newTestClient(Config{IAMEndpoint: endpoint}).MayMakeKeys(); err != nil {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
}
