//go:build !windows

package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/voice"
)

var (
	morning = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	mfaKey  = MFAKey{AccessKeyID: "AKIAEXAMPLE", Serial: "arn:aws:iam::123456789012:mfa/alice", Endpoint: "aws https://sts.amazonaws.com"}
)

func mfaEntry() session.Issued {
	e := testEntry(morning.Add(12 * time.Hour))
	e.AssumedRoleARN, e.AssumedRoleID = "", ""
	e.Account, e.Obtained = "123456789012", morning
	return e
}

func TestMFASession(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "a", "awsenv")}
	if _, ok := s.MFASession(mfaKey); ok {
		t.Error("found in nothing")
	}
	if err := s.RemoveMFASession(mfaKey); err != nil {
		t.Errorf("removing what is not there: %v", err)
	}
	must(t, s.PutMFASession(mfaKey, mfaEntry()))
	got, ok := s.MFASession(mfaKey)
	if want := mfaEntry(); !ok || got != want {
		t.Errorf("got %+v, %v, want %+v", got, ok, want)
	}
	if got.Life() != 12*time.Hour {
		t.Errorf("a life of %v", got.Life())
	}
	for name, change := range map[string]func(*MFAKey){
		"access key": func(k *MFAKey) { k.AccessKeyID += "2" },
		"serial":     func(k *MFAKey) { k.Serial += "2" },
		"endpoint":   func(k *MFAKey) { k.Endpoint += "2" },
		"shifted":    func(k *MFAKey) { k.AccessKeyID, k.Serial = k.AccessKeyID+k.Serial, "" },
	} {
		other := mfaKey
		change(&other)
		if _, ok := s.MFASession(other); ok {
			t.Errorf("found under another %s", name)
		}
	}
	if list := s.MFASessions(); len(list) != 1 || list[0].Key != mfaKey || list[0].Entry != mfaEntry() {
		t.Errorf("list %+v", list)
	}
	must(t, s.RemoveMFASession(mfaKey))
	if _, ok := s.MFASession(mfaKey); ok {
		t.Error("found after removal")
	}
}

func TestRemoveMFASessionsOf(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	second, other := mfaKey, mfaKey
	second.Serial = "other device"
	other.AccessKeyID = "AKIAOTHER"
	for _, k := range []MFAKey{mfaKey, second, other} {
		must(t, s.PutMFASession(k, mfaEntry()))
	}
	if n, err := s.RemoveMFASessionsOf(mfaKey.AccessKeyID); n != 2 || err != nil {
		t.Errorf("removed %d, %v", n, err)
	}
	if list := s.MFASessions(); len(list) != 1 || list[0].Key != other {
		t.Errorf("left %+v", list)
	}
}

// A file that is damaged, or that another item's content was copied over, is absent.
func TestDamagedStore(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	fill(t, s)
	other := mfaKey
	other.Serial = "other"
	must(t, s.PutMFASession(other, mfaEntry()))
	copied, err := os.ReadFile(s.path(kindMFA, other.parts()...))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"empty": "", "no JSON": "{", "null": "null", "a list": "[]", "no content": "{}", "binary": "\x00\xff", "of another item": string(copied)} {
		t.Run(name, func(t *testing.T) {
			entries, err := os.ReadDir(s.Dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				writeFile(t, filepath.Join(s.Dir, e.Name()), text, 0o600)
			}
			if _, ok := s.MFASession(mfaKey); ok {
				t.Error("MFA session")
			}
			if _, _, ok := s.Limit("role", morning); ok {
				t.Error("limit")
			}
			if s.Skew("sts", morning) != 0 {
				t.Error("clock difference")
			}
			if _, _, ok := s.Note("rotate"); ok {
				t.Error("note")
			}
			if !s.ReminderDue("key", morning) {
				t.Error("reminder")
			}
			if s.UsedCode("serial", "123456", 7) {
				t.Error("used code")
			}
			if name != "of another item" && len(s.MFASessions()) != 0 {
				t.Error("lists")
			}
			fill(t, s) // everything can be written again
			if _, ok := s.MFASession(mfaKey); !ok || !s.UsedCode("serial", "123456", 7) {
				t.Error("not found after it was written again")
			}
		})
	}
}

func fill(t *testing.T, s Store) {
	t.Helper()
	must(t, s.PutMFASession(mfaKey, mfaEntry()))
	must(t, s.PutLimit("role", 4*time.Hour, morning))
	must(t, s.PutSkew("sts", time.Minute, morning))
	must(t, s.PutUsedCode("serial", "123456", 7))
	must(t, s.PutReminder("key", morning))
	must(t, s.PutKeyCreated("key", morning))
	must(t, s.PutNote("rotate", "half way", morning))
}

