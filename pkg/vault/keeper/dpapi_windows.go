package keeper

import (
	"bytes"
	"context"
	"encoding/json"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault"
)

// dpapiRecord is what the store keeps.
type dpapiRecord struct {
	// Blob is what CryptProtectData made of the secret.
	Blob []byte `json:"blob"`
}

// purpose is the optional entropy: another program has to know that the text is awsenv's.
const purpose = "awsenv keys 1"

// Make implements vault.Keeper.
func (k DPAPI) Make(context.Context, string) (seal.Key, json.RawMessage, error) {
	secret := seal.NewKey()
	var out windows.DataBlob
	if err := windows.CryptProtectData(blob(secret), nil, blob([]byte(purpose)), 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, &out); err != nil {
		return nil, nil, k.trouble(vault.Absent, "Windows does not encrypt for this account: "+err.Error())
	}
	record, err := json.Marshal(dpapiRecord{Blob: taken(out)})
	return secret, record, err
}

// Secret implements vault.Keeper.
func (k DPAPI) Secret(_ context.Context, record json.RawMessage) (seal.Key, error) {
	var r dpapiRecord
	if json.Unmarshal(record, &r) != nil || len(r.Blob) == 0 {
		return nil, k.trouble(vault.Wrong, "the store does not have what Windows encrypted")
	}
	var out windows.DataBlob
	if err := windows.CryptUnprotectData(blob(r.Blob), nil, blob([]byte(purpose)), 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, &out); err != nil {
		return nil, k.trouble(vault.Gone, "Windows does not decrypt it for this account on this computer: "+err.Error())
	}
	secret := seal.Key(taken(out))
	if len(secret) != seal.KeySize {
		return nil, k.trouble(vault.Wrong, "what Windows decrypted is not what awsenv gave it")
	}
	return secret, nil
}

// Remove implements vault.Keeper: what Windows encrypted goes with the store's record.
func (DPAPI) Remove(context.Context, json.RawMessage) error { return nil }

// blob is a text as the system takes it.
func blob(text []byte) *windows.DataBlob {
	return &windows.DataBlob{Size: uint32(len(text)), Data: unsafe.SliceData(text)}
}

// taken is a copy of what the system made, of which nothing stays in its memory.
func taken(out windows.DataBlob) []byte {
	made := unsafe.Slice(out.Data, out.Size)
	text := bytes.Clone(made)
	clear(made)
	_, _ = windows.LocalFree(windows.Handle(unsafe.Pointer(out.Data)))
	return text
}
