package keeper

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/awsenv/awsenv/pkg/desktoptest"
	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/pkg/vault"
	"github.com/awsenv/awsenv/pkg/voice"
)

func keeperAt(d *desktoptest.Desktop) SecretService {
	return SecretService{Socket: d.Socket, Tell: voice.None{}}
}

// troubled is the kind of an error, which must be a trouble with words.
func troubled(t *testing.T, err error, want vault.Kind, words string) {
	t.Helper()
	var trouble *vault.Trouble
	if !errors.As(err, &trouble) {
		t.Fatalf("got %v", err)
	}
	if trouble.Kind != want || !strings.Contains(trouble.Error(), words) {
		t.Errorf("got kind %d, %q", trouble.Kind, trouble)
	}
	if trouble.Kind != vault.Gone && trouble.Fix == "" {
		t.Errorf("%q does not say what to do", trouble)
	}
}

func TestGNOMEKeyringKeepsASecret(t *testing.T) {
	d := desktoptest.New(t)
	d.Keyring()
	k, ctx := keeperAt(d), t.Context()
	secret, record, err := k.Make(ctx, "store-1")
	if err != nil {
		t.Fatal(err)
	}
	other, otherRecord, err := k.Make(ctx, "store-1")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(secret, other) || bytes.Equal(record, otherRecord) {
		t.Error("two secrets of one store are the same")
	}
	for name, c := range map[string]struct {
		record []byte
		want   []byte
	}{"the first": {record, secret}, "the second": {otherRecord, other}} {
		if got, err := k.Secret(ctx, c.record); err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%s: it is the right one: %v, %v", name, bytes.Equal(got, c.want), err)
		}
	}
	if bytes.Contains(record, secret) {
		t.Error("the record has the secret in it")
	}
	if err := k.Remove(ctx, record); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Secret(ctx, record); err == nil {
		t.Error("the secret is there after it was removed")
	} else {
		troubled(t, err, vault.Gone, "no longer")
	}
	if err := k.Remove(ctx, record); err != nil {
		t.Errorf("removed twice: %v", err)
	}
	if got, err := k.Secret(ctx, otherRecord); err != nil || !bytes.Equal(got, other) {
		t.Errorf("the other one, after the first was removed: %v", err)
	}
}

// A person sees in the desktop's program for passwords what the item is.
func TestTheItemSaysWhoseItIs(t *testing.T) {
	tooltest.Program(t, "secret-tool")
	d := desktoptest.New(t)
	d.Keyring()
	if _, _, err := keeperAt(d).Make(t.Context(), "store-1"); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("secret-tool", "search", "--all", "application", "awsenv")
	cmd.Env = d.Env
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "label = awsenv: opens the stored access keys") || !strings.Contains(string(out), "attribute.store = store-1") {
		t.Errorf("%v\n%s", err, out)
	}
}

// Nobody sees a dialog who did not type the command: a locked keyring is said to be so.
func TestALockedKeyringIsSaidToBe(t *testing.T) {
	d := desktoptest.New(t)
	d.Keyring()
	k := keeperAt(d)
	_, record, err := k.Make(t.Context(), "store-1")
	if err != nil {
		t.Fatal(err)
	}
	dialogs := watch(t, d, prompt, "Prompt")
	d.Lock()
	_, err = k.Secret(t.Context(), record)
	troubled(t, err, vault.Locked, "locked")
	_, _, err = k.Make(t.Context(), "store-1")
	troubled(t, err, vault.Locked, "locked")
	troubled(t, k.Remove(t.Context(), record), vault.Locked, "locked")
	if n := dialogs(); n != 0 {
		t.Errorf("%d dialogs were asked for", n)
	}
}

// watch counts the calls of a method on the bus from now on.
func watch(t *testing.T, d *desktoptest.Desktop, on, member string) (count func() int) {
	t.Helper()
	conn := d.Connection()
	rule := "type='method_call',interface='" + on + "',member='" + member + "'"
	if err := conn.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, []string{rule}, uint32(0)).Err; err != nil {
		t.Fatal(err)
	}
	seen := make(chan *dbus.Message, 100)
	conn.Eavesdrop(seen)
	return func() (n int) {
		other := d.Connection() // whatever was sent before this has been seen
		if err := other.BusObject().Call("org.freedesktop.DBus.GetId", 0).Err; err != nil {
			t.Fatal(err)
		}
		for {
			select {
			case m := <-seen:
				if m.Headers[dbus.FieldMember].Value() == member {
					n++
				}
			case <-time.After(100 * time.Millisecond):
				return n
			}
		}
	}
}

