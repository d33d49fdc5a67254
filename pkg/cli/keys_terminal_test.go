//go:build linux

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
)

const passphraseQuestion = "Passphrase for the keys"

// imported is a world in which a person has imported the key of iam, by a passphrase.
func imported(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	p := w.sit(t, true, "awsenv", "keys", "import", "iam", "--keeper", "passphrase")
	p.Wait(0, "New passphrase")
	at := p.Type(unlockingWords + "\r")
	p.Wait(at, "again")
	p.Type(unlockingWords + "\r")
	if status := p.End(); status != 0 || !strings.Contains(p.Text(), "no longer in the AWS files") {
		t.Fatalf("status %d\n%s", status, p.Text())
	}
	if strings.Contains(p.Text(), unlockingWords) {
		t.Errorf("the passphrase is on the screen")
	}
	p.asIs()
	t.Cleanup(func() { w.does(t, 0, "keys", "lock") })
	return w
}

// does runs awsenv without a terminal and checks its status.
func (w world) does(t *testing.T, status int, words ...string) string {
	t.Helper()
	s := &scene{world: w, t: t}
	got := s.awsenv(words...)
	if got.status != status {
		t.Errorf("awsenv %q: status %d, not %d\n%s", words, got.status, status, got.stderr)
	}
	return got.stdout + got.stderr
}

func TestAPassphraseIsAskedForOnceADay(t *testing.T) {
	t.Parallel()
	keysWait(t)
	w := imported(t)
	if out := w.does(t, 0, "credential-process", "--stored", "iam"); !strings.Contains(out, awstest.SecretKey) {
		t.Errorf("after the import the store is locked: %s", out)
	}
	w.does(t, 0, "keys", "lock")
	if out := w.does(t, 4, "credential-process", "--stored", "iam"); !strings.Contains(out, "there is no terminal to ask on") || !strings.Contains(out, "hint: awsenv keys unlock") {
		t.Errorf("locked, and nobody there: %s", out)
	}
	w.does(t, 4, "iam", "--no-prompt")

	// Eight programs at once ask once.
	p := w.sit(t, true, "sh", "-c", `for i in 1 2 3 4 5 6 7 8; do awsenv credential-process --stored iam >$i.json & done; wait`)
	p.Wait(0, passphraseQuestion)
	at := p.Type("wrong\r")
	p.Wait(at, passphraseQuestion)
	p.Type(unlockingWords + "\r")
	p.End()
	for i := 1; i <= 8; i++ {
		text, err := os.ReadFile(filepath.Join(w.home, string(rune('0'+i))+".json"))
		if err != nil || !strings.Contains(string(text), awstest.SecretKey) {
			t.Errorf("number %d has none: %v\n%s", i, err, p.Text())
		}
	}
	if n := strings.Count(p.Text(), passphraseQuestion); n != 2 {
		t.Errorf("asked %d times\n%s", n, p.Text())
	}
	if text := w.does(t, 0, "keys", "list"); !strings.Contains(text, "unlocked; opened by: passphrase") {
		t.Errorf("the list says %s", text)
	}
}

func TestAWrongPassphraseAndCtrlC(t *testing.T) {
	t.Parallel()
	w := imported(t)
	w.does(t, 0, "keys", "lock")
	p := w.sit(t, true, "awsenv", "keys", "unlock")
	at := 0
	for range 3 {
		p.Wait(at, passphraseQuestion)
		at = p.Type("wrong\r")
	}
	if status := p.End(); status != 4 || !strings.Contains(p.Text(), "the passphrase is wrong") {
		t.Errorf("three wrong ones: status %d\n%s", status, p.Text())
	}
	if strings.Contains(p.Text(), "hint: awsenv keys unlock") {
		t.Errorf("the hint leads in a circle:\n%s", p.Text())
	}
	p.asIs()
	p = w.sit(t, true, "awsenv", "keys", "unlock")
	p.Wait(0, passphraseQuestion)
	p.Type("\x03")
	if status := p.End(); status != 130 {
		t.Errorf("Ctrl-C: status %d\n%s", status, p.Text())
	}
	p.asIs()
}

