package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// A machine is this one as a package finds it, with a layer over all its files that
// takes what is written: nothing outside the test sees that, and the layer shows what an
// installation leaves. Commands run in it as in a root of their own.
type machine struct{ root, layer string }

// onMachine runs a test on a machine of its own. The mounts are in a namespace of a
// second process, with which they vanish. Where the system itself refuses them, as in
// most containers, nothing can be installed, in CI neither.
func onMachine(t *testing.T, test func(*testing.T, machine)) {
	t.Helper()
	if dir := os.Getenv("MACHINE"); dir != "" {
		test(t, newMachine(t, dir))
		return
	}
	made(t)
	tooltest.Program(t, "dpkg")
	if os.Geteuid() != 0 {
		tooltest.Missing(t, "root's right to mount")
	}
	dir, err := os.MkdirTemp("", "awsenv-machine")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(dir) // which is empty, once the mounts are gone
	cmd := exec.Command(must(os.Executable())(t), "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), "MACHINE="+dir, "RELEASE_FOLDER="+releaseFolder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	said, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, syscall.EPERM):
		t.Skipf("this system allows no mounts: this test did not run (%v)", err)
	case err != nil:
		t.Fatalf("%v\n%s", err, said)
	case bytes.Contains(said, []byte("--- SKIP")):
		t.Skipf("%s", said)
	case !bytes.Contains(said, []byte("--- PASS: "+t.Name())):
		t.Fatalf("it did not run:\n%s", said)
	}
}

