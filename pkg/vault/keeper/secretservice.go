//go:build linux || freebsd

package keeper

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

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

// talk is a connection with the service, through which one thing is done.
type talk struct {
	SecretService
	ctx     context.Context
	conn    *dbus.Conn
	session dbus.ObjectPath
}

// talk connects, opens a session and does something. Whatever goes wrong comes back as a
// *vault.Trouble, or as context.Cause.
func (k SecretService) talk(ctx context.Context, do func(*talk) error) error {
	if k.Socket == "" {
		return k.trouble(vault.Absent, "there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set, and XDG_RUNTIME_DIR has none)", passphraseHint)
	}
	conn, err := k.connect(ctx)
	if err == nil {
		defer conn.Close()
		t := &talk{SecretService: k, ctx: ctx, conn: conn}
		// The secret goes over the bus in the clear: it is a socket between processes of
		// one user, any of which could ask for the secret as well.
		var output dbus.Variant
		err = t.call(servicePath, ofService+"OpenSession", "plain", dbus.MakeVariant("")).Store(&output, &t.session)
		if err == nil {
			err = do(t)
		}
	}
	return k.explain(ctx, err)
}

// connect gets onto the bus. The one at the other end of the socket must be ours.
func (k SecretService) connect(ctx context.Context) (*dbus.Conn, error) {
	limited, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	var dialer net.Dialer
	socket, err := dialer.DialContext(limited, "unix", k.Socket)
	if err != nil {
		return nil, err
	}
	if owner, err := ownerOf(socket.(*net.UnixConn)); err != nil || owner != os.Geteuid() {
		_ = socket.Close()
		return nil, k.trouble(vault.Absent, "the session bus belongs to another user", "run awsenv as the user of the desktop")
	}
	conn, err := dbus.NewConn(socket, dbus.WithAuth(dbus.AuthExternal(strconv.Itoa(os.Geteuid()))))
	if err != nil {
		_ = socket.Close()
		return nil, err
	}
	// Closing it is what ends a read that gets no answer.
	silent := context.AfterFunc(limited, func() { _ = conn.Close() })
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if !silent() && err == nil {
		err = limited.Err()
	}
	if err != nil {
		_ = conn.Close()
		return nil, errors.Join(err, limited.Err())
	}
	return conn, nil
}

// explain puts what went wrong in words.
func (k SecretService) explain(ctx context.Context, err error) error {
	var trouble *vault.Trouble
	var refused dbus.Error
	switch {
	case err == nil || errors.As(err, &trouble):
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, context.DeadlineExceeded):
		return k.trouble(vault.Silent, fmt.Sprintf("the desktop's keyring does not answer within %s", answerWithin), passphraseHint)
	case errors.As(err, &refused):
		switch refused.Name {
		case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner":
			return k.trouble(vault.Absent, "no keyring runs on the session bus, and awsenv starts none", "start the desktop's keyring (gnome-keyring, KWallet, KeePassXC); "+passphraseHint)
		case "org.freedesktop.Secret.Error.IsLocked":
			return k.locked("the desktop's keyring is locked")
		}
		return k.trouble(vault.Absent, "the desktop's keyring refuses ("+refused.Name+")", passphraseHint)
	}
	return k.trouble(vault.Absent, "the session bus cannot be used: "+reason(err), passphraseHint)
}

// reason is the system's word without the socket's name.
func reason(err error) string {
	var failed *os.SyscallError
	if errors.As(err, &failed) {
		return failed.Err.Error()
	}
	return err.Error()
}

// call calls a method, without starting whoever would have to answer.
func (t *talk) call(on dbus.ObjectPath, method string, args ...any) *dbus.Call {
	limited, cancel := context.WithTimeout(t.ctx, answerWithin)
	defer cancel()
	return t.conn.Object(service, on).CallWithContext(limited, method, dbus.FlagNoAutoStart, args...)
}

// defaultCollection is where new items go, nothing when there is none.
func (t *talk) defaultCollection() (in dbus.ObjectPath, err error) {
	err = t.call(servicePath, ofService+"ReadAlias", "default").Store(&in)
	return in, err
}

