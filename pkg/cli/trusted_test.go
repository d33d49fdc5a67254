//go:build linux || darwin

package cli_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// somebody is a user that is neither the tests' nor root.
const somebody = 1234

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can make files that belong to somebody else")
	}
}

// loads runs a load of a profile, which has to end with a status, and gives what it said.
func (w world) loads(t *testing.T, status int, args ...string) string {
	t.Helper()
	var out writes
	got, said := w.run(&out, args...)
	if got != status {
		t.Errorf("awsenv %q: exit status %d, not %d:\n%s", args, got, status, said)
	}
	return said
}

func count(t *testing.T, said, text string, want int) {
	t.Helper()
	if got := strings.Count(said, text); got != want {
		t.Errorf("it says %q %d times, not %d:\n%s", text, got, want, said)
	}
}

// A session in a folder that others may write is not loaded, and none is put there.
func TestCacheFoldersOfOthersAreNotUsed(t *testing.T) {
	w := newWorld(t)
	roles, own := filepath.Join(w.home, ".aws", "cli", "cache"), filepath.Join(w.home, ".cache", "awsenv")
	count(t, w.loads(t, 0, "prod", "--token", w.code(t)), "not used", 0)
	w.loads(t, 0, "prod", "--no-prompt")
	w.calls(t, 1)
	attacks := map[string]func(path string) error{
		"others may write it (mode 0777); chmod go-w ~/": func(path string) error { return os.Chmod(path, 0o777) },
	}
	if os.Geteuid() == 0 {
		attacks["it belongs to another user (uid 1234)"] = func(path string) error { return os.Chown(path, somebody, somebody) }
	}
	for problem, attack := range attacks {
		mine := os.Geteuid()
		if err := errors.Join(os.Chown(roles, mine, -1), os.Chown(own, mine, -1), os.Chmod(roles, 0o700), os.Chmod(own, 0o700),
			attack(roles), attack(own)); err != nil {
			t.Fatal(err)
		}
		before := files(t, own)
		said := w.loads(t, 4, "prod", "--no-prompt")
		count(t, said, "~/.aws/cli/cache is not used: "+problem, 1)
		count(t, said, "~/.cache/awsenv is not used: "+problem, 1)
		// And on without it: the session is got and printed.
		count(t, w.loads(t, 0, "prod", "--token", w.code(t)), "could not be", 0)
		if after := files(t, own); after != before {
			t.Errorf("the folder holds %s, before %s", after, before)
		}
		count(t, w.loads(t, 0, "list"), " is not used: ", 2)
	}
}

