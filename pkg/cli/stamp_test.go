//go:build unix

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// manyProfiles is a home with a thousand profiles, each with keys of its own.
type manyProfiles struct {
	*testing.T
	home, config string
	// later is how far ahead of the real one the clock is.
	later time.Duration
	said  strings.Builder
}

func newManyProfiles(t *testing.T) *manyProfiles {
	t.Helper()
	m := &manyProfiles{T: t, home: t.TempDir(), later: time.Minute}
	m.config = filepath.Join(m.home, ".aws", "config")
	if err := os.MkdirAll(filepath.Dir(m.config), 0o700); err != nil {
		t.Fatal(err)
	}
	m.write(m.text())
	return m
}

func (m *manyProfiles) text() string {
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "[profile p%04d]\nregion = eu-west-1\naws_access_key_id = AKIAIOSFODNN7EX%04d\naws_secret_access_key = secret\naws_session_token = token\n", i, i)
	}
	return text.String()
}

func (m *manyProfiles) write(text string) {
	m.Helper()
	if err := os.WriteFile(m.config, []byte(text), 0o600); err != nil {
		m.Fatal(err)
	}
}

// app is a run of awsenv.
func (m *manyProfiles) app(stdout *strings.Builder, args ...string) *app {
	m.said.Reset()
	return &app{world: World{
		Args: args, Stdout: stdout, Stderr: &m.said, Stdin: strings.NewReader(""),
		Env: func(name string) (string, bool) {
			value, set := map[string]string{"HOME": m.home, "AWS_EC2_METADATA_DISABLED": "true"}[name]
			return value, set
		},
		Environ:          func() []string { return nil },
		StdoutIsTerminal: func() bool { return false },
		StderrIsTerminal: func() bool { return false },
		Now:              func() time.Time { return time.Now().Add(m.later) },
		Parent:           func() string { return "bash" },
		ReadFile:         readFile,
	}}
}

// load loads a profile and reports whether a stamp has spared the rest of the files.
func (m *manyProfiles) load(name string) (code string, byStamp bool) {
	m.Helper()
	in, err := m.app(nil).readScopeFor(name)
	if err != nil {
		m.Fatal(err)
	}
	var stdout strings.Builder
	if err := m.app(&stdout, name).run(); err != nil {
		m.Fatal(err)
	}
	return stdout.String(), in.part
}

// loads checks both.
func (m *manyProfiles) loads(name, key string, byStamp bool) {
	m.Helper()
	code, by := m.load(name)
	if !strings.Contains(code, "AWS_ACCESS_KEY_ID='"+key+"'") {
		m.Errorf("%s is not loaded with %s:\n%s", name, key, code)
	}
	if by != byStamp {
		m.Errorf("%s read by its stamp: %v, not %v", name, by, byStamp)
	}
}

func (m *manyProfiles) stamps() []string {
	stamps, _ := filepath.Glob(filepath.Join(m.home, ".cache", "awsenv", "stamp-*"))
	return stamps
}

const key7, key8 = "AKIAIOSFODNN7EX0007", "AKIAIOSFODNN7EX0008"

// TestStampSparesTheOtherProfiles: the second load of a profile reads it alone, and a
// stamp holds nothing of the files.
func TestStampSparesTheOtherProfiles(t *testing.T) {
	m := newManyProfiles(t)
	m.loads("p0007", key7, false)
	m.loads("p0007", key7, true)
	m.loads("p0008", key8, false)
	m.loads("p0008", key8, true)
	for _, path := range m.stamps() {
		text, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(text), "AKIA") || strings.Contains(string(text), "secret") {
			t.Errorf("%v in the stamp\n%s", err, text)
		}
	}
	if len(m.stamps()) != 2 {
		t.Errorf("%d stamps of two profiles", len(m.stamps()))
	}
}

// TestStampOfAFileThatWasChanged: what was changed is read anew, whatever the change
// leaves of the file as it was.
func TestStampOfAFileThatWasChanged(t *testing.T) {
	for what, change := range map[string]func(m *manyProfiles, text string){
		"in place":           (*manyProfiles).write,
		"with its old mtime": func(m *manyProfiles, text string) { m.keepingTime(func() { m.write(text) }) },
		"by another file": func(m *manyProfiles, text string) {
			m.keepingTime(func() {
				if err := os.Remove(m.config); err != nil {
					m.Fatal(err)
				}
				m.write(text)
			})
		},
		"by a link to another file": func(m *manyProfiles, text string) {
			if err := os.Rename(m.config, m.config+".old"); err != nil {
				m.Fatal(err)
			}
			m.write(text)
			if err := os.Rename(m.config, m.config+".new"); err != nil {
				m.Fatal(err)
			}
			if err := os.Symlink(m.config+".new", m.config); err != nil {
				m.Fatal(err)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			m := newManyProfiles(t)
			m.loads("p0007", key7, false)
			m.loads("p0007", key7, true)
			change(m, strings.Replace(m.text(), key7, "AKIAIOSFODNN7EXNEW7", 1))
			m.loads("p0007", "AKIAIOSFODNN7EXNEW7", false)
			m.loads("p0007", "AKIAIOSFODNN7EXNEW7", true)
		})
	}
}