func TestABusWithoutAKeyring(t *testing.T) {
	d := desktoptest.New(t)
	_, _, err := keeperAt(d).Make(t.Context(), "store-1")
	troubled(t, err, vault.Absent, "no keyring runs")
}

func TestNoBus(t *testing.T) {
	dir := t.TempDir()
	for name, socket := range map[string]string{"none": "", "one that is gone": filepath.Join(dir, "bus")} {
		_, err := SecretService{Socket: socket, Tell: voice.None{}}.Secret(t.Context(), json.RawMessage(`{"store":"a","item":"b"}`))
		var trouble *vault.Trouble
		if !errors.As(err, &trouble) || trouble.Kind != vault.Absent || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// silentService answers what awsenv asks before, and never what it asks in the end.
type silentService struct{ end chan struct{} }

func (s silentService) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), "/session", nil
}

func (s silentService) SearchItems(map[string]string) ([]dbus.ObjectPath, []dbus.ObjectPath, *dbus.Error) {
	<-s.end
	return nil, nil, nil
}

// Whatever does not answer, the bus or the keyring, is given two seconds.
func TestSilenceEnds(t *testing.T) {
	record := json.RawMessage(`{"store":"a","item":"b"}`)
	dir := t.TempDir()
	hears, err := net.Listen("unix", filepath.Join(dir, "deaf"))
	if err != nil {
		t.Fatal(err)
	}
	defer hears.Close()
	full := filepath.Join(dir, "full")
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		err = syscall.Bind(fd, &syscall.SockaddrUnix{Name: full})
	}
	if err == nil {
		err = syscall.Listen(fd, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	for range 2 { // what waits to be accepted fills it
		if conn, err := net.DialTimeout("unix", full, 100*time.Millisecond); err == nil {
			defer conn.Close()
		}
	}
	d := desktoptest.New(t)
	conn := d.Connection()
	silent := silentService{make(chan struct{})}
	defer close(silent.end)
	if err := conn.Export(silent, servicePath, "org.freedesktop.Secret.Service"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(service, 0); err != nil {
		t.Fatal(err)
	}
	for name, socket := range map[string]string{"a bus that does not read": filepath.Join(dir, "deaf"), "a keyring": d.Socket} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			_, err := SecretService{Socket: socket, Tell: voice.None{}}.Secret(t.Context(), record)
			troubled(t, err, vault.Silent, "does not answer within 2s")
			if took := time.Since(begin); took < answerWithin {
				t.Errorf("given up after %s", took)
			}
		})
	}
	t.Run("a bus that does not accept", func(t *testing.T) {
		_, err := SecretService{Socket: full, Tell: voice.None{}}.Secret(t.Context(), record)
		var trouble *vault.Trouble
		if !errors.As(err, &trouble) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("Ctrl-C", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		stop := errors.New("stopped")
		time.AfterFunc(50*time.Millisecond, func() { cancel(stop) })
		if _, err := (SecretService{Socket: d.Socket, Tell: voice.None{}}).Secret(ctx, record); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
	})
}

// askingService is locked, and shows a dialog that a test answers.
type askingService struct {
	silentService
	conn      *dbus.Conn
	value     []byte
	dismissed bool
	answers   bool
	open      bool
	gone      chan struct{}
}

func (s *askingService) SearchItems(map[string]string) ([]dbus.ObjectPath, []dbus.ObjectPath, *dbus.Error) {
	return nil, []dbus.ObjectPath{"/item"}, nil
}

func (s *askingService) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	return nil, "/prompt", nil
}

func (s *askingService) Prompt(string) *dbus.Error {
	if s.answers {
		s.open = !s.dismissed
		_ = s.conn.Emit("/prompt", prompt+".Completed", s.dismissed, dbus.MakeVariant(""))
	}
	return nil
}

func (s *askingService) Dismiss() *dbus.Error {
	close(s.gone)
	return nil
}

func (s *askingService) GetSecret(session dbus.ObjectPath) (serviceSecret, *dbus.Error) {
	if !s.open {
		return serviceSecret{}, dbus.NewError("org.freedesktop.Secret.Error.IsLocked", nil)
	}
	return serviceSecret{Session: session, Value: s.value, ContentType: "text/plain"}, nil
}