func TestExportAndRemoveAskFirst(t *testing.T) {
	t.Parallel()
	w := imported(t)
	credentials := filepath.Join(w.home, ".aws", "credentials")
	before := string(must(os.ReadFile(credentials))(t))
	for _, words := range [][]string{{"keys", "export", "iam"}, {"keys", "export", "--all"}, {"keys", "remove", "iam"}} {
		w.does(t, 4, words...)
		p := w.sit(t, true, append([]string{"awsenv"}, words...)...)
		p.Wait(0, "[y/N]")
		p.Type("n\r")
		if status := p.End(); status != 4 {
			t.Errorf("no: status %d\n%s", status, p.Text())
		}
		if now := string(must(os.ReadFile(credentials))(t)); now != before {
			t.Errorf("%q changed the file though the answer was no:\n%s", words, now)
		}
	}
	p := w.sit(t, true, "awsenv", "keys", "export", "iam")
	p.Wait(0, "[y/N]")
	p.Type("y\r")
	if p.Until("a question or the end", func() bool { return p.Ended() || strings.Contains(p.Text(), passphraseQuestion) }); !p.Ended() {
		p.Type(unlockingWords + "\r")
	}
	if status := p.End(); status != 0 {
		t.Fatalf("yes: status %d\n%s", status, p.Text())
	}
	if now := string(must(os.ReadFile(credentials))(t)); now != awstest.ExampleCredentials() {
		t.Errorf("the file is not as it was before the import:\n%s", now)
	}
	if config := string(must(os.ReadFile(filepath.Join(w.home, ".aws", "config")))(t)); strings.Contains(config, "credential_process") {
		t.Errorf("the line is still there:\n%s", config)
	}
	w.does(t, 3, "keys", "remove", "iam")
}

func TestSetupOffersToStoreTheKey(t *testing.T) {
	t.Parallel()
	keysWait(t)
	w := newWorld(t)
	credentials := filepath.Join(w.home, ".aws", "credentials")
	holds := func() bool { return strings.Contains(string(must(os.ReadFile(credentials))(t)), awstest.SecretKey) }
	p := w.sit(t, true, "awsenv", "setup", "iam")
	p.Wait(0, "[y/N]")
	p.Type("\r")
	if status := p.End(); status != 0 || !holds() {
		t.Fatalf("Enter alone is no: status %d, still there %v\n%s", status, holds(), p.Text())
	}
	p = w.sit(t, true, "awsenv", "setup", "iam")
	p.Wait(0, "[y/N]")
	at := p.Type("y\r")
	p.Wait(at, "New passphrase")
	at = p.Type(unlockingWords + "\r")
	p.Wait(at, "again")
	p.Type(unlockingWords + "\r")
	if status := p.End(); status != 0 || holds() {
		t.Fatalf("yes: status %d, still there %v\n%s", status, holds(), p.Text())
	}
	p.asIs()
	t.Cleanup(func() { w.does(t, 0, "keys", "lock") })
	p = w.sit(t, true, "awsenv", "setup", "iam")
	if status := p.End(); status != 0 || strings.Contains(p.Text(), "[y/N]") {
		t.Errorf("a key that is stored: status %d\n%s", status, p.Text())
	}
}

// TestACommandAsksForThePassphraseOnce, also where the key never waits between two.
func TestACommandAsksForThePassphraseOnce(t *testing.T) {
	t.Parallel()
	w := imported(t)
	if err := os.MkdirAll(filepath.Join(w.home, ".config", "awsenv"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(w.home, ".config", "awsenv", "config.toml"), "[keys]\nunlock = 'off'\n", 0o600)
	w.does(t, 0, "keys", "lock")
	p := w.sit(t, true, "awsenv", "rotate", "iam", "--token", w.code(t))
	p.Wait(0, passphraseQuestion)
	p.Type(unlockingWords + "\r")
	if status := p.End(); status != 0 || strings.Count(p.Text(), passphraseQuestion) != 1 {
		t.Errorf("rotate: status %d\n%s", status, p.Text())
	}
	p = w.sit(t, true, "awsenv", "keys", "export", "--all")
	p.Wait(0, "[y/N]")
	at := p.Type("y\r")
	p.Wait(at, passphraseQuestion)
	p.Type(unlockingWords + "\r")
	if status := p.End(); status != 0 || strings.Count(p.Text(), passphraseQuestion) != 1 {
		t.Errorf("export: status %d\n%s", status, p.Text())
	}
}
