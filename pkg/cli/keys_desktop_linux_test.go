package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/desktoptest"
)

// fails is does for what has to fail with words.
func (w world) fails(t *testing.T, status int, words string, args ...string) {
	t.Helper()
	if said := w.does(t, status, args...); !strings.Contains(said, words) {
		t.Errorf("awsenv %q does not say %q:\n%s", args, words, said)
	}
}

// atDesktop is a world whose person sits at a desktop, and its configuration.
func atDesktop(t *testing.T, config string) (world, *desktoptest.Desktop) {
	t.Helper()
	d, w := desktoptest.New(t), newWorld(t)
	w.env = append(w.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+d.Socket)
	path := filepath.Join(w.home, ".config", "awsenv", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.does(t, 0, "keys", "lock") })
	return w, d
}

// TestTheDesktopsKeyringOpensTheStore: who signed in at a desktop is asked for nothing,
// and a keyring that is locked or gone is said to be so, without a dialog.
func TestTheDesktopsKeyringOpensTheStore(t *testing.T) {
	w, d := atDesktop(t, "[cache]\nroles = \"encrypted\"\n")
	d.Keyring()
	if out := w.does(t, 0, "keys", "import", "iam"); !strings.Contains(out, "unlocked by: secret-service") {
		t.Errorf("a new store: %s", out)
	}
	w.does(t, 0, "prod-readonly", "--token", w.code(t))
	w.does(t, 0, "keys", "lock")
	calls := len(w.Log())
	w.does(t, 0, "prod-readonly", "--no-prompt")
	w.calls(t, calls)

	d.Lock()
	w.does(t, 0, "prod-readonly") // the data key still waits
	w.does(t, 0, "keys", "lock")
	w.fails(t, 4, "secret-service: the desktop's keyring is locked", "prod-readonly")
	w.fails(t, 4, "awsenv keys unlock", "credential-process", "--stored", "iam")
	if out := w.does(t, 0, "list"); !strings.Contains(out, "locked, ") {
		t.Errorf("list shows nothing that is locked:\n%s", out)
	}
	p := w.sit(t, false, "awsenv", "prod-readonly")
	if status := p.End(); status != 4 || !strings.Contains(p.Text(), "was closed") {
		t.Errorf("with a person, and no way to show a dialog: status %d\n%s", status, p.Text())
	}
	d.EndKeyring()
	w.fails(t, 4, "no keyring runs on the session bus", "prod-readonly")
	w.calls(t, calls)
}

// TestAPassphraseBesideTheKeyring: a store with two keepers opens without the desktop.
func TestAPassphraseBesideTheKeyring(t *testing.T) {
	w, d := atDesktop(t, "")
	d.Keyring()
	w.does(t, 0, "keys", "import", "iam")
	p := w.sit(t, false, "awsenv", "keys", "add-keeper", "passphrase")
	p.Wait(0, "New passphrase")
	at := p.Type(unlockingWords + "\r")
	p.Wait(at, "again")
	p.Type(unlockingWords + "\r")
	if status := p.End(); status != 0 {
		t.Fatalf("status %d\n%s", status, p.Text())
	}
	d.EndKeyring()
	w.does(t, 0, "keys", "lock")
	w.fails(t, 4, "no keyring runs", "credential-process", "--stored", "iam")
	p = w.sit(t, false, "awsenv", "credential-process", "--stored", "iam")
	p.Wait(0, "assphrase")
	p.Type(unlockingWords + "\r")
	if status := p.End(); status != 0 || !strings.Contains(p.piped.String(), awstest.AccessKey) {
		t.Errorf("status %d\n%s", status, p.Text())
	}
	w.does(t, 0, "credential-process", "--stored", "iam") // once a day
}

// TestAServerWithABusHasAPassphrase: the bus of a user on a server has no keyring.
func TestAServerWithABusHasAPassphrase(t *testing.T) {
	w, _ := atDesktop(t, "")
	w.fails(t, 4, "there is no terminal to ask on", "keys", "import", "iam")
	text, err := os.ReadFile(filepath.Join(w.home, ".aws", "credentials"))
	if err != nil || !bytes.Contains(text, []byte(awstest.SecretKey)) {
		t.Errorf("the credentials file is no longer as it was: %v", err)
	}
}
