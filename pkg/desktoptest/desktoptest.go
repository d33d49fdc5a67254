// Package desktoptest is a desktop for tests: a session bus of its own, with a real GNOME
// Keyring on it. It is never linked into awsenv.
package desktoptest

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// Desktop is a session bus of the test's own, and the home of whatever runs on it.
type Desktop struct {
	// Socket is the bus's, Env the environment of a program at the desktop.
	Socket string
	Env    []string

	t       *testing.T
	keyring *exec.Cmd
}

const secrets = "org.freedesktop.secrets"

// New starts a bus that starts nothing by itself.
func New(t *testing.T) *Desktop {
	t.Helper()
	tooltest.Program(t, "dbus-daemon")
	dir, err := os.MkdirTemp("", "awsenv") // the name of a socket has 107 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	d := &Desktop{t: t, Socket: filepath.Join(dir, "bus")}
	d.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + dir, "XDG_DATA_HOME=" + dir + "/data", "XDG_DATA_DIRS=" + dir, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + d.Socket, "LANG=C.UTF-8"}
	policy := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=` + d.Socket + `</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	config := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	_, out := d.start("", "dbus-daemon", "--nofork", "--nopidfile", "--print-address", "--config-file="+config)
	if line, err := out.ReadString('\n'); err != nil {
		t.Fatalf("dbus-daemon said %q: %v", line, err)
	}
	return d
}

// start runs a program until the test ends.
func (d *Desktop) start(input, name string, args ...string) (*exec.Cmd, *bufio.Reader) {
	d.t.Helper()
	cmd := exec.Command(name, args...)
	var said bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stderr = d.Env, strings.NewReader(input), &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if d.t.Failed() {
			d.t.Logf("%s said: %s", name, &said)
		}
	})
	return cmd, bufio.NewReader(out)
}

// Connection is one of the test itself, as of any other program at the desktop.
func (d *Desktop) Connection() *dbus.Conn {
	d.t.Helper()
	conn, err := dbus.Connect("unix:path=" + d.Socket)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Keyring starts GNOME Keyring with the unlocked keyring of a person that signed in.
func (d *Desktop) Keyring() {
	d.t.Helper()
	tooltest.Program(d.t, "gnome-keyring-daemon")
	d.keyring, _ = d.start("password", "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", "--control-directory="+filepath.Dir(d.Socket)+"/keyring")
	d.await(true)
}

// EndKeyring ends GNOME Keyring.
func (d *Desktop) EndKeyring() {
	d.t.Helper()
	if err := d.keyring.Process.Kill(); err != nil {
		d.t.Fatal(err)
	}
	d.await(false)
}

// await waits until a keyring is on the bus, or none.
func (d *Desktop) await(there bool) {
	d.t.Helper()
	conn := d.Connection()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		var owned bool
		if err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secrets).Store(&owned); err != nil {
			d.t.Fatal(err)
		}
		if owned == there {
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("after a minute a keyring is there: %v", owned)
		}
	}
}

// Lock locks the keyring, as a person does, or a screen saver.
func (d *Desktop) Lock() {
	d.t.Helper()
	on := d.Connection().Object(secrets, "/org/freedesktop/secrets")
	var in dbus.ObjectPath
	if err := on.Call("org.freedesktop.Secret.Service.ReadAlias", 0, "default").Store(&in); err != nil {
		d.t.Fatal(err)
	}
	if err := on.Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{in}).Err; err != nil {
		d.t.Fatal(err)
	}
}
