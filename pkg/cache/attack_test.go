//go:build unix

package cache

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/voice"
)

// victim is a file elsewhere that an attack is after.
func victim(t *testing.T, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "victim")
	writeFile(t, path, "precious", mode)
	return path
}

// untouched checks that a file is as victim made it.
func untouched(t *testing.T, path string) {
	t.Helper()
	if text, err := os.ReadFile(path); err != nil || string(text) != "precious" {
		t.Errorf("the file behind the link holds %q, %v", text, err)
	}
}

func TestLockFileThatIsALinkLeavesItsTargetAlone(t *testing.T) {
	for name, target := range map[string]string{"to a file": victim(t, 0o600), "to nothing": filepath.Join(t.TempDir(), "none")} {
		t.Run(name, func(t *testing.T) {
			s := Store{Dir: t.TempDir()}
			if err := os.Symlink(target, s.lockPath("mfa")); err != nil {
				t.Fatal(err)
			}
			unlock, err := s.Lock(t.Context(), "mfa", voice.None{}, "busy")
			if err != nil {
				t.Fatal(err)
			}
			if got := s.LockHolder("mfa"); !strings.HasPrefix(got, "pid ") {
				t.Errorf("holder %q", got)
			}
			unlock()
			if info, err := os.Lstat(s.lockPath("mfa")); err != nil || info.Mode() != 0o600 {
				t.Errorf("the lock file is %v, %v", info.Mode(), err)
			}
			if name == "to a file" {
				untouched(t, target)
			} else if _, err := os.Lstat(target); err == nil {
				t.Error("what the link names was made")
			}
		})
	}
}

// Another user who can open a lock file can hold it for good, whatever its text says.
func TestLockHeldBySomebodyElseDoesNotBlock(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	writeFile(t, s.lockPath("mfa"), "pid 1", 0o644)
	theirs, err := os.Open(s.lockPath("mfa"))
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	if err := unix.Flock(int(theirs.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	unlock, ok, err := s.TryLock("mfa")
	if !ok || err != nil {
		t.Fatalf("locked: %v, %v", ok, err)
	}
	unlock()
}

func TestWaitBehindAHolderThatNeverEnds(t *testing.T) {
	dir := t.TempDir()
	unlock, err := Store{Dir: dir, Holder: "pid 1, for profile prod"}.Lock(t.Context(), "mfa", voice.None{}, "busy")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	_, err = Store{Dir: dir, Patience: func() time.Duration { return time.Millisecond }}.Lock(t.Context(), "mfa", voice.None{}, "busy")
	var held *HeldTooLong
	if !errors.As(err, &held) || held.ExitCode() != 4 || held.Holder != "pid 1, for profile prod" || len(held.Hints()) == 0 {
		t.Errorf("got %v", err)
	}
}

func TestSessionFileThatIsALinkIsReplaced(t *testing.T) {
	s, cli, target := Store{Dir: t.TempDir()}, CLI{Dir: t.TempDir()}, victim(t, 0o666)
	e := testEntry(time.Now().Add(time.Hour))
	key := MFAKey{AccessKeyID: "AKIA", Serial: "serial"}
	name := RoleCall{RoleARN: "arn"}.FileName()
	for path, put := range map[string]func() error{
		s.path(kindMFA, key.parts()...): func() error { return s.PutMFASession(key, e) },
		filepath.Join(cli.Dir, name):    func() error { return cli.Store(name, e) },
		s.path(kindLimit, "arn"):        func() error { return s.PutLimit("arn", time.Hour, time.Now()) },
		s.codePath(1):                   func() error { return s.PutUsedCode("serial", "123456", 1) },
	} {
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
		if err := put(); err != nil {
			t.Error(err)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s is %v, %v", filepath.Base(path), info.Mode(), err)
		}
		untouched(t, target)
	}
}

// A session that somebody else could have written is not there, and that is said.
func TestPlantedSessionIsAbsent(t *testing.T) {
	e := testEntry(time.Now().Add(time.Hour))
	name := RoleCall{RoleARN: "arn"}.FileName()
	for attack, plant := range map[string]func(path string) error{
		"others may write it (mode 0666)": func(path string) error { return os.Chmod(path, 0o666) },
		"it is a link": func(path string) error {
			return errors.Join(os.Rename(path, path+"-"), os.Symlink(path+"-", path))
		},
		"it belongs to another user (uid 1234)": func(path string) error { return os.Chown(path, 1234, 1234) },
	} {
		t.Run(attack, func(t *testing.T) {
			if strings.Contains(attack, "1234") && os.Geteuid() != 0 {
				t.Skip("only root can make a file that belongs to somebody else")
			}
			var said []string
			cli := CLI{Dir: t.TempDir(), Sleep: noSleep(t), Doubt: func(err error) { said = append(said, err.Error()) }}
			if err := cli.Store(name, e); err != nil {
				t.Fatal(err)
			}
			if _, ok := cli.Load(name); !ok {
				t.Fatal("not there before the attack")
			}
			if err := plant(filepath.Join(cli.Dir, name)); err != nil {
				t.Fatal(err)
			}
			if _, ok := cli.Load(name); ok || len(cli.Sessions()) != 0 {
				t.Error("it is used")
			}
			if len(said) == 0 || !strings.Contains(said[0], attack) {
				t.Errorf("said %q", said)
			}
			if err := cli.Store(name, e); err != nil {
				t.Error(err)
			}
			if _, ok := cli.Load(name); !ok {
				t.Error("not there after it was replaced")
			}
		})
	}
}

// Without a folder nothing is kept, least of all in the folder that a shell happens to
// be in.
func TestNoFolderIsNotTheWorkingFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if got := CLIDir(""); got != "" {
		t.Errorf("the AWS CLI's cache is %q", got)
	}
	e, now := testEntry(time.Now().Add(time.Hour)), time.Now()
	name := RoleCall{RoleARN: "arn"}.FileName()
	if err := errors.Join(CLI{}.Store(name, e), CLI{}.Remove(name), Store{}.PutMFASession(MFAKey{}, e), Store{}.PutLimit("arn", time.Hour, now),
		Store{}.PutUsedCode("serial", "123456", 1)); err != nil {
		t.Error(err)
	}
	if err := (Store{}).PutNote("name", "text", now); err == nil {
		t.Error("a note is lost without an error")
	}
	if _, ok, err := (Store{}).TryLock("name"); ok || err == nil {
		t.Error("a lock that locks nothing")
	}
	if entries, err := os.ReadDir("."); len(entries) != 0 || err != nil {
		t.Errorf("left in the working folder: %v, %v", entries, err)
	}
}
