//go:build unix

package trust

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// somebody is a user that is neither the tests' nor root.
const somebody = 1234

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can make a file that belongs to somebody else")
	}
}

func folder(t *testing.T, path string, mode fs.FileMode) string {
	t.Helper()
	if err := errors.Join(os.MkdirAll(path, 0o700), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
	return path
}

func file(t *testing.T, path string, mode fs.FileMode) string {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, []byte("text"), 0o600), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
	return path
}

func link(t *testing.T, to, path string) string {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func give(t *testing.T, path string) string {
	t.Helper()
	if err := os.Lchown(path, somebody, somebody); err != nil {
		t.Fatal(err)
	}
	return path
}

// want checks an answer against a part of what it should say, empty for trust.
func want(t *testing.T, err error, problem string) {
	t.Helper()
	var e *Error
	switch {
	case problem == "" && err != nil:
		t.Errorf("got %v, want trust", err)
	case problem != "" && (!errors.As(err, &e) || !strings.Contains(e.Problem, problem)):
		t.Errorf("got %v, want an *Error with %q", err, problem)
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	want(t, Folder(folder(t, filepath.Join(dir, "own"), 0o700)), "")
	want(t, Folder(folder(t, filepath.Join(dir, "readable"), 0o755)), "")
	want(t, Folder(folder(t, filepath.Join(dir, "open"), 0o777)), "others may write it (mode 0777)")
	want(t, Folder(folder(t, filepath.Join(dir, "sticky"), 0o777|fs.ModeSticky)), "others may write it")
	want(t, Folder(link(t, "own", filepath.Join(dir, "link"))), "")
	want(t, Folder(link(t, "open", filepath.Join(dir, "link to open"))), "others may write it")
	want(t, Folder(filepath.Join(dir, "none", "none")), "")
	want(t, Folder(file(t, filepath.Join(dir, "file"), 0o666)), "")
	want(t, Folder(filepath.Join(dir, "file", "none")), "")
}

func TestFolderOfAnotherUser(t *testing.T) {
	needRoot(t)
	dir := t.TempDir()
	theirs := give(t, folder(t, filepath.Join(dir, "theirs"), 0o700))
	want(t, Folder(theirs), "belongs to another user (uid 1234)")
	want(t, Folder(give(t, link(t, dir, filepath.Join(dir, "link")))), "belongs to another user")
	want(t, Folder(filepath.Join(theirs, "new", "new")), "root does not make it in a folder of another user (uid 1234)")
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for name, problem := range map[string]string{
		file(t, filepath.Join(dir, "own"), 0o600):           "",
		file(t, filepath.Join(dir, "readable"), 0o644):      "",
		file(t, filepath.Join(dir, "open"), 0o666):          "others may write it",
		link(t, "own", filepath.Join(dir, "link")):          "it is a link",
		link(t, "none", filepath.Join(dir, "link to none")): "it is a link",
		folder(t, filepath.Join(dir, "folder"), 0o700):      "not a regular file",
	} {
		opened, info, err := Open(name)
		want(t, err, problem)
		if err == nil {
			if info.Name() != filepath.Base(name) {
				t.Errorf("opened %s, not %s", info.Name(), name)
			}
			_ = opened.Close()
		}
	}
	if _, _, err := Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if os.Geteuid() == 0 {
		_, _, err := Open(give(t, file(t, filepath.Join(dir, "theirs"), 0o600)))
		want(t, err, "belongs to another user")
	}
}

func TestUnshared(t *testing.T) {
	dir := t.TempDir()
	for mode, problem := range map[fs.FileMode]string{0o600: "", 0o644: "others may open it", 0o666: "others may write it", 0o601: "others may open it"} {
		path := file(t, filepath.Join(dir, mode.String()), mode)
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		want(t, Unshared(path, info), problem)
	}
}

func TestProgram(t *testing.T) {
	dir := t.TempDir()
	own := folder(t, filepath.Join(dir, "own"), 0o755)
	open := folder(t, filepath.Join(dir, "open"), 0o777)
	sticky := folder(t, filepath.Join(dir, "sticky"), 0o777|fs.ModeSticky)
	want(t, Program(file(t, filepath.Join(own, "config"), 0o644)), "")
	want(t, Program(file(t, filepath.Join(own, "open"), 0o646)), "others may write it")
	want(t, Program(file(t, filepath.Join(open, "config"), 0o600)), "others may write it")
	want(t, Program(file(t, filepath.Join(sticky, "config"), 0o600)), "")
	want(t, Program(link(t, filepath.Join(own, "config"), filepath.Join(dir, "link"))), "")
	want(t, Program(link(t, filepath.Join(own, "config"), filepath.Join(open, "link"))), "others may write it")
	want(t, Program(link(t, filepath.Join(open, "config"), filepath.Join(own, "link"))), "others may write it")
	if os.Geteuid() == 0 {
		want(t, Program(give(t, file(t, filepath.Join(own, "theirs"), 0o600))), "belongs to another user")
		want(t, Program(file(t, filepath.Join(give(t, folder(t, filepath.Join(dir, "theirs"), 0o755)), "config"), 0o600)), "belongs to another user")
	}
}

func TestExposed(t *testing.T) {
	dir := t.TempDir()
	for mode, problem := range map[fs.FileMode]string{0o600: "", 0o400: "", 0o604: "others may read it (mode 0604)", 0o622: "others may write it"} {
		want(t, Exposed(file(t, filepath.Join(dir, mode.String()), mode), true), problem)
	}
	want(t, Exposed(file(t, filepath.Join(dir, "readable"), 0o644), false), "")
	want(t, Exposed(file(t, filepath.Join(dir, "writable"), 0o646), false), "others may write it (mode 0646)")
	want(t, Exposed(filepath.Join(dir, "none"), true), "")
	want(t, Exposed(dir, true), "")
}

func TestGroupOfOneUser(t *testing.T) {
	const users = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n"
	for name, test := range map[string]struct {
		groups, more string
		want         bool
	}{
		"her own":                {groups: "root:x:0:\nalice:x:1000:\n", want: true},
		"her own, and named":     {groups: "alice:x:1000:alice\n", want: true},
		"with another member":    {groups: "alice:x:1000:bob\n"},
		"with a further member":  {groups: "alice:x:1000:alice,bob\n"},
		"by two names":           {groups: "alice:x:1000:\nteam:x:1000:bob\n"},
		"another's first group":  {groups: "alice:x:1000:\n", more: "carol:x:1002:1000::/home/carol:/bin/sh\n"},
		"not in the file at all": {groups: "root:x:0:\n"},
		"half a line":            {groups: "alice:x:1000\n"},
	} {
		if got := alone("alice", "1000", test.groups, users+test.more); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
