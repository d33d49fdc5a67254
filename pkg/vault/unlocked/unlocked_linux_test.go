package unlocked

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// TestMain lets the test binary be the other process of a test.
func TestMain(m *testing.M) {
	if words := strings.Fields(os.Getenv("UNLOCKED_TEST")); len(words) > 0 {
		fmt.Print(child(words[0], words[1:]))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child does one thing in a process of its own and says what came of it.
func child(what string, args []string) string {
	runtime.LockOSThread()
	place := Place{RuntimeDir: os.Getenv("XDG_RUNTIME_DIR"), Now: time.Now}
	said := func(key seal.Key, ok bool) string {
		if !ok {
			return "none"
		}
		return hex.EncodeToString(key)
	}
	switch what {
	case "get":
		return said(place.Get(args[0]))
	case "get-in-another-session":
		if _, err := unix.KeyctlJoinSessionKeyring("awsenv-test"); err != nil {
			return err.Error()
		}
		return said(place.Get(args[0]))
	case "put", "put-where-the-kernel-refuses", "put-with-a-full-share":
		switch what {
		case "put-where-the-kernel-refuses":
			if err := refuseKeys(); err != nil {
				return "no filter: " + err.Error()
			}
		case "put-with-a-full-share":
			for i := 0; ; i++ {
				if _, err := unix.AddKey("user", "fill"+strconv.Itoa(i), []byte("x"), unix.KEY_SPEC_PROCESS_KEYRING); errors.Is(err, unix.EDQUOT) {
					break
				} else if err != nil || i > 10_000 {
					return fmt.Sprint("not filled: ", i, err)
				}
			}
		}
		key, _ := hex.DecodeString(args[1])
		if err := place.Put(args[0], key, time.Hour); err != nil {
			return err.Error()
		}
		return said(place.Get(args[0]))
	}
	return "what?"
}

// refuseKeys makes the kernel answer as in a container: EPERM to whatever is about keys.
func refuseKeys() error {
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	equals := func(value uintptr, then, otherwise uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: uint32(value), Jt: then, Jf: otherwise}
	}
	give := func(value uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: value} }
	program := []unix.SockFilter{
		load(0),
		equals(unix.SYS_ADD_KEY, 2, 0),
		equals(unix.SYS_REQUEST_KEY, 1, 0),
		equals(unix.SYS_KEYCTL, 0, 1),
		give(unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)),
		give(unix.SECCOMP_RET_ALLOW),
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&filter)))
	if failed != 0 {
		return failed
	}
	return nil
}

// asChild runs child in a process; change may give it another user.
func asChild(t *testing.T, runtimeDir string, change func(*exec.Cmd), words ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = []string{"UNLOCKED_TEST=" + strings.Join(words, " "), "XDG_RUNTIME_DIR=" + runtimeDir}
	if change != nil {
		change(cmd)
	}
	out, err := cmd.Output()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return string(out)
}

// keyring skips where the kernel keeps no keys; where CI's does, it does for all of them.
func keyring(t *testing.T) {
	t.Helper()
	id, err := unix.AddKey(keyType, "awsenv-test", []byte("x"), unix.KEY_SPEC_PROCESS_KEYRING)
	if err != nil {
		t.Skipf("the kernel keeps no keys here (%v): this did not run", err)
	}
	_, _ = unix.KeyctlInt(unix.KEYCTL_INVALIDATE, id, 0, 0, 0)
}

// store is a path that no other test and no person has.
func store(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	t.Cleanup(func() { _ = dropFromKernel(path) })
	return path
}

