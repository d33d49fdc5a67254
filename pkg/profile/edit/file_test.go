package edit

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/voice"
)

const users = "[iam]\naws_access_key_id = AKIA\naws_secret_access_key = secret-text\n"

// inFolder is a credentials file in a folder of its own.
func inFolder(t *testing.T, text string, mode fs.FileMode) File {
	t.Helper()
	f := File{Path: filepath.Join(t.TempDir(), "credentials"), Name: "~/.aws/credentials", Kind: Credentials}
	put(t, f.Path, text, mode)
	return f
}

func put(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
}

func apply(t *testing.T, f File, changes ...Change) Result {
	t.Helper()
	r, err := f.Apply(t.Context(), changes...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func want(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%s holds %q, %v, want %q", path, got, err, text)
	}
	if info, err := os.Stat(path); err == nil && info.Mode() != mode {
		t.Errorf("%s has mode %v, want %v", path, info.Mode(), mode)
	}
}

func TestModeKeptAndOneBackup(t *testing.T) {
	f := inFolder(t, users, 0o640)
	if r := apply(t, f, Set("iam", "x", "1")); !r.Changed || r.Backup != f.Path+BackupSuffix || string(r.Before.bytes) != users {
		t.Errorf("got changed %v, backup %q", r.Changed, r.Backup)
	}
	want(t, f.Path, users+"x = 1\n", 0o640)
	want(t, f.Path+BackupSuffix, users, 0o600)
	if r := apply(t, f, Set("iam", "x", "2")); r.Backup != "" {
		t.Errorf("a second backup: %q", r.Backup)
	}
	want(t, f.Path+BackupSuffix, users, 0o600)
	if r := apply(t, f, Set("iam", "x", "2")); r.Changed {
		t.Error("nothing changed, and it says so")
	}
}

func TestNothingToChangeWritesNothing(t *testing.T) {
	f := inFolder(t, users, 0o600)
	before, err := os.Stat(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, f, Set("iam", "aws_access_key_id", "AKIA"), Unset("nobody", "x"))
	after, err := os.Stat(f.Path)
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was replaced (%v)", err)
	}
	if _, err := os.Lstat(f.Path + BackupSuffix); err == nil {
		t.Error("there is a backup of an edit that was none")
	}
}

func TestMissingFile(t *testing.T) {
	f := File{Path: filepath.Join(t.TempDir(), ".aws", "credentials"), Kind: Credentials}
	if r := apply(t, f, Unset("a", "x")); r.Changed {
		t.Error("it changed")
	}
	if _, err := os.Lstat(filepath.Dir(f.Path)); err == nil {
		t.Error("a folder was made for nothing")
	}
	if r := apply(t, f, Set("a", "x", "1")); r.Backup != "" {
		t.Errorf("a backup of no file: %q", r.Backup)
	}
	want(t, f.Path, "[a]\nx = 1\n", 0o600)
	if info, err := os.Stat(filepath.Dir(f.Path)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info, err)
	}
}

func TestSymbolicLinkStays(t *testing.T) {
	f := inFolder(t, users, 0o600)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(f.Path, link); err != nil {
		t.Fatal(err)
	}
	real := f.Path
	f.Path = link
	apply(t, f, Set("iam", "x", "1"))
	want(t, real, users+"x = 1\n", 0o600)
	want(t, link+BackupSuffix, users, 0o600)
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
}

