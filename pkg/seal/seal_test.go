package seal

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func sealed(t *testing.T, key Key, text string, about ...string) []byte {
	t.Helper()
	got, err := key.Seal([]byte(text), about...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestWhatIsSealedOpens(t *testing.T) {
	key := NewKey()
	for _, text := range []string{"", "a", strings.Repeat("secret ", 1000)} {
		got, err := key.Open(sealed(t, key, text, "alice", "1"), "alice", "1")
		if err != nil || string(got) != text {
			t.Errorf("%d bytes: got %d, %v", len(text), len(got), err)
		}
	}
}

func TestSealedTwiceDiffers(t *testing.T) {
	key := NewKey()
	if bytes.Equal(sealed(t, key, "a"), sealed(t, key, "a")) {
		t.Error("the same text gave the same bytes")
	}
}

func TestNothingElseOpens(t *testing.T) {
	key := NewKey()
	text := sealed(t, key, "secret", "alice", "1")
	for name, about := range map[string][]string{
		"another profile": {"bob", "1"}, "moved border": {"alice1", ""}, "one part": {"alice1"}, "fewer": {"alice"}, "none": nil,
	} {
		if got, err := key.Open(text, about...); !errors.Is(err, ErrNotOpened) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if _, err := NewKey().Open(text, "alice", "1"); !errors.Is(err, ErrNotOpened) {
		t.Errorf("another key: %v", err)
	}
	for i := range text {
		changed := bytes.Clone(text)
		changed[i] ^= 1
		if _, err := key.Open(changed, "alice", "1"); !errors.Is(err, ErrNotOpened) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := key.Open(text[:i], "alice", "1"); !errors.Is(err, ErrNotOpened) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
}

func TestAKeyOfAnotherLengthIsRefused(t *testing.T) {
	for _, key := range []Key{nil, make(Key, 16), make(Key, 33)} {
		if _, err := key.Seal([]byte("a")); err == nil {
			t.Errorf("a key of %d bytes sealed", len(key))
		}
	}
}

func TestAKeyDoesNotPrintItself(t *testing.T) {
	key := Key("0123456789abcdef0123456789abcdef")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{key, &key, struct{ V any }{key}} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, "0123") || strings.Contains(text, "30313233") || strings.Contains(text, "48 49") {
				t.Errorf("%s shows it: %s", verb, text)
			}
		}
	}
}
