package cli_test

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault/unlocked"
)

// encryptedWorld is a world in which every session is encrypted. A program opens the store.
func encryptedWorld(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	config := filepath.Join(w.home, ".config", "awsenv", "config.toml")
	if err := os.MkdirAll(filepath.Dir(config), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte("[keys]\ncommand = [\"echo\", \"correct horse battery staple\"]\n[cache]\nroles = \"encrypted\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.does(t, 0, "keys", "import", "iam")
	t.Cleanup(func() { w.does(t, 0, "keys", "lock") })
	return w
}

// noSecret looks through every file below a home for what a session has.
func (w world) noSecret(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(w.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, word := range []string{"SecretAccessKey", "SessionToken", "aws_secret_access_key", "EXAMPLEKEY"} {
			if bytes.Contains(text, []byte(word)) {
				t.Errorf("%s has %q in it", path, word)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// assumed is how often a role was assumed.
func (w world) assumed() (n int) {
	for _, call := range w.Log() {
		if call.Action == "AssumeRole" {
			n++
		}
	}
	return n
}

// TestLoadsAtOnceShareAnEncryptedSession: one gets it, the others open what it wrote.
func TestLoadsAtOnceShareAnEncryptedSession(t *testing.T) {
	w := encryptedWorld(t)
	w.does(t, 0, "iam", "--token", w.code(t))
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if out := w.does(t, 0, "prod-readonly"); !strings.Contains(out, "AWS_SESSION_TOKEN=") {
				t.Errorf("no session: %s", out)
			}
		})
	}
	all.Wait()
	if n := w.assumed(); n != 1 {
		t.Errorf("the role was assumed %d times", n)
	}
	w.noSecret(t)
}

// TestAKilledLoadLeavesNothingInPlainText: whenever a load is killed, what it leaves is
// encrypted, and in nobody's way.
func TestAKilledLoadLeavesNothingInPlainText(t *testing.T) {
	w := encryptedWorld(t)
	w.does(t, 0, "iam", "--token", w.code(t))
	for range 20 {
		cmd, _, _ := (&scene{world: w, t: t}).command(nil, "prod-readonly", "--refresh")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(40 * time.Millisecond))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	w.noSecret(t)
	w.does(t, 0, "prod-readonly")
	before := w.assumed()
	w.does(t, 0, "prod-readonly")
	if n := w.assumed() - before; n != 0 {
		t.Errorf("the session was got %d times more", n)
	}
}

// TestAForeignDataKeyOpensNothing: a key that waits for the store and is not its own, as
// after another store took its place, costs a new session and no more.
func TestAForeignDataKeyOpensNothing(t *testing.T) {
	w := encryptedWorld(t)
	w.does(t, 0, "iam", "--token", w.code(t))
	w.does(t, 0, "prod-readonly")
	place := unlocked.Place{Now: time.Now}
	keys := filepath.Join(w.home, ".local", "share", "awsenv", "keys.json")
	if _, waits := place.Get(keys); !waits {
		t.Skip("the kernel keeps no keys here: this did not run")
	}
	if err := place.Put(keys, seal.NewKey(), time.Hour); err != nil {
		t.Fatal(err)
	}
	w.does(t, 4, "prod-readonly") // the MFA session does not open either, and a code is needed
	w.does(t, 0, "prod-readonly", "--token", w.code(t))
	w.does(t, 0, "credential-process", "--stored", "iam") // the store knows its key
	w.does(t, 0, "keys", "lock")
	w.noSecret(t)
}

// TestAnExpiredDataKeyIsAskedForAgain: when its time is over the keeper is asked, not AWS.
func TestAnExpiredDataKeyIsAskedForAgain(t *testing.T) {
	w := encryptedWorld(t)
	w.does(t, 0, "prod-readonly", "--token", w.code(t))
	place := unlocked.Place{Now: time.Now}
	keys := filepath.Join(w.home, ".local", "share", "awsenv", "keys.json")
	key, waits := place.Get(keys)
	if !waits {
		t.Skip("the kernel keeps no keys here: this did not run")
	}
	if err := place.Put(keys, key, 0); err != nil { // a second
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if _, waits := place.Get(keys); !waits {
			break
		} else if time.Now().After(end) {
			t.Fatal("the key does not end")
		}
	}
	before := len(w.Log())
	w.does(t, 4, "prod-readonly", "--no-prompt")
	w.does(t, 0, "prod-readonly")
	w.calls(t, before)
	if _, waits := place.Get(keys); !waits {
		t.Error("the key does not wait again")
	}
}
