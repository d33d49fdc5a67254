package aws

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestProbe(t *testing.T) {
	s := emulator(t)
	s.SetOffset(10 * time.Minute)
	got, err := direct(s).Probe(t.Context())
	if err != nil || got.Endpoint != s.URL || !got.Dated || got.Ahead < 9*time.Minute || got.Ahead > 11*time.Minute {
		t.Errorf("%+v, %v", got, err)
	}
	for what, status := range map[string]int{"a page": 200, "a proxy": 407, "an outage": 503} {
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		_, err := newTestClient(Config{Region: "eu-west-1", STSEndpoint: other.URL, Timeout: time.Minute}).Probe(t.Context())
		other.Close()
		var away *Unreachable
		if !errors.As(err, &away) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := newTestClient(Config{Region: "eu-west-1", STSEndpoint: other.URL, Timeout: time.Minute}).Probe(t.Context()); !errors.As(err, &away) {
			t.Errorf("nothing: %v", err)
		}
	}
}
