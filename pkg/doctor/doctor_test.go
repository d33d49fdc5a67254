//go:build unix

package doctor

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/profile"
)

// patient is somebody with these AWS files, and without a network.
func patient(t *testing.T, conf, credentials string) *Patient {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := &Patient{
		Home: home, System: "linux", Now: time.Now(), Own: config.Default(),
		Env:         func(string) (string, bool) { return "", false },
		Unset:       func(name string) string { return "unset " + name },
		Created:     func(string) (time.Time, bool) { return time.Time{}, false },
		Config:      File{Path: filepath.Join(home, ".aws", "config"), Text: []byte(conf)},
		Credentials: File{Path: filepath.Join(home, ".aws", "credentials"), Text: []byte(credentials)},
		Caches:      []string{filepath.Join(home, "cache")},
	}
	for _, f := range []File{p.Config, p.Credentials} {
		write(t, f.Path, 0o600, string(f.Text))
	}
	p.Set, p.SetErr = profile.Parse(profile.File{Path: "config", Text: p.Config.Text}, profile.File{Path: "credentials", Text: p.Credentials.Text})
	p.Resolve = func(name string) (profile.Chain, error) { return p.Set.Resolve(name, profile.Options{}) }
	return p
}

func write(t *testing.T, path string, mode os.FileMode, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// offline are the checks that call nobody.
func offline() []Check {
	return slices.DeleteFunc(Checks(), func(c Check) bool { return c.Name == "endpoint" || c.Name == "keys" })
}

func examine(t *testing.T, p *Patient) []Finding {
	t.Helper()
	found := Examine(context.Background(), offline(), p)
	for _, f := range found {
		if f.Check == "" || f.Severity == "" || f.Message == "" || f.Fix == "" {
			t.Errorf("not whole: %+v", f)
		}
	}
	return found
}

func TestNothingIsWrong(t *testing.T) {
	p := patient(t, "[default]\nregion = eu-west-1\n[profile a]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = k\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n"+
		"[profile token]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = k\nmfa_serial = GAHT12345678\n",
		"[k]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n")
	if found := examine(t, p); len(found) != 0 {
		t.Errorf("%+v", found)
	}
}

// Ten thousand profiles with the same faulty source are not ten thousand resolutions of
// it told over and over: each place is told once.
func TestNothingIsToldTwice(t *testing.T) {
	var b strings.Builder
	for _, name := range []string{"a", "b", "c", "d"} {
		b.WriteString("[profile " + name + "]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = half\n")
	}
	b.WriteString("[profile half]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")
	p := patient(t, b.String(), "")
	found := examine(t, p)
	if len(found) != 1 || found[0].Where != "config:14" {
		t.Errorf("%+v", found)
	}
}

// TestCirclesAreToldOnce, from wherever they are entered.
func TestCirclesAreToldOnce(t *testing.T) {
	var b strings.Builder
	for _, pair := range []string{"in a", "a b", "b c", "c a", "self self", "later b"} {
		name, source, _ := strings.Cut(pair, " ")
		b.WriteString("[profile " + name + "]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = " + source + "\n")
	}
	found := examine(t, patient(t, b.String(), ""))
	if len(found) != 2 {
		t.Errorf("%+v", found)
	}
}

// A folder or a file of another user is told, and not touched.
func TestAnothersFilesAreNotMended(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make files of another user: this test did not run")
	}
	p := patient(t, "", "")
	if err := os.Mkdir(p.Caches[0], 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(p.Caches[0], "a.json")
	write(t, file, 0o666, "{}")
	if err := os.Chown(file, 4242, -1); err != nil {
		t.Fatal(err)
	}
	found := examine(t, p)
	if len(found) != 1 || found[0].Mendable() || !strings.Contains(found[0].Message, "another user") {
		t.Errorf("%+v", found)
	}
}

// A link in a cache could lead --fix to any file of the person's.
func TestLinksAreNotFollowed(t *testing.T) {
	p := patient(t, "", "")
	if err := os.Mkdir(p.Caches[0], 0o700); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(p.Home, "page.html")
	write(t, target, 0o644, "public")
	for _, name := range []string{"a.json", ".awsenv-1.tmp"} {
		if err := os.Symlink(target, filepath.Join(p.Caches[0], name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range examine(t, p) {
		if f.Mendable() {
			if err := f.Mend(); err != nil {
				t.Error(err)
			}
		}
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the file behind the link: %v, %v", info, err)
	}
}

// A living writer's file is gone when it comes to mending.
func TestLeftoverThatIsGone(t *testing.T) {
	p := patient(t, "", "")
	path := filepath.Join(p.Home, ".aws", ".awsenv-config-1.tmp")
	write(t, path, 0o600, "")
	found := examine(t, p)
	if len(found) != 1 || found[0].Check != "leftover" {
		t.Fatalf("%+v", found)
	}
	_ = os.Remove(path)
	if err := found[0].Mend(); err != nil {
		t.Error(err)
	}
}

// What a finding says to type is one word for each path and name, whatever is in it.
func TestFixesAreWords(t *testing.T) {
	p := &Patient{Home: "/home/me"}
	for _, text := range []string{"a b", "it's", "$(id)", "a;b", "*", "", "é", "-x", "a\nb", "/home/me/a b"} {
		out, err := exec.Command("sh", "-c", "printf %s "+p.typed(text)).Output()
		if err != nil || string(out) != text {
			t.Errorf("%q is typed as %s, which is %q, %v", text, p.typed(text), out, err)
		}
	}
	if got := p.typed("/home/me/.aws/config"); got != "~/.aws/config" {
		t.Error(got)
	}
}

func TestUnreadableFile(t *testing.T) {
	p := patient(t, "", "")
	p.Credentials.Err = &os.PathError{Op: "open", Path: p.Credentials.Path, Err: syscall.EACCES}
	found := examine(t, p)
	if len(found) != 1 || found[0].Check != "aws-files" || found[0].Where != "~/.aws/credentials" || !strings.Contains(found[0].Message, "permission denied") {
		t.Errorf("%+v", found)
	}
}

// TestChecksHaveNames of their own, by which --json tells them apart.
func TestChecksHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Checks() {
		if c.Name == "" || seen[c.Name] {
			t.Errorf("%q", c.Name)
		}
		seen[c.Name] = true
	}
}

func TestParseErrorWithoutALine(t *testing.T) {
	p := patient(t, "", "")
	p.Set, p.SetErr = nil, &profile.ParseError{Path: "config", Problem: "the file is larger than 2 GiB"}
	found := examine(t, p)
	if len(found) != 1 || found[0].Where != "config" || errors.Is(p.SetErr, nil) {
		t.Errorf("%+v", found)
	}
}