// asking puts such a service on a desktop.
func asking(t *testing.T, d *desktoptest.Desktop, dismissed, answers bool) (*askingService, SecretService) {
	t.Helper()
	s := &askingService{conn: d.Connection(), value: []byte("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="), dismissed: dismissed, answers: answers, gone: make(chan struct{})}
	for path, of := range map[dbus.ObjectPath]string{servicePath: "org.freedesktop.Secret.Service", "/prompt": prompt, "/item": "org.freedesktop.Secret.Item"} {
		if err := s.conn.Export(s, path, of); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.conn.RequestName(service, 0); err != nil {
		t.Fatal(err)
	}
	k := keeperAt(d)
	k.Person = true
	return s, k
}

func TestAPersonAnswersTheDialog(t *testing.T) {
	d := desktoptest.New(t)
	_, k := asking(t, d, false, true)
	dialogs := watch(t, d, prompt, "Prompt")
	got, err := k.Secret(t.Context(), json.RawMessage(`{"store":"a","item":"b"}`))
	if err != nil || string(got) != "0123456789abcdef0123456789abcdef" {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	if n := dialogs(); n != 1 {
		t.Errorf("%d dialogs", n)
	}
}

func TestAPersonClosesTheDialog(t *testing.T) {
	_, k := asking(t, desktoptest.New(t), true, true)
	_, err := k.Secret(t.Context(), json.RawMessage(`{"store":"a","item":"b"}`))
	troubled(t, err, vault.Locked, "was closed")
}

// Ctrl-C takes the dialog away again.
func TestCtrlCTakesTheDialogAway(t *testing.T) {
	s, k := asking(t, desktoptest.New(t), false, false)
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stopped")
	k.Tell = stopper{stop: func() { cancel(stop) }}
	if _, err := k.Secret(ctx, json.RawMessage(`{"store":"a","item":"b"}`)); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	select {
	case <-s.gone:
	case <-time.After(time.Minute):
		t.Error("the dialog is still there")
	}
}

// stopper stops as soon as a person is waited for.
type stopper struct {
	voice.None
	stop func()
}

func (s stopper) Progress(string) func() {
	s.stop()
	return func() {}
}

func TestARecordOfSomethingElseIsRefused(t *testing.T) {
	for _, record := range []string{``, `null`, `{}`, `[]`, `{"item":""}`} {
		_, err := SecretService{Socket: "/nowhere", Tell: voice.None{}}.Secret(t.Context(), json.RawMessage(record))
		var trouble *vault.Trouble
		if !errors.As(err, &trouble) || trouble.Kind != vault.Wrong {
			t.Errorf("%q: %v", record, err)
		}
	}
}

func TestSessionBus(t *testing.T) {
	dir := t.TempDir()
	socket, err := net.Listen("unix", filepath.Join(dir, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	for _, c := range []struct{ address, runtimeDir, want string }{
		{"", "", ""},
		{"", dir, dir + "/bus"},
		{"", t.TempDir(), ""},
		{"", "relative", ""},
		{"unix:path=/run/user/1000/bus", dir, "/run/user/1000/bus"},
		{"unix:path=/run/user/1000/bus,guid=0123", "", "/run/user/1000/bus"},
		{"unix:guid=0123,path=/tmp/a%20b", "", "/tmp/a b"},
		{"unix:abstract=/tmp/dbus-x,guid=1", "", "@/tmp/dbus-x"},
		{"tcp:host=localhost,port=1;unix:path=/a", "", "/a"},
		// None of these is a bus that runs already, or a socket of this machine.
		{"autolaunch:", dir, ""},
		{"unixexec:path=/bin/sh,argv1=-c", "", ""},
		{"launchd:env=DBUS_LAUNCHD_SESSION_BUS_SOCKET", "", ""},
		{"tcp:host=example.com,port=1", "", ""},
		{"unix:path=relative", "", ""},
		{"unix:path=%zz", "", ""},
		{"nonsense", dir, ""},
	} {
		env := map[string]string{"DBUS_SESSION_BUS_ADDRESS": c.address, "XDG_RUNTIME_DIR": c.runtimeDir}
		if got := SessionBus(func(name string) (string, bool) { v, set := env[name]; return v, set }); got != c.want {
			t.Errorf("%q, %q: got %q, want %q", c.address, c.runtimeDir, got, c.want)
		}
	}
}

// A real keyring that has no way to show its dialog, as over SSH, does not keep anybody
// waiting.
func TestAKeyringThatCannotAsk(t *testing.T) {
	d := desktoptest.New(t)
	d.Keyring()
	k := keeperAt(d)
	k.Person = true
	_, record, err := k.Make(t.Context(), "store-1")
	if err != nil {
		t.Fatal(err)
	}
	d.Lock()
	_, err = k.Secret(t.Context(), record)
	troubled(t, err, vault.Locked, "was closed")
}
