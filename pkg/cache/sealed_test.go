package cache

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
)

// unlockedBy gives a key, and lockedKey none.
func unlockedBy(key seal.Key) Sealing {
	return Sealing{Key: func() (seal.Key, bool) { return key, true }}
}

var locked = Sealing{Key: func() (seal.Key, bool) { return nil, false }}

// aSession is one with every part, and keys that are easy to look for.
func aSession() session.Issued {
	return session.Issued{
		Keys:           session.Keys{AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "CANARYSECRET", SessionToken: "CANARYTOKEN"},
		Expires:        time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC),
		Obtained:       time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC),
		Account:        "444455556666",
		AssumedRoleARN: "arn:aws:sts::444455556666:assumed-role/admin/alice",
		AssumedRoleID:  "AROACKCEVSQ6C2EXAMPLE:alice",
		ProviderType:   "sso",
	}
}

const aFile = "0123456789012345678901234567890123456789.json"

// onlyFile is the path and the text of the one file in a folder.
func onlyFile(t *testing.T, dir string) (path, text string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files: %v, %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return files[0], string(content)
}

func rewrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAnEncryptedSessionOpens(t *testing.T) {
	want := aSession()
	s := Store{Dir: t.TempDir(), Sealing: unlockedBy(seal.NewKey())}
	if err := (Own{s}).Store(aFile, want); err != nil {
		t.Fatal(err)
	}
	got, ok := Own{s}.Load(aFile)
	if !ok || got != want {
		t.Errorf("got %v, %+v", ok, got)
	}
	path, text := onlyFile(t, s.Dir)
	if strings.Contains(text, "CANARY") || strings.Contains(text, "ASIA") {
		t.Error("the file shows the keys")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAnEncryptedMFASessionOpens(t *testing.T) {
	key := MFAKey{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", Serial: "arn:aws:iam::111122223333:mfa/alice", Endpoint: "aws"}
	want := aSession()
	s := Store{Dir: t.TempDir(), Sealing: unlockedBy(seal.NewKey())}
	if err := s.PutMFASession(key, want); err != nil {
		t.Fatal(err)
	}
	if got, ok := s.MFASession(key); !ok || got != want {
		t.Errorf("got %v, %+v", ok, got)
	}
	if _, text := onlyFile(t, s.Dir); strings.Contains(text, "CANARY") {
		t.Error("the file shows the keys")
	}
	// Whoever cannot open it can still list and remove it.
	s.Sealing = locked
	if _, ok := s.MFASession(key); ok {
		t.Error("a locked session was opened")
	}
	list := s.MFASessions()
	if len(list) != 1 || list[0].Key != key || !list[0].Entry.Expires.Equal(want.Expires) || list[0].Entry.Keys != (session.Keys{}) {
		t.Errorf("listed: %+v", list)
	}
	if n, err := s.RemoveMFASessionsOf(key.AccessKeyID); n != 1 || err != nil {
		t.Errorf("removed %d, %v", n, err)
	}
}

// Without a key to encrypt with a session is kept as it always was, unless that is ruled
// out.
func TestALockedStoreKeepsAsItMay(t *testing.T) {
	for name, sealing := range map[string]Sealing{"no store of keys": {}, "a locked one": locked} {
		s := Store{Dir: t.TempDir(), Sealing: sealing}
		if err := (Own{s}).Store(aFile, aSession()); err != nil {
			t.Fatal(err)
		}
		if got, ok := (Own{s}).Load(aFile); !ok || got != aSession() {
			t.Errorf("%s: got %v", name, ok)
		}
		if !s.Plain(aSession().Expires.Add(-time.Hour)) {
			t.Errorf("%s: it counts as encrypted", name)
		}
		s.Dir, s.Sealing.Only = t.TempDir(), true
		if err := (Own{s}).Store(aFile, aSession()); !errors.Is(err, ErrLocked) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(s.Dir); len(left) != 0 {
			t.Errorf("%s: %v was written", name, left)
		}
	}
}

// A session that was kept in plain text is good until it ends.
func TestAPlainSessionIsReadWhenUnlocked(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	asked := false
	s.Sealing.Key = func() (seal.Key, bool) { asked = true; return nil, false }
	if _, ok := (Own{s}).Load(aFile); !ok || asked {
		t.Errorf("read: %v; the key was asked for: %v", ok, asked)
	}
}

func TestWhatIsNotThereAsksForNoKey(t *testing.T) {
	s := Store{Dir: t.TempDir(), Sealing: Sealing{Key: func() (seal.Key, bool) { t.Error("the key was asked for"); return nil, false }}}
	if _, ok := (Own{s}).Load(aFile); ok {
		t.Error("there is one")
	}
}

// Whatever is done to a file, it is the session that was kept, or none.
func TestAnEncryptedSessionThatWasTamperedWithIsAbsent(t *testing.T) {
	s := Store{Dir: t.TempDir(), Sealing: unlockedBy(seal.NewKey())}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	path, text := onlyFile(t, s.Dir)
	sealedAt := strings.Index(text, sealedMember)
	other := Store{Dir: t.TempDir(), Sealing: s.Sealing}
	later := aSession()
	later.Expires = later.Expires.Add(time.Hour)
	if err := (Own{other}).Store(aFile, later); err != nil {
		t.Fatal(err)
	}
	_, otherText := onlyFile(t, other.Dir)
	for name, changed := range map[string]string{
		"the keys of another session": text[:sealedAt] + otherText[strings.Index(otherText, sealedMember):],
		"a later end":                 strings.Replace(text, "2026-11-21", "2027-11-21", 1),
		"another role":                strings.Replace(text, "/admin/", "/other/", 1),
		"a later end behind":          text[:len(text)-1] + `, "Credentials": {"Expiration": "2027-11-21T09:00:00Z"}}`,
		"a blank behind":              text + "\n",
		"a member before":             `{"Version": 1, ` + text[1:],
		"no keys":                     text[:sealedAt] + sealedMember + `""}`,
		"keys of no base64":           text[:sealedAt] + sealedMember + `"?"}`,
		"keys that are no text":       text[:sealedAt] + sealedMember + `[1]}`,
		"keys cut off":                text[:len(text)-10] + `"}`,
		"nothing but keys":            `{"Sealed": "` + text[sealedAt+len(sealedMember)+1:],
		"an empty file":               "",
	} {
		rewrite(t, path, changed)
		if got, ok := (Own{s}).Load(aFile); ok {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	for n := range len(text) {
		rewrite(t, path, text[:n])
		if _, ok := (Own{s}).Load(aFile); ok {
			t.Errorf("cut to %d bytes: there is one", n)
		}
	}
	rewrite(t, path, text)
	if _, ok := (Own{s}).Load(aFile); !ok {
		t.Error("the file as it was does not open")
	}
}

// The file of one item is none in the place of another, and another key opens none.
func TestEncryptedSessionsAreNotSwapped(t *testing.T) {
	s := Store{Dir: t.TempDir(), Sealing: unlockedBy(seal.NewKey())}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	path, text := onlyFile(t, s.Dir)
	const otherFile = "9876543210987654321098765432109876543210.json"
	rewrite(t, s.path(kindRole, otherFile), strings.Replace(text, aFile, otherFile, 1))
	if _, ok := (Own{s}).Load(otherFile); ok {
		t.Error("the session of another role was taken")
	}
	rewrite(t, s.path(kindMFA, aFile), text)
	if _, ok := s.session(kindMFA, aFile); ok {
		t.Error("a role's session was taken for an MFA session")
	}
	s.Sealing = unlockedBy(seal.NewKey())
	if _, ok := (Own{s}).Load(aFile); ok {
		t.Error("another key opened it")
	}
	// It is in nobody's way: the next session takes its place.
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	if _, ok := (Own{s}).Load(aFile); !ok {
		t.Errorf("%s is still unusable", path)
	}
}

// The AWS CLI's cache holds nothing that is encrypted.
func TestAnEncryptedSessionInTheCLIsCacheIsAbsent(t *testing.T) {
	s := Store{Dir: t.TempDir(), Sealing: unlockedBy(seal.NewKey())}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	_, text := onlyFile(t, s.Dir)
	c := CLI{Dir: t.TempDir()}
	rewrite(t, filepath.Join(c.Dir, aFile), text)
	if _, ok := c.Load(aFile); ok || len(c.Sessions()) != 0 {
		t.Error("there is one")
	}
}

func TestRoleSessionsOfTheStoreAreListedAndRemoved(t *testing.T) {
	s := Store{Dir: t.TempDir(), Sealing: unlockedBy(seal.NewKey())}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	s.Sealing = locked
	list := Own{s}.Sessions()
	if len(list) != 1 || list[0].Name != aFile || list[0].Entry.AssumedRoleARN != aSession().AssumedRoleARN || list[0].Entry.Life() != aSession().Life() {
		t.Errorf("got %+v", list)
	}
	if s.Plain(aSession().Expires.Add(-time.Hour)) {
		t.Error("it counts as plain")
	}
	for range 2 {
		if err := (Own{s}).Remove(aFile); err != nil {
			t.Fatal(err)
		}
	}
	if list := (Own{s}).Sessions(); len(list) != 0 {
		t.Errorf("left: %+v", list)
	}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	if n, err := s.RemoveAll(); n != 1 || err != nil {
		t.Errorf("removed %d, %v", n, err)
	}
}

func TestInMemoryNothingIsOnDisk(t *testing.T) {
	s := Store{Dir: t.TempDir(), Memory: NewMemory(), Sealing: unlockedBy(seal.NewKey())}
	key := MFAKey{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", Endpoint: "aws"}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	if err := s.PutMFASession(key, aSession()); err != nil {
		t.Fatal(err)
	}
	if _, ok := (Own{s}).Load(aFile); !ok {
		t.Error("the role's session is not there")
	}
	if _, ok := s.MFASession(key); !ok {
		t.Error("the MFA session is not there")
	}
	if left, _ := os.ReadDir(s.Dir); len(left) != 0 {
		t.Errorf("on disk: %v", left)
	}
	if err := errors.Join((Own{s}).Remove(aFile), s.RemoveMFASession(key)); err != nil {
		t.Fatal(err)
	}
	if _, ok := (Own{s}).Load(aFile); ok {
		t.Error("the role's session is there after it was removed")
	}
	if _, ok := s.MFASession(key); ok {
		t.Error("the MFA session is there after it was removed")
	}
	// What was kept on disk before is not used, and can be removed.
	before := Store{Dir: s.Dir}
	if err := (Own{before}).Store(aFile, aSession()); err != nil {
		t.Fatal(err)
	}
	if _, ok := (Own{s}).Load(aFile); ok {
		t.Error("a session on disk was used")
	}
	if err := (Own{s}).Remove(aFile); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(s.Dir); len(left) != 0 {
		t.Errorf("on disk: %v", left)
	}
}

// Two processes that keep the same session at once leave one of the two, whole.
func TestTwoAtOnceLeaveOneWholeSession(t *testing.T) {
	s := Store{Dir: t.TempDir(), Sealing: unlockedBy(seal.NewKey())}
	a, b := aSession(), aSession()
	b.Keys.SessionToken = strings.Repeat("CANARY", 500)
	done := make(chan error, 2)
	for _, e := range []session.Issued{a, b} {
		go func() {
			var err error
			for range 20 {
				err = errors.Join(err, Own{s}.Store(aFile, e))
			}
			done <- err
		}()
	}
	for finished := 0; finished < 2; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			finished++
		default:
			if got, ok := (Own{s}).Load(aFile); ok && got != a && got != b {
				t.Fatalf("got %+v", got)
			}
		}
	}
	if got, ok := (Own{s}).Load(aFile); !ok || !slices.Contains([]session.Issued{a, b}, got) {
		t.Errorf("got %v", ok)
	}
}

func FuzzAnEncryptedFile(f *testing.F) {
	key := seal.Key(bytes.Repeat([]byte{7}, seal.KeySize))
	dir := f.TempDir()
	s := Store{Dir: dir, Sealing: unlockedBy(key)}
	if err := (Own{s}).Store(aFile, aSession()); err != nil {
		f.Fatal(err)
	}
	path := s.path(kindRole, aFile)
	text, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"Key": ["` + aFile + `"], "Credentials": {"Expiration": "2026-11-21T09:00:00Z"}, "Sealed": "` + base64.StdEncoding.EncodeToString([]byte("x")) + `"}`))
	f.Fuzz(func(t *testing.T, changed []byte) {
		e, v := parseEntry(changed)
		if v == sealed && s.open(kindRole, &e) && e.Issued != aSession() {
			t.Errorf("%q opened as another session: %+v", changed, e.Issued)
		}
	})
}

// BenchmarkEncryptedLoad is what a load of an encrypted session costs beside that of a
// plain one, the key at hand.
func BenchmarkEncryptedLoad(b *testing.B) {
	e := aSession()
	e.Keys.SessionToken = strings.Repeat("token", 200)
	for name, sealing := range map[string]Sealing{"plain": {}, "encrypted": unlockedBy(seal.NewKey())} {
		s := Store{Dir: b.TempDir(), Sealing: sealing}
		if err := (Own{s}).Store(aFile, e); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, ok := (Own{s}).Load(aFile); !ok {
					b.Fatal("none")
				}
			}
		})
	}
}
