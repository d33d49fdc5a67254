//go:build linux || freebsd

package keeper

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"

	"github.com/godbus/dbus/v5"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault"
)

// Of the Secret Service API, version 0.2 (specifications.freedesktop.org/secret-service).
const (
	service     = "org.freedesktop.secrets"
	servicePath = dbus.ObjectPath("/org/freedesktop/secrets")
	ofService   = "org.freedesktop.Secret.Service."
	collection  = "org.freedesktop.Secret.Collection."
	item        = "org.freedesktop.Secret.Item."
	prompt      = "org.freedesktop.Secret.Prompt"
	nothing     = dbus.ObjectPath("/")
)

// serviceSecret is the API's Secret.
type serviceSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// serviceRecord is what the store keeps: the attributes by which the item is found.
type serviceRecord struct {
	Store string `json:"store"`
	Item  string `json:"item"`
}

func (r serviceRecord) attributes() map[string]string {
	return map[string]string{"application": "awsenv", "store": r.Store, "item": r.Item}
}

// Ready is nil when the keyring is there and takes a new item, perhaps after a dialog.
func (k SecretService) Ready(ctx context.Context) error {
	return k.talk(ctx, func(t *talk) error {
		_, err := t.home()
		return err
	})
}

// Make implements vault.Keeper. The item goes into the default collection.
func (k SecretService) Make(ctx context.Context, store string) (secret seal.Key, record json.RawMessage, err error) {
	secret, r := seal.NewKey(), serviceRecord{Store: store, Item: rand.Text()}
	record, err = json.Marshal(r)
	if err != nil {
		return nil, nil, err
	}
	err = k.talk(ctx, func(t *talk) error {
		in, err := t.home()
		if err != nil {
			return err
		}
		if err := t.unlock(in); err != nil {
			return err
		}
		properties := map[string]dbus.Variant{
			item + "Label":      dbus.MakeVariant("awsenv: opens the stored access keys"),
			item + "Attributes": dbus.MakeVariant(r.attributes()),
		}
		// As text: some services keep strings alone.
		value := serviceSecret{t.session, nil, []byte(base64.StdEncoding.EncodeToString(secret)), "text/plain"}
		var made, asks dbus.ObjectPath
		if err := t.call(in, collection+"CreateItem", properties, value, false).Store(&made, &asks); err != nil {
			return err
		}
		_, err = t.answered(asks)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return secret, record, nil
}

// Secret implements vault.Keeper.
func (k SecretService) Secret(ctx context.Context, record json.RawMessage) (secret seal.Key, err error) {
	r, err := k.read(record)
	if err != nil {
		return nil, err
	}
	err = k.talk(ctx, func(t *talk) error {
		found, err := t.find(r)
		if err != nil {
			return err
		}
		if found == nothing {
			return k.trouble(vault.Gone, "the keyring has the item no longer", "")
		}
		var value serviceSecret
		if err := t.call(found, item+"GetSecret", t.session).Store(&value); err != nil {
			return err
		}
		defer clear(value.Value)
		secret, err = base64.StdEncoding.AppendDecode(nil, value.Value)
		if err != nil || len(secret) != seal.KeySize {
			return k.trouble(vault.Wrong, "what it has kept is not what awsenv gave it", "")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return secret, nil
}

// Remove implements vault.Keeper.
func (k SecretService) Remove(ctx context.Context, record json.RawMessage) error {
	r, err := k.read(record)
	if err != nil {
		return err
	}
	return k.talk(ctx, func(t *talk) error {
		found, err := t.find(r)
		if err != nil || found == nothing {
			return err
		}
		var asks dbus.ObjectPath
		if err := t.call(found, item+"Delete").Store(&asks); err != nil {
			return err
		}
		_, err = t.answered(asks)
		return err
	})
}

func (k SecretService) read(record json.RawMessage) (r serviceRecord, err error) {
	if json.Unmarshal(record, &r) != nil || r.Item == "" {
		return r, k.trouble(vault.Wrong, "the store does not say which item it is", "")
	}
	return r, nil
}

func (k SecretService) locked(problem string) error {
	return k.trouble(vault.Locked, problem, "unlock it at the desktop; "+passphraseHint)
}
