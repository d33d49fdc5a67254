//go:build !windows

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A hook that names the folder of one version breaks in open shells as soon as the
// package manager removes that.
func TestProgramPathOutlivesAVersion(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cellar, bin, profile := filepath.Join(dir, "Cellar/awsenv/0.1.0/bin"), filepath.Join(dir, "bin"), filepath.Join(dir, "profile")
	real, other := filepath.Join(cellar, "awsenv"), filepath.Join(dir, "other/awsenv")
	for _, path := range []string{real, other} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(path), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{bin, profile} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(real, filepath.Join(folder, "awsenv")); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	link, typed := filepath.Join(bin, "awsenv"), filepath.Join(profile, "awsenv")
	for _, test := range []struct{ what, argv0, path, want string }{
		{"found on PATH", "awsenv", "/nowhere:" + bin, link},
		{"run by what it resolves to", real, bin, link},
		{"run by a link", typed, bin, typed},
		{"run by a link from here", "profile/awsenv", bin, typed},
		{"another one comes first on PATH", "awsenv", filepath.Dir(other) + ":" + bin, link},
		{"not on PATH", real, filepath.Dir(other), real},
		{"a name of the caller's own", "-awsenv", bin, link},
		{"found in a folder that is relative", "awsenv", "bin:", real},
		{"on PATH as it is", "awsenv", cellar, real},
		{"argv0 of another program", other, "", real},
	} {
		if got := programPath(test.argv0, test.path, func() (string, error) { return real, nil }); got != test.want {
			t.Errorf("%s: %s, want %s", test.what, got, test.want)
		}
	}
	gone := filepath.Join(dir, "gone")
	if got := programPath(gone, bin, func() (string, error) { return gone, nil }); got != gone {
		t.Errorf("removed while it runs: %s", got)
	}
	if got := programPath("", bin, func() (string, error) { return "", errors.New("no /proc") }); got != "awsenv" {
		t.Errorf("without a path: %s", got)
	}
}