func TestSomebodyElseWritesMeanwhile(t *testing.T) {
	cases := map[string]func(path string) error{
		"in place": func(path string) error { return os.WriteFile(path, []byte(users+"[new]\n"), 0o600) },
		"by rename": func(path string) error {
			return errors.Join(os.WriteFile(path+".x", []byte("[new]\n"), 0o600), os.Rename(path+".x", path))
		},
		"removed": os.Remove,
	}
	for name, meddle := range cases {
		t.Run(name, func(t *testing.T) {
			f := inFolder(t, users, 0o600)
			_, err := f.Edit(t.Context(), func(Text) ([]Change, error) {
				return []Change{Set("iam", "x", "1")}, meddle(f.Path)
			})
			var ours *Error
			if !errors.As(err, &ours) || !ours.Changed || len(ours.Hints()) == 0 || !strings.Contains(err.Error(), "changed by another program") {
				t.Fatalf("got %v", err)
			}
			if text, _ := os.ReadFile(f.Path); strings.Contains(string(text), "x = 1") {
				t.Errorf("it was written all the same: %q", text)
			}
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "broken"), "[a]\naws_secret_access_key\n = secret-text", 0o600)
	put(t, filepath.Join(dir, "file"), users, 0o600)
	plans := errors.New("no")
	for name, f := range map[string]File{
		"broken":  {Path: filepath.Join(dir, "broken")},
		"folder":  {Path: dir},
		"device":  {Path: os.DevNull},
		"nowhere": {Path: filepath.Join(dir, "file", "x")},
		"no path": {},
		"plan":    {Path: filepath.Join(dir, "file")},
	} {
		t.Run(name, func(t *testing.T) {
			f.Kind, f.Name = Credentials, "~/NAME"
			_, err := f.Edit(t.Context(), func(Text) ([]Change, error) {
				if name == "plan" {
					return nil, plans
				}
				return []Change{Set("a", "x", "1")}, nil
			})
			if err == nil || strings.Contains(err.Error(), "secret-text") {
				t.Fatalf("got %v", err)
			}
			var parse *profile.ParseError
			if name == "broken" && (!errors.As(err, &parse) || parse.Path != "~/NAME" || parse.Line != 2) {
				t.Errorf("got %#v", err)
			}
			if name == "plan" && err != plans { //nolint:errorlint // it is to be passed on as it is
				t.Errorf("got %v", err)
			}
		})
	}
	want(t, filepath.Join(dir, "file"), users, 0o600)
}

// locker counts who is inside.
type locker struct {
	mu    sync.Mutex
	names []string
}

func (l *locker) Lock(ctx context.Context, name string, _ voice.Voice, _ string) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.names = append(l.names, name)
	return l.mu.Unlock, nil
}

func TestManyEditorsLoseNothing(t *testing.T) {
	f := inFolder(t, users, 0o600)
	locks := &locker{}
	f.Locks = locks
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(f.Path, link); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			g := f
			if i%2 == 0 {
				g.Path = link
			}
			if _, err := g.Apply(context.Background(), Set("p"+string(rune('a'+i)), "x", "1")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	text, err := os.ReadFile(f.Path)
	if err != nil || strings.Count(string(text), "\nx = 1\n") != 20 {
		t.Errorf("%v, %s", err, text)
	}
	for _, name := range locks.names {
		if name != locks.names[0] {
			t.Errorf("two locks for one file: %q and %q", name, locks.names[0])
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Apply(ended, Set("z", "x", "1")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Whoever has the lock knows that no other writer is alive: what killed ones left goes
// at once, also when there is nothing to change.
func TestLeftoversOfTheDeadGo(t *testing.T) {
	f := inFolder(t, users, 0o600)
	f.Locks, f.Tell = &locker{}, voice.None{}
	dir := filepath.Dir(f.Path)
	left := map[string]bool{".awsenv-credentials-1.tmp": false, ".awsenv-credentials.awsenv-backup-1.tmp": false, ".awsenv-config-1.tmp": true, "mine.tmp": true}
	for name := range left {
		put(t, filepath.Join(dir, name), "secret-text", 0o600)
	}
	apply(t, f)
	for name, stays := range left {
		if _, err := os.Lstat(filepath.Join(dir, name)); (err == nil) != stays {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHardLinkIsMentionedBeforeItIsBroken(t *testing.T) {
	f := inFolder(t, users, 0o600)
	other := filepath.Join(t.TempDir(), "other")
	if err := os.Link(f.Path, other); err != nil {
		t.Skipf("no hard links here: %v", err)
	}
	var said []string
	f.Tell = noticed{texts: &said}
	apply(t, f, Set("iam", "x", "1"))
	if len(said) != 1 || !strings.Contains(said[0], "~/.aws/credentials has 1 more name(s)") {
		t.Errorf("said %q", said)
	}
	want(t, f.Path, users+"x = 1\n", 0o600)
	want(t, other, users, 0o600)
	apply(t, f, Set("iam", "x", "2"))
	if len(said) != 1 {
		t.Errorf("said %q", said)
	}
}

func TestSection(t *testing.T) {
	text, err := parse([]byte("[DEFAULT]\nd = 1\n[a]\n; c\n# awsenv: mine \nX = 1\n  2\ny=\n"), Credentials, "f")
	if err != nil {
		t.Fatal(err)
	}
	s, there := text.Section("a")
	if !there || s.Note != "mine" || s.Get("x") != "1\n2" || s.Get("d") != "" {
		t.Errorf("got %+v, %v", s, there)
	}
	if _, there := text.Section("b"); there {
		t.Error("a section that is not there")
	}
}