// home is the default collection, which there has to be.
func (t *talk) home() (in dbus.ObjectPath, err error) {
	if in, err = t.defaultCollection(); err == nil && in == nothing {
		err = t.trouble(vault.Absent, "the desktop has no default keyring", `make one in the desktop's program for passwords ("Passwords and Keys", KWallet)`)
	}
	return in, err
}

// find is the item, unlocked; nothing when there is none. A service that hides what is in
// a locked collection is asked again when that is open.
func (t *talk) find(r serviceRecord) (dbus.ObjectPath, error) {
	open, locked, err := t.search(r)
	switch {
	case err != nil:
		return nothing, err
	case len(open) > 0:
		return open[0], nil
	case len(locked) > 0:
		return locked[0], t.unlock(locked[0])
	}
	in, err := t.defaultCollection()
	if err != nil || in == nothing {
		return nothing, err
	}
	if isLocked, err := t.locked(in); err != nil || !isLocked {
		return nothing, err
	}
	if err := t.unlock(in); err != nil {
		return nothing, err
	}
	if open, _, err = t.search(r); err != nil || len(open) == 0 {
		return nothing, err
	}
	return open[0], nil
}

func (t *talk) search(r serviceRecord) (open, locked []dbus.ObjectPath, err error) {
	err = t.call(servicePath, ofService+"SearchItems", r.attributes()).Store(&open, &locked)
	return open, locked, err
}

func (t *talk) locked(in dbus.ObjectPath) (locked bool, err error) {
	err = t.call(in, "org.freedesktop.DBus.Properties.Get", "org.freedesktop.Secret.Collection", "Locked").Store(&locked)
	return locked, err
}

// unlock opens a collection, or that of an item, by a dialog where there is a person.
func (t *talk) unlock(what dbus.ObjectPath) error {
	var open []dbus.ObjectPath
	var asks dbus.ObjectPath
	if err := t.call(servicePath, ofService+"Unlock", []dbus.ObjectPath{what}).Store(&open, &asks); err != nil {
		return err
	}
	dismissed, err := t.answered(asks)
	if err == nil && dismissed {
		err = t.SecretService.locked("the dialog that unlocks the desktop's keyring was closed")
	}
	return err
}

// answered shows the dialog that a call asks for, and waits for the person; a call that
// asks for none is done. Nobody but a person who typed the command sees one.
func (t *talk) answered(asks dbus.ObjectPath) (dismissed bool, err error) {
	if asks == nothing {
		return false, nil
	}
	if !t.Person {
		return false, t.SecretService.locked("the desktop's keyring is locked")
	}
	signals := make(chan *dbus.Signal, 8)
	t.conn.Signal(signals)
	defer t.conn.RemoveSignal(signals)
	if err := t.conn.AddMatchSignalContext(t.ctx, dbus.WithMatchObjectPath(asks), dbus.WithMatchInterface(prompt), dbus.WithMatchMember("Completed")); err != nil {
		return false, err
	}
	if err := t.call(asks, prompt+".Prompt", "").Err; err != nil {
		return false, err
	}
	done := t.Tell.Progress("waiting for the dialog that unlocks the desktop's keyring")
	defer done()
	limit := time.NewTimer(dialogWithin)
	defer limit.Stop()
	for {
		select {
		case signal, still := <-signals:
			if !still {
				return false, dbus.ErrClosed
			}
			if signal.Path == asks && signal.Name == prompt+".Completed" && len(signal.Body) > 0 {
				dismissed, _ := signal.Body[0].(bool)
				return dismissed, nil
			}
		case <-t.ctx.Done():
			t.dismiss(asks)
			return false, context.Cause(t.ctx)
		case <-limit.C:
			t.dismiss(asks)
			return false, t.SecretService.locked("nobody answered the dialog that unlocks the desktop's keyring")
		}
	}
}

// dismiss takes a dialog away again, as well as that can be done.
func (t *talk) dismiss(asks dbus.ObjectPath) {
	t.conn.Object(service, asks).Go(prompt+".Dismiss", dbus.FlagNoAutoStart|dbus.FlagNoReplyExpected, nil)
}

func (k SecretService) locked(problem string) error {
	return k.trouble(vault.Locked, problem, "unlock it at the desktop; "+passphraseHint)
}