func TestModesAndNames(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "awsenv")}
	fill(t, s)
	unlock, err := s.Lock(t.Context(), "mfa alice", voice.None{}, "busy")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if info, err := os.Stat(s.Dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
	_ = filepath.WalkDir(s.Dir, func(path string, d fs.DirEntry, _ error) error {
		if d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", d.Name(), info.Mode(), err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(d.Name()+string(text), "123456\"") || strings.Contains(d.Name(), "alice") || strings.Contains(d.Name(), ".tmp") {
			t.Errorf("%s: %s", d.Name(), text)
		}
		return nil
	})
}

func TestRemoveAll(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "[a]*")}
	fill(t, s)
	foreign := []string{"session.db", "mfa-notes.json", "mfa-" + strings.Repeat("g", 40) + ".json", ".hidden", "clock-x"}
	for _, name := range foreign {
		writeFile(t, filepath.Join(s.Dir, name), "x", 0o600)
	}
	writeFile(t, filepath.Join(s.Dir, ".awsenv-123.tmp"), "left by a killed process", 0o600)
	n, err := s.RemoveAll()
	if n != 1 || err != nil {
		t.Errorf("%d sessions, %v, want 1", n, err)
	}
	if _, ok := s.MFASession(mfaKey); ok {
		t.Error("MFA session left")
	}
	if _, _, ok := s.Limit("role", morning); ok {
		t.Error("limit left")
	}
	if s.Skew("sts", morning) != 0 {
		t.Error("clock difference left")
	}
	if _, _, ok := s.Note("rotate"); !ok || !s.UsedCode("serial", "123456", 7) || s.ReminderDue("key", morning) {
		t.Error("what others rely on is gone")
	}
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(s.Dir, name)); err != nil {
			t.Errorf("%s is gone", name)
		}
	}
	if _, err := os.Stat(filepath.Join(s.Dir, ".awsenv-123.tmp")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the temporary file is left: %v", err)
	}
	if n, err := (Store{Dir: filepath.Join(t.TempDir(), "none")}).RemoveAll(); n != 0 || err != nil {
		t.Errorf("no folder: %d, %v", n, err)
	}
}

func TestLimit(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	must(t, s.PutLimit("role", 4*time.Hour, morning))
	for age, want := range map[time.Duration]bool{0: true, limitLife - 1: true, limitLife: false, -time.Hour: true, -limitLife - 1: false} {
		limit, at, ok := s.Limit("role", morning.Add(age))
		if ok != want || ok && (limit != 4*time.Hour || !at.Equal(morning)) {
			t.Errorf("after %v: %v, %v, %v", age, limit, at, ok)
		}
	}
}

func TestSkew(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	for _, ahead := range []time.Duration{7 * time.Minute, -5 * time.Hour, 2 * time.Second} {
		must(t, s.PutSkew("sts", ahead, morning))
		if got := s.Skew("sts", morning.Add(time.Hour)); got != ahead {
			t.Errorf("%v: got %v", ahead, got)
		}
		for name, now := range map[string]time.Time{
			"a day old": morning.Add(24 * time.Hour), "measured later than now": morning.Add(-time.Minute),
		} {
			if got := s.Skew("sts", now); got != 0 {
				t.Errorf("%s: %v is believed", name, got)
			}
		}
	}
	must(t, s.PutSkew("sts", -time.Second, morning))
	if got := s.Skew("sts", morning); got != 0 {
		t.Errorf("a second is no difference, got %v", got)
	}
}

func TestReminder(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	if !s.ReminderDue("key", morning) {
		t.Error("not due at first")
	}
	must(t, s.PutReminder("key", morning))
	for after, want := range map[time.Duration]bool{0: false, 24*time.Hour - 1: false, 24 * time.Hour: true} {
		if got := s.ReminderDue("key", morning.Add(after)); got != want {
			t.Errorf("after %v: %v", after, got)
		}
	}
	if !s.ReminderDue("other", morning) {
		t.Error("another key is not due")
	}
	must(t, s.PutKeyCreated("key", morning))
	if at, ok := s.KeyCreated("key"); !ok || !at.Equal(morning) {
		t.Errorf("created %v, %v", at, ok)
	}
	must(t, s.RemoveKeyCreated("key"))
	if _, ok := s.KeyCreated("key"); ok {
		t.Error("found after removal")
	}
}

func TestNote(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	text := "step=2\n\"ü\\ \u2028😀"
	must(t, s.PutNote("rotate", text, morning))
	if got, at, ok := s.Note("rotate"); !ok || got != text || !at.Equal(morning) {
		t.Errorf("got %q, %v, %v", got, at, ok)
	}
	must(t, s.RemoveNote("rotate"))
	if _, _, ok := s.Note("rotate"); ok {
		t.Error("found after removal")
	}
}

