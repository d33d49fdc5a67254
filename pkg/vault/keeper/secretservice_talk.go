//go:build linux || freebsd

package keeper

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/awsenv/awsenv/pkg/vault"
)

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
		return k.trouble(vault.Absent, "there is no session bus (DBUS_SESSION_BUS_ADDRESS names no socket here, and XDG_RUNTIME_DIR has none)", passphraseHint)
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

// ownerOf is the user id of the process at the other end of a socket.
func ownerOf(socket *net.UnixConn) (uid int, err error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return 0, err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { uid, failed = peer(int(fd)) }); err != nil {
		return 0, err
	}
	return uid, failed
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
