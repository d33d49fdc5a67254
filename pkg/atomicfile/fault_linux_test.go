package atomicfile

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// Environment of the test binary when it runs as a writer of its own.
const (
	childJob  = "AWSENV_TEST_JOB"
	childPath = "AWSENV_TEST_PATH"
)

func TestMain(m *testing.M) {
	switch os.Getenv(childJob) {
	case "":
		os.Exit(m.Run())
	case "forever":
		for i := byte(0); ; i = (i + 1) % 26 {
			if err := Write(os.Getenv(childPath), bytes.Repeat([]byte{'a' + i}, 100_000), 0o600); err != nil {
				os.Exit(1)
			}
		}
	case "no room":
		// The kernel refuses to let any file grow past 1000 bytes.
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 1000, Max: 1000}
		if syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit) != nil {
			os.Exit(3)
		}
		if err := Write(os.Getenv(childPath), make([]byte, 5000), 0o600); !errors.Is(err, syscall.EFBIG) {
			os.Exit(4)
		}
	case "as nobody":
		if syscall.Setgroups(nil) != nil || syscall.Setgid(65534) != nil || syscall.Setuid(65534) != nil {
			os.Exit(3)
		}
		if err := Write(os.Getenv(childPath), []byte("new"), 0o600); !errors.Is(err, os.ErrPermission) {
			os.Exit(4)
		}
	}
	os.Exit(0)
}

func child(t *testing.T, job, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childJob+"="+job, childPath+"="+path)
	return cmd
}

func TestNoRoomInFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	put(t, path, "old", 0o600)
	if err := child(t, "no room", path).Run(); err != nil {
		t.Fatalf("%v (3: no limit could be set, 4: not the error of a full file)", err)
	}
	wantFile(t, path, "old", 0o600)
	wantNoLeftovers(t, filepath.Dir(path))
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("needs the right to mount a small file system: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	path := filepath.Join(dir, "file")
	mustWrite(t, path, "old", 0o600)
	if err := Write(path, make([]byte, 200_000), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want no space left", err)
	}
	wantFile(t, path, "old", 0o600)
	wantNoLeftovers(t, dir)
	mustWrite(t, path, "new", 0o600)
	wantFile(t, path, "new", 0o600)
}

// A read-only folder stops everybody but root, so the write runs as somebody else.
func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() != 0 {
		dir := t.TempDir()
		path := filepath.Join(dir, "file")
		put(t, path, "old", 0o600)
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(dir, 0o700)
		if err := Write(path, []byte("new"), 0o600); !errors.Is(err, os.ErrPermission) {
			t.Errorf("got %v, want permission denied", err)
		}
		wantFile(t, path, "old", 0o600)
		return
	}
	dir, err := os.MkdirTemp("/tmp", "awsenv-readonly-") // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "file")
	put(t, path, "old", 0o666)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	cmd := child(t, "as nobody", path)
	cmd.Dir = "/"
	binary := filepath.Join(dir, "writer") // the test binary may lie where others cannot go
	text, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	put(t, binary, string(text), 0o755)
	cmd.Path = binary
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v (3: could not become nobody, 4: not the error of a closed folder)", err)
	}
	wantFile(t, path, "old", 0o666)
	wantNoLeftovers(t, dir)
}

func TestOwnerKept(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file away")
	}
	path := filepath.Join(t.TempDir(), "file")
	put(t, path, "old", 0o640)
	if err := os.Chown(path, 1234, 2345); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, path, "new", 0o600)
	wantFile(t, path, "new", 0o640)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if is := info.Sys().(*syscall.Stat_t); is.Uid != 1234 || is.Gid != 2345 {
		t.Errorf("owner %d:%d, want 1234:2345", is.Uid, is.Gid)
	}
}

func output(t *testing.T, argv ...string) string {
	t.Helper()
	text, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", argv, err, text)
	}
	return string(text)
}

func TestAccessListAndAttributesKept(t *testing.T) {
	tooltest.Program(t, "setfacl")
	tooltest.Program(t, "setfattr")
	path := filepath.Join(t.TempDir(), "credentials")
	put(t, path, "old", 0o640)
	if text, err := exec.Command("setfacl", "-m", "u:1234:r,u:1235:-", path).CombinedOutput(); err != nil {
		t.Skipf("the file system has no access control lists: %s", text)
	}
	output(t, "setfattr", "-n", "user.origin", "-v", "0x610062", path)
	output(t, "setfattr", "-n", "user.empty", path)
	list, attributes := output(t, "getfacl", "-pn", path), output(t, "getfattr", "-d", "--absolute-names", path)
	mustWrite(t, path, "new", 0o600)
	if got := output(t, "getfacl", "-pn", path); got != list {
		t.Errorf("the list is\n%s, not\n%s", got, list)
	}
	if got := output(t, "getfattr", "-d", "--absolute-names", path); got != attributes {
		t.Errorf("the attributes are\n%s, not\n%s", got, attributes)
	}
	wantFile(t, path, "new", 0o640)
}

// A folder that gives new files a list of its own gives the replaced file nothing.
func TestFolderAddsNobodyToTheFile(t *testing.T) {
	tooltest.Program(t, "setfacl")
	dir := t.TempDir()
	path := filepath.Join(dir, "credentials")
	put(t, path, "old", 0o640)
	if text, err := exec.Command("setfacl", "-d", "-m", "u:1234:rw", dir).CombinedOutput(); err != nil {
		t.Skipf("the file system has no access control lists: %s", text)
	}
	mustWrite(t, path, "new", 0o600)
	if got := output(t, "getfacl", "-pn", path); strings.Contains(got, "user:1234") {
		t.Errorf("the list is\n%s", got)
	}
	wantFile(t, path, "new", 0o640)
}

// Under sudo a new file is the person's in whose folder it is made.
func TestNewFileOfRootBelongsToTheFolder(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file away")
	}
	dir := t.TempDir()
	if err := os.Chown(dir, 1234, 2345); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "new", "folder")
	if err := MakeFolder(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(folder, "file"), "x", 0o600)
	for _, path := range []string{filepath.Dir(folder), folder, filepath.Join(folder, "file")} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if is := info.Sys().(*syscall.Stat_t); is.Uid != 1234 || is.Gid != 2345 {
			t.Errorf("%s belongs to %d:%d", path, is.Uid, is.Gid)
		}
	}
}

// The umask has no say over a mode that was asked for.
func TestUmask(t *testing.T) {
	dir := t.TempDir()
	old := syscall.Umask(0o777)
	defer syscall.Umask(old)
	mustWrite(t, filepath.Join(dir, "file"), "x", 0o600)
	wantFile(t, filepath.Join(dir, "file"), "x", 0o600)
}

func TestKilled(t *testing.T) {
	for i := range 10 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			mustWrite(t, path, string(bytes.Repeat([]byte{'z'}, 100_000)), 0o600)
			cmd := child(t, "forever", path)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for begun := false; !begun; time.Sleep(time.Millisecond) {
				text, err := os.ReadFile(path)
				begun = err == nil && text[0] != 'z'
			}
			time.Sleep(time.Duration(i) * 1700 * time.Microsecond) // another place each time
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if cmd.ProcessState.Exited() {
				t.Fatal("the writer ended by itself")
			}
			wantWhole(t, path)
		})
	}
}