// inMemory is a folder as XDG_RUNTIME_DIR should be.
func inMemory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "awsenv-test-")
	if err != nil {
		t.Skipf("there is no folder in memory (%v): this did not run", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func place(dir string) Place { return Place{RuntimeDir: dir, Now: time.Now} }

func holds(t *testing.T, p Place, store string, want seal.Key) {
	t.Helper()
	if got, ok := p.Get(store); ok != (want != nil) || !bytes.Equal(got, want) {
		t.Errorf("a key is there: %v; it is the right one: %v; want one: %v", ok, bytes.Equal(got, want), want != nil)
	}
}

func TestAKeyWaitsInTheKernel(t *testing.T) {
	keyring(t)
	p, path, key := place(""), store(t), seal.NewKey()
	holds(t, p, path, nil)
	if err := p.Put(path, key, time.Hour); err != nil {
		t.Fatal(err)
	}
	holds(t, p, path, key)
	holds(t, p, path+"2", nil)
	if got := asChild(t, "", nil, "get", path); got != hex.EncodeToString(key) {
		t.Errorf("another process: %s", got)
	}
	other := seal.NewKey()
	if err := p.Put(path, other, time.Hour); err != nil {
		t.Fatal(err)
	}
	holds(t, p, path, other)
	if err := p.Drop(path); err != nil {
		t.Fatal(err)
	}
	holds(t, p, path, nil)
	if err := p.Drop(path); err != nil {
		t.Errorf("nothing to drop: %v", err)
	}
}

// A process over SSH, or of a service, has a session keyring from which the user's is not
// reached: it possesses nothing in there.
func TestAKeyIsReadFromAnotherSession(t *testing.T) {
	keyring(t)
	path, key := store(t), seal.NewKey()
	if err := place("").Put(path, key, time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := asChild(t, "", nil, "get-in-another-session", path); got != hex.EncodeToString(key) {
		t.Errorf("got %s", got)
	}
}

func TestAKeyInTheKernelEnds(t *testing.T) {
	keyring(t)
	p, path := place(""), store(t)
	if err := p.Put(path, seal.NewKey(), 0); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, there := p.Get(path); !there {
			break
		} else if time.Now().After(end) {
			t.Fatal("a key of one second is still there after a minute")
		}
	}
	if err := p.Drop(path); err != nil {
		t.Errorf("drop one that is over: %v", err)
	}
	key := seal.NewKey()
	if err := p.Put(path, key, time.Hour); err != nil {
		t.Fatalf("put in the place of one that is over: %v", err)
	}
	holds(t, p, path, key)
}

// Every key that can be found has an end, and is closed to other users.
func TestAKeyInTheKernelHasItsTimeAndRights(t *testing.T) {
	keyring(t)
	p, path := place(""), store(t)
	if err := p.Put(path, seal.NewKey(), 8*time.Hour); err != nil {
		t.Fatal(err)
	}
	timeout, permissions := listed(t, path)
	if timeout != "7h" && timeout != "8h" || permissions != "3f2f0000" {
		t.Errorf("got timeout %s, permissions %s", timeout, permissions)
	}
}

// listed is what the kernel says of a key, both empty when it is not there (proc_keys(5):
// id, flags, usage, timeout, permissions, uid, gid, type, description).
func listed(t *testing.T, store string) (timeout, permissions string) {
	t.Helper()
	id, err := find(store)
	if err != nil {
		return "", ""
	}
	text, err := os.ReadFile("/proc/keys")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 4 && fields[0] == fmt.Sprintf("%08x", id) {
			return fields[3], fields[4]
		}
	}
	return "", ""
}

// Whenever a process is killed while it puts a key, none is left, or one with its time.
func TestAKilledProcessLeavesNoKeyWithoutAnEnd(t *testing.T) {
	keyring(t)
	strace := tooltest.Program(t, "strace")
	path, key := store(t), hex.EncodeToString(seal.NewKey())
	killed := 0
	for call := 1; ; call++ {
		got := asChild(t, "", func(cmd *exec.Cmd) {
			cmd.Args = []string{strace, "-f", "-o", "/dev/null", "-e", "trace=keyctl", "-e", fmt.Sprintf("inject=keyctl:signal=SIGKILL:when=%d", call), cmd.Path}
			cmd.Path = strace
		}, "put", path, key)
		if timeout, _ := listed(t, path); timeout != "" && timeout != "59m" && timeout != "60m" && timeout != "1h" {
			t.Errorf("killed at call %d: the key has the time %q", call, timeout)
		}
		if got == key {
			break
		}
		killed++
		if call > 20 {
			t.Fatalf("after %d calls: %q", call, got)
		}
	}
	if killed < 4 {
		t.Errorf("it was killed %d times only", killed)
	}
}

func TestWhereTheKernelRefusesAKeyWaitsInAFile(t *testing.T) {
	dir, path, key := inMemory(t), store(t), hex.EncodeToString(seal.NewKey())
	if got := asChild(t, dir, nil, "put-where-the-kernel-refuses", path, key); got != key {
		t.Fatalf("got %s", got)
	}
	if got := asChild(t, dir, nil, "get", path); got != key {
		t.Errorf("the next process: %s", got)
	}
	// Once the kernel takes keys again the file goes: a lock drops whatever is left.
	keyring(t)
	again := seal.NewKey()
	if err := place(dir).Put(path, again, time.Hour); err != nil {
		t.Fatal(err)
	}
	holds(t, place(dir), path, again)
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left in %s: %v", dir, left)
	}
}

