//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/dialect/shelltest"
	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/shell"
)

// folder is where the program is built, once for all tests.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "awsenv-shell"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(status)
}

var build = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(folder, "awsenv")
	if out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", binary, "../cmd/awsenv").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, nil
})

// buildBinary is the program, in a folder of its own.
func buildBinary(t testing.TB) string {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// allShells are the shells that have a hook.
func allShells() []string { return shell.Names() }

// evaluating are those of them that evaluate text, as nu does not.
func evaluating() []string {
	return slices.DeleteFunc(shell.Names(), func(name string) bool { return name == "nu" })
}

// render is the hook with these options; the quoting is the real one.
func render(t testing.TB, name string, o shell.Options) string {
	t.Helper()
	text, err := shell.Render(name, quoting(t, name, o))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// file is the same as a file at path.
func file(t testing.TB, name string, o shell.Options, path string) string {
	t.Helper()
	text, err := shell.File(name, quoting(t, name, o), path, path+".toml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func quoting(t testing.TB, name string, o shell.Options) shell.Options {
	t.Helper()
	d, err := dialect.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	o.Quote = d.Quote
	if o.Binary == "" {
		o.Binary = "awsenv"
	}
	return o
}

func remove(t testing.TB, name string) string {
	t.Helper()
	text, err := shell.Remove(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// usual are the options that the default configuration gives.
func usual() shell.Options {
	return shell.Options{Warn: []time.Duration{15 * time.Minute, 5 * time.Minute, time.Minute}}
}

// plainArgs start a shell without the person's own files.
func plainArgs(t testing.TB, name string) []string {
	t.Helper()
	switch name {
	case "bash":
		return []string{"--norc", "--noprofile"}
	case "zsh":
		return []string{"-f"}
	case "nu":
		return []string{"--no-config-file"}
	default:
		return shelltest.FishFlags(t)
	}
}

// script runs code in a shell that is not interactive and gives its output and
// its exit status.
func script(t testing.TB, name, code string, env ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(tooltest.Program(t, name), append(plainArgs(t, name), "-c", code)...)
	cmd.Env = append(baseEnv(t), env...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// baseEnv is an environment without anything of the person's.
func baseEnv(t testing.TB) []string {
	t.Helper()
	home := t.TempDir()
	return []string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_RUNTIME_DIR=" + home,
		"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC",
	}
}