func TestUsedCodes(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	window := morning.Unix() / codeWindow
	if s.UsedCode("a", "123456", window) {
		t.Error("used before anything was")
	}
	must(t, s.PutUsedCode("a", "123456", window))
	must(t, s.PutUsedCode("a", "654321", window))
	cases := []struct {
		serial, code string
		window       int64
		want         bool
	}{
		{"a", "123456", window, true}, {"a", "654321", window, true}, {"a", "123456", window + 1, true}, {"a", "123456", window + 2, true},
		{"a", "123456", window + 3, false}, {"a", "123456", window - 1, false}, {"b", "123456", window, false}, {"a", "111111", window, false},
	}
	for _, tt := range cases {
		if got := s.UsedCode(tt.serial, tt.code, tt.window); got != tt.want {
			t.Errorf("%s %s in %d: %v", tt.serial, tt.code, tt.window, got)
		}
	}
	for later := int64(1); later <= codeFiles; later++ {
		must(t, s.PutUsedCode("a", "222222", window+later))
	}
	if files, _ := filepath.Glob(filepath.Join(s.Dir, "code-*")); len(files) != codeFiles {
		t.Errorf("%d files, want %d", len(files), codeFiles)
	}
	if s.UsedCode("a", "123456", window) {
		t.Error("the window's file was taken over, and the old code is still there")
	}
	other := Store{Dir: t.TempDir()}
	must(t, other.PutUsedCode("a", "222222", window+codeFiles))
	if ours, theirs := mustRead(t, s.codePath(window)), mustRead(t, other.codePath(window)); ours == theirs {
		t.Error("the hash does not depend on the folder's key: it could be looked up")
	}
}

// A pipe in the place of a window's file is waited for by nobody (it once was, for
// ever, with every lock held).
func TestUsedCodeBesideAPipe(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	must(t, s.PutUsedCode("a", "123456", 4))
	must(t, os.Remove(s.codePath(4)))
	must(t, syscall.Mkfifo(s.codePath(4), 0o600))
	if err := s.PutUsedCode("a", "123456", 4); err == nil {
		t.Error("written into a pipe")
	}
	if s.UsedCode("a", "123456", 4) {
		t.Error("read from a pipe")
	}
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// All of several first users of a folder end up with the same key. Each has a
// window of its own: those who begin the same one may lose a line.
func TestHashKeyRace(t *testing.T) {
	for range 20 {
		s := Store{Dir: t.TempDir()}
		var users sync.WaitGroup
		for window := range int64(codeFiles) {
			users.Go(func() {
				if err := s.PutUsedCode("a", "123456", window); err != nil {
					t.Error(err)
				}
			})
		}
		users.Wait()
		for window := range int64(codeFiles) {
			if !s.UsedCode("a", "123456", window) {
				t.Fatalf("the code of window %d was forgotten", window)
			}
		}
	}
}

// A store that cannot be written gives errors that name no secret.
func TestUnwritable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	writeFile(t, dir, "x", 0o600)
	s := Store{Dir: dir}
	for name, err := range map[string]error{
		"session": s.PutMFASession(mfaKey, mfaEntry()),
		"limit":   s.PutLimit("role", time.Hour, morning),
		"code":    s.PutUsedCode("a", "123456", 1),
	} {
		if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "123456") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Lock(t.Context(), "x", voice.None{}, "busy"); err == nil {
		t.Error("lock: no error")
	}
}

func TestStoreDir(t *testing.T) {
	cases := []struct {
		name       string
		env        map[string]string
		home, goos string
		want       string
	}{
		{"Linux", nil, "/home/a", "linux", "/home/a/.cache/awsenv"},
		{"macOS", nil, "/Users/a", "darwin", "/Users/a/Library/Caches/awsenv"},
		{"XDG", map[string]string{"XDG_CACHE_HOME": "/x"}, "/home/a", "darwin", "/x/awsenv"},
		{"relative XDG", map[string]string{"XDG_CACHE_HOME": "x"}, "/home/a", "linux", "/home/a/.cache/awsenv"},
		{"own variable", map[string]string{"AWSENV_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x"}, "/home/a", "linux", "/c"},
		{"Windows", map[string]string{"LOCALAPPDATA": "/Users/a/AppData/Local"}, "/Users/a", "windows", "/Users/a/AppData/Local/awsenv"},
		{"variable of Windows elsewhere", map[string]string{"LOCALAPPDATA": "/Users/a/AppData/Local"}, "/home/a", "linux", "/home/a/.cache/awsenv"},
		{"nothing", nil, "", "linux", ""},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			lookup := func(name string) (string, bool) { v, ok := tt.env[name]; return v, ok }
			if got := StoreDir(lookup, tt.home, tt.goos); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
