package session

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestKeysNeverPrintThemselves: no verb and no encoder spills a secret.
func TestKeysNeverPrintThemselves(t *testing.T) {
	keys := Keys{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "the-secret", SessionToken: "the-token"}
	held := struct{ K Keys }{keys}
	texts := []string{keys.String(), fmt.Sprint(&keys)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, keys), fmt.Sprintf(verb, held))
	}
	encoded, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append(texts, string(encoded)) {
		if strings.Contains(text, "secret") || strings.Contains(text, "token") || strings.Contains(text, fmt.Sprintf("%x", "the-secret")) {
			t.Errorf("a secret in %q", text)
		}
	}
}

func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		12 * time.Hour: "12h", 90 * time.Minute: "1h30m", 45 * time.Second: "45s", 7*time.Minute + 12*time.Second: "7m12s",
		time.Hour + time.Second: "1h0m1s", 0: "0s", 1500 * time.Millisecond: "2s",
	} {
		if got := Short(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
