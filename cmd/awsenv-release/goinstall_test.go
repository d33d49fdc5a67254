package main

import (
	"archive/zip"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGoInstallPrintsItsVersion installs by the module path, from a proxy that is a
// folder: what a person without a clone does. The version is then the module's.
func TestGoInstallPrintsItsVersion(t *testing.T) {
	if !checkout(t) {
		t.Skip("not a clone: git lists the files of the module")
	}
	const module, v = "github.com/awsenv/awsenv", "v0.3.0"
	dir := t.TempDir()
	serveModule(t, filepath.Join(dir, "proxy", module, "@v"), module, v)
	downloaded := must(output(repository, nil, "go", "env", "GOMODCACHE"))(t) + "/cache/download"
	env := []string{
		"GOPROXY=file://" + filepath.ToSlash(filepath.Join(dir, "proxy")) + ",file://" + filepath.ToSlash(downloaded),
		"GOSUMDB=off", "GONOPROXY=none", "GOPRIVATE=", "GOFLAGS=-modcacherw -trimpath", "CGO_ENABLED=0",
		"GOMODCACHE=" + filepath.Join(dir, "modules"), "GOBIN=" + filepath.Join(dir, "bin"),
	}
	must(output(dir, env, "go", "install", module+"/cmd/awsenv@latest"))(t)

	binary := filepath.Join(dir, "bin/awsenv")
	if said := must(exec.Command(binary, "version").Output())(t); string(said) != "awsenv "+v+"\n" {
		t.Errorf("it says %q", said)
	}
	var build struct{ Version, Commit, Go, OS, Arch string }
	if err := json.Unmarshal(must(exec.Command(binary, "version", "--json").Output())(t), &build); err != nil {
		t.Fatal(err)
	}
	if build.Version != v || build.Commit != "" || build.Go == "" || build.OS == "" || build.Arch == "" {
		t.Errorf("as JSON it says %+v", build)
	}
}

// serveModule lays the files of this repository out as a module proxy has a module.
func serveModule(t *testing.T, dir, module, v string) {
	t.Helper()
	write(t, filepath.Join(dir, "list"), v+"\n", 0o644)
	write(t, filepath.Join(dir, v+".info"), `{"Version":"`+v+`"}`, 0o644)
	write(t, filepath.Join(dir, v+".mod"), string(must(os.ReadFile(filepath.Join(repository, "go.mod")))(t)), 0o644)
	err := writeFile(filepath.Join(dir, v+".zip"), func(w io.Writer) error {
		archive := zip.NewWriter(w)
		for name := range strings.SplitSeq(git(t, repository, "ls-files", "--cached", "--others", "--exclude-standard"), "\n") {
			text, err := os.ReadFile(filepath.Join(repository, name))
			if os.IsNotExist(err) {
				continue // removed, and not committed yet
			} else if err != nil {
				return err
			}
			file, err := archive.Create(module + "@" + v + "/" + name)
			if err != nil {
				return err
			}
			if _, err := file.Write(text); err != nil {
				return err
			}
		}
		return archive.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
}
