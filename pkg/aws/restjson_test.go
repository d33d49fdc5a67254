package aws

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A connection that broke under a call that does no harm twice is no reason to give
// up; one that spends a token is never made again.
func TestABrokenConnectionIsTriedAgainWhereThatDoesNoHarm(t *testing.T) {
	for name, test := range map[string]struct {
		call  jsonCall
		calls int
	}{
		"reads":      {jsonCall{method: http.MethodGet}, 2},
		"idempotent": {jsonCall{method: http.MethodPost, idempotent: true}, 2},
		"spends":     {jsonCall{method: http.MethodPost}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if calls++; calls == 1 {
					panic(http.ErrAbortHandler)
				}
				_, _ = w.Write([]byte("{}"))
			}))
			defer server.Close()
			test.call.url = server.URL
			_, _, err := newTestClient(Config{}).callJSON(t.Context(), test.call, nil)
			var unreachable *Unreachable
			if calls != test.calls || (err == nil) != (test.calls == 2) || err != nil && !errors.As(err, &unreachable) {
				t.Errorf("%d calls, not %d: %v", calls, test.calls, err)
			}
		})
	}
}
