package keeper

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/awsenv/awsenv/pkg/vault"
)

func TestWindowsKeepsASecret(t *testing.T) {
	secret, record, err := DPAPI{}.Make(t.Context(), "store-1")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(record, secret) {
		t.Error("the record has the secret in it")
	}
	got, err := DPAPI{}.Secret(t.Context(), record)
	if err != nil || !bytes.Equal(got, secret) {
		t.Errorf("it is the right one: %v, %v", bytes.Equal(got, secret), err)
	}
}

func TestWhatWindowsDidNotEncryptIsRefused(t *testing.T) {
	_, record, err := DPAPI{}.Make(t.Context(), "store-1")
	if err != nil {
		t.Fatal(err)
	}
	var r dpapiRecord
	if err := json.Unmarshal(record, &r); err != nil {
		t.Fatal(err)
	}
	r.Blob[len(r.Blob)-1] ^= 1
	changed, _ := json.Marshal(r)
	for _, record := range []json.RawMessage{nil, json.RawMessage(`{}`), json.RawMessage(`{"blob":"AAAA"}`), changed} {
		var trouble *vault.Trouble
		if _, err := (DPAPI{}).Secret(t.Context(), record); !errors.As(err, &trouble) {
			t.Errorf("%d bytes: %v", len(record), err)
		}
	}
}