func TestWhereNothingKeepsAKeyThatIsSaid(t *testing.T) {
	path, key := store(t), hex.EncodeToString(seal.NewKey())
	if got := asChild(t, "", nil, "put-where-the-kernel-refuses", path, key); got != ErrNowhere.Error() {
		t.Errorf("got %s", got)
	}
}

// A user whose share of the kernel's keys is used up has the file.
func TestAFullShareOfKeysLeavesTheFile(t *testing.T) {
	keyring(t)
	if os.Geteuid() != 0 {
		t.Skip("this takes another user, and so root: it did not run")
	}
	const nobody = 65534
	dir, path, key := inMemory(t), store(t), hex.EncodeToString(seal.NewKey())
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	as := func(cmd *exec.Cmd) {
		self := filepath.Join(dir, "test")
		text, err := os.ReadFile(cmd.Path)
		if err == nil {
			err = os.WriteFile(self, text, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
		cmd.Path = self
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if got := asChild(t, dir, as, "put-with-a-full-share", path, key); got != key {
		t.Errorf("got %s", got)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "awsenv-*.key")); len(files) != 1 {
		t.Errorf("files: %v", files)
	}
}

func TestAFileEnds(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	dir, path, key := inMemory(t), store(t), seal.NewKey()
	p := Place{RuntimeDir: dir, Now: func() time.Time { return now }}
	for _, c := range []struct {
		name  string
		after time.Duration
		there bool
	}{
		{"at once", 0, true}, {"a second before its end", time.Hour - time.Second, true}, {"at its end", time.Hour, false},
		{"on a clock that was set back", -time.Second, false},
	} {
		now = now.Truncate(24 * time.Hour)
		if err := p.toFile(path, key, time.Hour); err != nil {
			t.Fatal(err)
		}
		now = now.Add(c.after)
		got, there := p.fromFile(path)
		if there != c.there || there && !bytes.Equal(got, key) {
			t.Errorf("%s: there is %v", c.name, there)
		}
		if left, _ := os.ReadDir(dir); (len(left) == 1) != c.there {
			t.Errorf("%s: %d files", c.name, len(left))
		}
	}
}

// Whatever else is in the place of the folder or the file is no key, and no key goes there.
func TestAFileInADoubtfulPlaceIsNone(t *testing.T) {
	path, key := store(t), seal.NewKey()
	file := func(dir string) string {
		files, _ := filepath.Glob(filepath.Join(dir, "awsenv-*.key"))
		if len(files) != 1 {
			t.Fatalf("files: %v", files)
		}
		return files[0]
	}
	for name, spoil := range map[string]func(t *testing.T, dir string) string{
		"a relative folder":        func(t *testing.T, dir string) string { t.Chdir(filepath.Dir(dir)); return filepath.Base(dir) },
		"a link to the folder":     func(t *testing.T, dir string) string { return linkTo(t, dir) },
		"a folder others may read": func(t *testing.T, dir string) string { mode(t, dir, 0o750); return dir },
		"a folder on a disk":       func(t *testing.T, dir string) string { return onDisk(t, file(dir)) },
		"a folder of another user": func(t *testing.T, dir string) string { give(t, dir); return dir },
		"no folder":                func(t *testing.T, dir string) string { return dir + "-not" },
		"a file others may read":   func(t *testing.T, dir string) string { mode(t, file(dir), 0o604); return dir },
		"a file of another user":   func(t *testing.T, dir string) string { give(t, file(dir)); return dir },
		"a link to the file": func(t *testing.T, dir string) string {
			real := file(dir)
			moved := real + ".moved"
			if err := os.Rename(real, moved); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(moved, real); err != nil {
				t.Fatal(err)
			}
			return dir
		},
		"a file that is cut off": func(t *testing.T, dir string) string {
			if err := os.Truncate(file(dir), fileSize-1); err != nil {
				t.Fatal(err)
			}
			return dir
		},
		"an empty file": func(t *testing.T, dir string) string {
			if err := os.Truncate(file(dir), 0); err != nil {
				t.Fatal(err)
			}
			return dir
		},
		"a pipe": func(t *testing.T, dir string) string {
			real := file(dir)
			if err := os.Remove(real); err != nil {
				t.Fatal(err)
			}
			if err := unix.Mkfifo(real, 0o600); err != nil {
				t.Fatal(err)
			}
			return dir
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := inMemory(t)
			if err := place(dir).toFile(path, key, time.Hour); err != nil {
				t.Fatal(err)
			}
			spoiled := spoil(t, dir)
			if _, there := place(spoiled).fromFile(path); there {
				t.Error("its key was taken")
			}
			if strings.Contains(name, "folder") {
				if err := place(spoiled).toFile(path, key, time.Hour); !errors.Is(err, ErrNowhere) {
					t.Errorf("written: %v", err)
				}
			}
		})
	}
}

func linkTo(t *testing.T, dir string) string {
	t.Helper()
	link := filepath.Join(inMemory(t), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	return link
}

func mode(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func give(t *testing.T, path string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("this takes another user, and so root: it did not run")
	}
	if err := os.Chown(path, 65534, 65534); err != nil {
		t.Fatal(err)
	}
}

// onDisk copies a file into a folder that is none in memory.
func onDisk(t *testing.T, file string) string {
	t.Helper()
	dir := t.TempDir()
	mode(t, dir, 0o700)
	var on unix.Statfs_t
	if err := unix.Statfs(dir, &on); err != nil || uint32(on.Type) == unix.TMPFS_MAGIC {
		t.Skip("the folder for tests is in memory: this did not run")
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDroppingAFile(t *testing.T) {
	dir, path := inMemory(t), store(t)
	p := place(dir)
	if err := p.toFile(path, seal.NewKey(), time.Hour); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.Drop(path); err != nil {
			t.Fatal(err)
		}
		if _, there := p.Get(path); there {
			t.Error("it is still there")
		}
	}
}

// BenchmarkGet is what a load from an encrypted cache pays for the key.
func BenchmarkGet(b *testing.B) {
	p, path := place(""), filepath.Join(b.TempDir(), "keys.json")
	if err := p.Put(path, seal.NewKey(), time.Hour); err != nil {
		b.Skip(err)
	}
	defer func() { _ = p.Drop(path) }()
	for b.Loop() {
		if _, ok := p.Get(path); !ok {
			b.Fatal("no key")
		}
	}
}