// keepingTime gives the file the time that it had before a change.
func (m *manyProfiles) keepingTime(change func()) {
	m.Helper()
	info, err := os.Stat(m.config)
	if err != nil {
		m.Fatal(err)
	}
	change()
	if err := os.Chtimes(m.config, info.ModTime(), info.ModTime()); err != nil {
		m.Fatal(err)
	}
}

// TestNoStampOfWhatMayChange: none is left of a file that was changed a moment ago, or
// that others may write, and none is worth it for a small one.
func TestNoStampOfWhatMayChange(t *testing.T) {
	for what, prepare := range map[string]func(m *manyProfiles) error{
		"changed a moment ago":  func(m *manyProfiles) error { m.later = 0; return nil },
		"changed in the future": func(m *manyProfiles) error { m.later = -time.Hour; return nil },
		"open to others":        func(m *manyProfiles) error { return os.Chmod(m.config, 0o666) },
		"small": func(m *manyProfiles) error {
			m.write(m.text()[:strings.Index(m.text(), "[profile p0010]")])
			return nil
		},
		"beside a cache for everybody": func(m *manyProfiles) error { return m.makeCache(0o777) },
	} {
		t.Run(what, func(t *testing.T) {
			m := newManyProfiles(t)
			if err := prepare(m); err != nil {
				t.Fatal(err)
			}
			m.loads("p0007", key7, false)
			m.loads("p0007", key7, false)
			if len(m.stamps()) != 0 {
				t.Error("there is a stamp")
			}
		})
	}
}

func (m *manyProfiles) makeCache(mode os.FileMode) error {
	path := filepath.Join(m.home, ".cache", "awsenv")
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}

// TestStampOfOthersIsNotBelieved: nor is one that is a link, or damaged.
func TestStampOfOthersIsNotBelieved(t *testing.T) {
	for what, spoil := range map[string]func(path string) error{
		"may be written by others": func(path string) error { return os.Chmod(path, 0o666) },
		"is a link": func(path string) error {
			if err := os.Rename(path, path+".real"); err != nil {
				return err
			}
			return os.Symlink(path+".real", path)
		},
		"is damaged": func(path string) error { return os.Truncate(path, 20) },
		"is empty":   func(path string) error { return os.Truncate(path, 0) },
		"is of another profile": func(path string) error {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, []byte(strings.Replace(string(text), "p0007", "p0008", 1)), 0o600)
		},
	} {
		t.Run(what, func(t *testing.T) {
			m := newManyProfiles(t)
			m.loads("p0007", key7, false)
			stamps := m.stamps()
			if len(stamps) != 1 {
				t.Fatalf("%d stamps", len(stamps))
			}
			if err := spoil(stamps[0]); err != nil {
				t.Fatal(err)
			}
			m.loads("p0007", key7, false)
		})
	}
}

// TestFaultsAreToldWithTheirLine: a profile that is at fault is at fault with a stamp of
// it too, and in the same line.
func TestFaultsAreToldWithTheirLine(t *testing.T) {
	m := newManyProfiles(t)
	m.write(m.text() + "[profile bad]\nregion = Nowhere!\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\naws_session_token = token\n")
	a := m.app(nil)
	in, err := a.readScopeFor("bad")
	if err != nil {
		t.Fatal(err)
	}
	a.stamp(in, "bad")
	for range 2 {
		var stdout strings.Builder
		status := Run(m.app(&stdout, "bad").world)
		if said := m.said.String(); status != 3 || !strings.Contains(said, "config:5002") {
			t.Errorf("exit status %d:\n%s", status, said)
		}
	}
	if in, err := m.app(nil).readScopeFor("bad"); err != nil || !in.part {
		t.Errorf("no stamp is left (%v): this has shown nothing", err)
	}
}

// TestForgetAllForgetsStamps: they name profiles.
func TestForgetAllForgetsStamps(t *testing.T) {
	m := newManyProfiles(t)
	m.loads("p0007", key7, false)
	var stdout strings.Builder
	if err := m.app(&stdout, "forget", "--all").run(); err != nil || len(m.stamps()) != 0 {
		t.Errorf("%v: %q is left", err, m.stamps())
	}
}