// files are the names and owners of all that is below a folder.
func files(t *testing.T, root string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil {
			var info fs.FileInfo
			if info, err = entry.Info(); err == nil {
				all.WriteString(strings.TrimPrefix(path, root) + " " + info.Mode().String() + "\n")
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// Under sudo with a HOME that was kept, nothing of root's is left in it.
func TestNothingOfRootsInAPersonsHome(t *testing.T) {
	needRoot(t)
	for name, prepare := range map[string]func(w world) error{
		"first use": func(world) error { return nil },
		"caches there": func(w world) error {
			return errors.Join(os.MkdirAll(filepath.Join(w.home, ".aws", "cli", "cache"), 0o700), os.MkdirAll(filepath.Join(w.home, ".cache", "awsenv"), 0o700))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if err := prepare(w); err != nil {
				t.Fatal(err)
			}
			give := func(path string, _ fs.DirEntry, err error) error {
				return errors.Join(err, os.Lchown(path, somebody, somebody))
			}
			if err := filepath.WalkDir(w.home, give); err != nil {
				t.Fatal(err)
			}
			w.loads(t, 0, "prod", "--token", w.code(t))
			w.loads(t, 0, "prod-readonly", "--token", w.code(t))
			w.loads(t, 1, "rotate", "iam", "--token", w.code(t))
			w.loads(t, 1, "login", "iam", "--write", "--token", w.code(t))
			if err := filepath.WalkDir(w.home, func(path string, entry fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				info, err := entry.Info()
				if err == nil && info.Sys().(*syscall.Stat_t).Uid != somebody {
					t.Errorf("%s is root's", path)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// What a configuration names as a program is run only when nobody else can have
// written it there.
func TestCommandOfAConfigurationThatOthersMayWrite(t *testing.T) {
	w := newWorld(t)
	folder := filepath.Join(w.home, "config")
	path, ran := filepath.Join(folder, "config.toml"), filepath.Join(w.home, "ran")
	w.env = append(w.env, "AWSENV_CONFIG="+path)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	w.write(t, "config/config.toml", "[mfa]\ncommand = [\"touch\", \""+ran+"\"]\n")
	attacks := map[string]func() error{
		"config.toml: others may write it (mode 0666)": func() error { return os.Chmod(path, 0o666) },
		"config: others may write it (mode 0777)":      func() error { return os.Chmod(folder, 0o777) },
	}
	if os.Geteuid() == 0 {
		attacks["config.toml: it belongs to another user (uid 1234)"] = func() error { return os.Chown(path, somebody, somebody) }
	}
	for problem, attack := range attacks {
		if err := errors.Join(os.Chmod(path, 0o600), os.Chmod(folder, 0o700), attack()); err != nil {
			t.Fatal(err)
		}
		count(t, w.loads(t, 3, "prod"), problem, 1)
		if _, err := os.Lstat(ran); err == nil {
			t.Fatalf("%s: it was run", problem)
		}
		if os.Geteuid() == 0 {
			if err := os.Chown(path, 0, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(os.Chmod(path, 0o644), os.Chmod(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	w.loads(t, 4, "prod", "--no-prompt")
	w.write(t, "config/config.toml", "renew = \"auto\"\n")
	if err := errors.Join(os.Chmod(path, 0o666), os.Chmod(folder, 0o777)); err != nil {
		t.Fatal(err)
	}
	w.loads(t, 4, "prod", "--no-prompt") // no program, no matter
}

func TestKeysThatOthersCanRead(t *testing.T) {
	w := newWorld(t)
	path := filepath.Join(w.home, ".aws", "credentials")
	count(t, w.loads(t, 4, "prod", "--no-prompt"), "others may", 0)
	for mode, said := range map[fs.FileMode]string{0o644: "read", 0o602: "write"} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		count(t, w.loads(t, 4, "prod", "--no-prompt"), "awsenv: warning: ~/.aws/credentials: others may "+said+" it (mode "+map[string]string{"read": "0644", "write": "0602"}[said]+"); chmod go-rwx ~/.aws/credentials\n", 1)
	}
}

// The config file may be read by anybody; whoever writes it chooses what is run.
func TestConfigThatOthersCanWrite(t *testing.T) {
	w := newWorld(t)
	for mode, warnings := range map[fs.FileMode]int{0o644: 0, 0o646: 1} {
		if err := os.Chmod(filepath.Join(w.home, ".aws", "config"), mode); err != nil {
			t.Fatal(err)
		}
		count(t, w.loads(t, 4, "prod", "--no-prompt"), "awsenv: warning: ~/.aws/config: others may write it (mode 0646); chmod go-w ~/.aws/config\n", warnings)
	}
}

// Who waits behind a prompt that was stopped, with nobody to see it, comes to an end.
func TestAStoppedPromptDoesNotHoldOthersForGood(t *testing.T) {
	w := newWorld(t)
	p := w.sit(t, false, "awsenv", "prod")
	p.Expect("code")
	p.Signal(syscall.SIGSTOP)
	defer p.Signal(syscall.SIGCONT)
	awsenv, err := exec.LookPath("awsenv")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(awsenv, "prod")
	cmd.Env = append(w.env, patienceVariable+"="+(100*time.Millisecond).String())
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var out, said strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &said
	err = cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 4 || out.String() != "false;\n" {
		t.Errorf("%v, standard output %q", err, out.String())
	}
	count(t, said.String(), "awsenv: error: another awsenv is getting the same session and does not come to an end (pid ", 1)
}