func newMachine(t *testing.T, dir string) machine {
	t.Helper()
	mount := func(what, where, kind string, flags uintptr, data string) {
		t.Helper()
		if err := os.MkdirAll(where, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mount(what, where, kind, flags, data); err != nil {
			t.Skipf("this system does not mount %s: this test did not run (%v)", where, err)
		}
	}
	m := machine{root: filepath.Join(dir, "root"), layer: filepath.Join(dir, "layer")}
	mount("tmpfs", dir, "tmpfs", 0, "")
	if err := errors.Join(os.Mkdir(m.layer, 0o755), os.Mkdir(filepath.Join(dir, "work"), 0o755)); err != nil {
		t.Fatal(err)
	}
	mount("overlay", m.root, "overlay", 0, "lowerdir=/,upperdir="+m.layer+",workdir="+filepath.Join(dir, "work"))
	mount("/dev", filepath.Join(m.root, "dev"), "", syscall.MS_BIND|syscall.MS_REC, "")
	mount("proc", filepath.Join(m.root, "proc"), "proc", 0, "")
	mount("tmpfs", filepath.Join(m.root, "tmp"), "tmpfs", 0, "mode=1777")
	if err := os.Mkdir(filepath.Join(m.root, "tmp/home"), 0o700); err != nil {
		t.Fatal(err)
	}
	if said, err := m.command("sh", "-c", "command -v awsenv || dpkg-query -W awsenv").CombinedOutput(); err == nil {
		t.Skipf("awsenv is installed on this machine: %s", said)
	}
	return m
}

func (m machine) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command("/usr/bin/env", append([]string{program}, args...)...)
	cmd.Dir = "/"
	cmd.Env = []string{"HOME=/tmp/home", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm-256color", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: m.root}
	return cmd
}

func (m machine) run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := m.command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// take copies a file of a release to the machine, and gives its path there.
func (m machine) take(t *testing.T, folder, name string) string {
	t.Helper()
	write(t, filepath.Join(m.root, "tmp", name), string(must(os.ReadFile(filepath.Join(releaseFolder, folder, name)))(t)), 0o644)
	return "/tmp/" + name
}

// install installs a release's deb; small images leave manual pages out, unless asked.
func (m machine) install(t *testing.T, folder string, v version) {
	t.Helper()
	m.run(t, "dpkg", "--path-include=/usr/share/*", "--install", m.take(t, folder, "awsenv_"+v.number()+"_amd64.deb"))
}

// bookkeeping are the files of package managers, of man and of the linker, which they
// write for any package.
var bookkeeping = regexp.MustCompile(`^/(var/lib/(dpkg|pacman)/|var/log/(dpkg|pacman)\.log$|var/cache/(man|ldconfig)/|etc/ld\.so\.cache$)`)

// written are the files in the layer, that book-keeping aside.
func (m machine) written(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(m.layer, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path = strings.TrimPrefix(path, m.layer)
		ours := strings.Contains(path, "awsenv") && !strings.HasPrefix(path, "/var/cache/man/")
		if ours || !entry.IsDir() && !bookkeeping.MatchString(path) {
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// TestReleaseDebInstallsAndLeavesNothing: the program, its manual and its completions
// work where dpkg puts them, and go with the package.
func TestReleaseDebInstallsAndLeavesNothing(t *testing.T) {
	onMachine(t, func(t *testing.T, m machine) {
		m.install(t, "made", testVersion)
		if said := m.run(t, "awsenv", "version"); said != "awsenv "+string(testVersion)+"\n" {
			t.Errorf("it says %q", said)
		}
		if path := m.run(t, "man", "-w", "awsenv"); path != "/usr/share/man/man1/awsenv.1.gz\n" {
			t.Errorf("the manual is %s", path)
		}
		if page := m.run(t, "man", "-P", "cat", "awsenv"); !strings.Contains(page, "AWSENV(1)") || !strings.Contains(page, "SYNOPSIS") {
			t.Errorf("man shows\n%s", page)
		}
		for shell, begin := range map[string]string{
			"bash": ". /usr/share/bash-completion/bash_completion",
			"zsh":  "autoload -Uz compinit && compinit -D",
			"fish": "",
		} {
			t.Run(shell, func(t *testing.T) { m.complete(t, shell, begin) })
		}

		m.run(t, "dpkg", "--purge", "awsenv")
		if left := m.written(t); len(left) > 0 {
			t.Errorf("removed, it leaves\n%s", strings.Join(left, "\n"))
		}
		if status := m.run(t, "cat", "/var/lib/dpkg/status"); strings.Contains(status, "Package: awsenv\n") {
			t.Error("dpkg still knows it")
		}
	})
}

// TestReleasePackagesInstallAndLeaveNothing is the same with the tools of Fedora and of
// Arch Linux, which Debian has too.
func TestReleasePackagesInstallAndLeaveNothing(t *testing.T) {
	tooltest.Program(t, "rpm")
	tooltest.Program(t, "pacman")
	onMachine(t, func(t *testing.T, m machine) {
		for _, kind := range []struct {
			file            string
			install, remove []string
		}{
			{"awsenv-0.2.0-1.x86_64.rpm", []string{"rpm", "--force-debian", "--nodeps", "-i"}, []string{"rpm", "--force-debian", "-e"}},
			{"awsenv-0.2.0-1-x86_64.pkg.tar.zst", []string{"pacman", "--noconfirm", "-U"}, []string{"pacman", "--noconfirm", "-R"}},
		} {
			m.run(t, "env", append(kind.install, m.take(t, "made", kind.file))...)
			if said := m.run(t, "awsenv", "version"); said != "awsenv "+string(testVersion)+"\n" {
				t.Errorf("%s: it says %q", kind.file, said)
			}
			m.run(t, "env", append(kind.remove, "awsenv")...)
			if left := m.written(t); len(left) > 0 {
				t.Errorf("%s: removed, it leaves\n%s", kind.file, strings.Join(left, "\n"))
			}
		}
	})
}

// plainly starts a shell that reads no file of the person's.
var plainly = map[string][]string{
	"bash": {"bash", "--norc", "--noprofile"},
	"zsh":  {"zsh", "-f"},
	"fish": {"fish", "--private"},
}

// start puts a shell on a terminal with a prompt that a test can wait for.
func (m machine) start(t *testing.T, shell string) *ptytest.Terminal {
	t.Helper()
	tooltest.Program(t, shell)
	cmd := m.command(plainly[shell][0], plainly[shell][1:]...)
	cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty = true, true
	term := ptytest.Start(t, cmd, 100, 30)
	prompt := map[string]string{
		"bash": `PS1='${AWSENV_PROMPT}'"rea""dy> "`,
		"zsh":  `setopt promptsubst; PROMPT='${AWSENV_PROMPT}'"rea""dy> "`,
		"fish": `function fish_prompt; echo -n "$AWSENV_PROMPT""rea""dy> "; end`,
	}[shell]
	from := term.Type(prompt + "\r")
	term.Wait(from, "ready> ")
	return term
}

// enter types a line and waits for the next prompt; it gives what was shown until then.
func enter(term *ptytest.Terminal, line string) string {
	return term.Wait(term.Type(line+"\r"), "ready> ")
}

// complete presses Tab after the beginning of a word.
func (m machine) complete(t *testing.T, shell, begin string) {
	t.Helper()
	term := m.start(t, shell)
	if begin != "" {
		enter(term, begin)
	}
	from := term.Type("awsenv versi\t")
	term.Wait(from, "version")
}

// TestReleaseUpgradeUnderALiveShell: a shell that was started with the older package
// goes on with the newer one, and after its removal still has a prompt.
func TestReleaseUpgradeUnderALiveShell(t *testing.T) {
	onMachine(t, func(t *testing.T, m machine) {
		m.install(t, "older", olderVersion)
		home := filepath.Join(m.root, "tmp/home")
		write(t, filepath.Join(home, "keys"), `#!/bin/sh
printf '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"secret","SessionToken":"%s","Expiration":"%s"}' \
  "$1" "$(date -u -d '+90 minutes' +%Y-%m-%dT%H:%M:%SZ)"
`, 0o755)
		write(t, filepath.Join(home, ".aws/config"), "[profile before]\ncredential_process = /tmp/home/keys before\n[profile after]\ncredential_process = /tmp/home/keys after\n", 0o600)

		shells := map[string]*ptytest.Terminal{}
		for shell, hook := range map[string]string{"bash": `eval "$(awsenv hook bash)"`, "zsh": `eval "$(awsenv hook zsh)"`, "fish": `awsenv hook fish | source`} {
			term := m.start(t, shell)
			enter(term, hook)
			if said := enter(term, "awsenv before"); !strings.Contains(said, "before 1h") {
				t.Errorf("%s: before the upgrade: %s", shell, said)
			}
			shells[shell] = term
		}

		m.install(t, "made", testVersion)
		for shell, term := range shells {
			for _, step := range []struct{ line, want string }{
				{"", "before 1h"},
				{"awsenv version", "awsenv " + string(testVersion)},
				{"awsenv after", "after 1h"},
				{`echo "token $AWS_SESSION_TOKEN."`, "token after."},
				{"awsenv renew", "after 1h"},
				{"awsenv status", "after"},
				{"awsenv --clear", "after · unloaded"},
				{`echo "token $AWS_SESSION_TOKEN."`, "token ."},
				{"awsenv before", "before 1h"},
			} {
				if said := enter(term, step.line); !strings.Contains(said, step.want) || strings.Contains(said, "error") {
					t.Errorf("%s: after the upgrade, %q: %s", shell, step.line, said)
				}
			}
		}

		m.run(t, "dpkg", "--purge", "awsenv")
		for shell, term := range shells {
			if said := enter(term, "echo on"); strings.Contains(said, "awsenv:") || !strings.Contains(said, "before 1h") {
				t.Errorf("%s: after the removal: %s", shell, said)
			}
		}
	})
}
