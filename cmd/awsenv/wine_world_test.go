//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// Windows under wine: a system drive of its own, for all tests of this package, with
// awsenv.exe and hold.exe on it.
type windows struct {
	folder string // of the machine, for everything below
	home   string // the profile folder, C:\users\NAME, as a path of the machine
}

// theWindows is made when the first test needs it, and removed by TestMain.
var theWindows = sync.OnceValues(newWindows)

func TestMain(m *testing.M) {
	status := m.Run()
	if w, err := theWindowsIfMade(); w != nil && err == nil {
		w.remove()
	}
	os.Exit(status)
}

var made bool

func theWindowsIfMade() (*windows, error) {
	if !made {
		return nil, nil
	}
	return theWindows()
}

// patience is enough for a program on the slowest machine.
const patience = 2 * time.Minute

// needs are the programs that the tests drive, with Debian's package for each.
var needs = [...][2]string{{"wine", "wine"}, {"wineserver", "wine"}, {assembler, "binutils-mingw-w64-x86-64"}}

const assembler = "x86_64-w64-mingw32-ld"

func newWindows() (_ *windows, err error) {
	made = true
	folder, err := os.MkdirTemp("", "awsenv-wine-")
	if err != nil {
		return nil, err
	}
	account, err := user.Current()
	if err != nil {
		return nil, err
	}
	w := &windows{folder: folder, home: filepath.Join(folder, "drive_c", "users", account.Username)}
	for _, step := range []func() error{w.start, w.addRandom, func() error { return w.build("awsenv", ".") }, func() error { return w.build("hold", "./testdata/hold") }} {
		if err := step(); err != nil {
			w.remove()
			return nil, err
		}
	}
	return w, nil
}

// start makes the drive. What goes on running from then on must not have a pipe of ours.
func (w *windows) start() error {
	said, err := os.Create(filepath.Join(w.folder, "wineboot.txt"))
	if err != nil {
		return err
	}
	defer said.Close()
	for _, words := range [][]string{{"wineserver", "-p"}, {"wineboot", "-i"}} {
		cmd := w.command(context.Background(), nil, words[0], words[1:]...)
		cmd.Stdout, cmd.Stderr = said, said
		if err := cmd.Run(); err != nil {
			text, _ := os.ReadFile(said.Name())
			return fmt.Errorf("%s: %w\n%s", words[0], err, text)
		}
	}
	return nil
}

// addRandom gives a wine that is older than 9 the library from which every Go program has
// its random bytes: its one function leads to the older one that does the same.
func (w *windows) addRandom() error {
	library := filepath.Join(w.folder, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(library); err == nil {
		return nil
	}
	exports := filepath.Join(w.folder, "random.def")
	if err := os.WriteFile(exports, []byte("EXPORTS\nProcessPrng=ADVAPI32.SystemFunction036\n"), 0o600); err != nil {
		return err
	}
	if out, err := exec.Command(assembler, "-shared", "-e", "0", "-o", library, exports).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", assembler, err, out)
	}
	return nil
}

// build compiles a program to C:\NAME.exe.
func (w *windows) build(name, source string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(w.folder, "drive_c", name+".exe"), source)
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", name, err, out)
	}
	return nil
}

// remove ends what runs on the drive, and deletes it.
func (w *windows) remove() {
	_ = w.command(context.Background(), nil, "wineserver", "-k").Run()
	_ = w.command(context.Background(), nil, "wineserver", "-w").Run()
	_ = os.RemoveAll(w.folder)
}

// command is a program of the machine with the drive for its own.
func (w *windows) command(ctx context.Context, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append([]string{
		"PATH=/usr/bin:/bin", "HOME=" + w.folder, "LC_ALL=C.UTF-8", "TERM=xterm",
		"WINEPREFIX=" + w.folder, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=",
	}, env...)
	cmd.Dir = w.folder
	cmd.WaitDelay = time.Second
	return cmd
}

// person is somebody on Windows with an AWS of their own.
type person struct {
	*windows
	t      *testing.T
	server *awstest.Server
}

// newPerson is one whose profile folder holds the example's AWS files, with the line ends
// of Windows, and nothing else.
func newPerson(t *testing.T) person {
	t.Helper()
	for _, need := range needs {
		if _, err := exec.LookPath(need[0]); err != nil {
			tooltest.Missing(t, need[0]+" (Debian's package "+need[1]+")")
		}
	}
	w, err := theWindows()
	if err != nil {
		t.Fatal(err)
	}
	world := awstest.ExampleWorld()
	world.Users[0].Devices[0].Drift = 50
	server, err := awstest.Start(world)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	for _, folder := range []string{".aws", ".config", ".local", "AppData/Local/awsenv"} {
		if err := os.RemoveAll(filepath.Join(w.home, folder)); err != nil {
			t.Fatal(err)
		}
	}
	p := person{windows: w, t: t, server: server}
	p.write(".aws/config", awstest.ExampleConfig()+"\n[profile plain]\nregion = eu-west-1\n"+role("open"))
	p.write(".aws/credentials", awstest.ExampleCredentials()+strings.Replace(awstest.ExampleCredentials(), "[iam]", "[plain]", 1))
	return p
}

// role is the section of a profile that wants no MFA code.
func role(name string) string {
	return "\n[profile " + name + "]\nrole_arn = " + awstest.OpenRole + "\nsource_profile = plain\nregion = eu-west-1\n"
}

// write makes a file of the profile folder.
func (p person) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "\n", "\r\n")), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// read is the text of a file of the profile folder.
func (p person) read(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.home, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func (p person) code() string {
	p.t.Helper()
	code, err := p.server.NextCode(awstest.MFASerial)
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

// result is what a program has left.
type result struct {
	stdout, stderr string
	status         int
}

// awsenv runs awsenv.exe in the environment of the server, without a console.
func (p person) awsenv(args ...string) result { return p.awsenvWith(nil, args...) }

// awsenvWith is awsenv with more variables.
func (p person) awsenvWith(env []string, args ...string) result {
	return p.run(env, append([]string{`C:\awsenv.exe`}, args...)...)
}

// run runs a program of the drive.
func (p person) run(env []string, words ...string) result {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	cmd := p.command(ctx, append(p.server.Env(), env...), "wine", words...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) || ctx.Err() != nil {
		p.t.Fatalf("%q: %v\n%s", words, errors.Join(err, ctx.Err()), stderr.String())
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// want fails unless a program ended with that status.
func (p person) want(status int, r result) result {
	p.t.Helper()
	if r.status != status {
		p.t.Fatalf("status %d, want %d\n%s\n%s\n%s", r.status, status, r.stdout, r.stderr, p.server.Log())
	}
	return r
}

// hold has a program open a file, until it is released.
func (p person) hold(path string) (release func()) {
	p.t.Helper()
	cmd := p.command(p.t.Context(), nil, "wine", `C:\hold.exe`, path)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); strings.TrimSpace(line) != "open" {
		p.t.Fatalf("hold says %q, %v", line, err)
	}
	return func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	}
}

// console runs awsenv.exe with a console, and its standard output in a file.
func (p person) console(args ...string) (_ *ptytest.Terminal, stdout func() string) {
	p.t.Helper()
	file, err := os.CreateTemp(p.t.TempDir(), "stdout")
	if err != nil {
		p.t.Fatal(err)
	}
	defer file.Close()
	cmd := p.command(p.t.Context(), p.server.Env(), "wine", append([]string{`C:\awsenv.exe`}, args...)...)
	cmd.Stdout = file
	term := ptytest.Open(p.t, 100, 24)
	p.raw(term.Line)
	term.Start(cmd)
	return term, func() string {
		text, err := os.ReadFile(file.Name())
		if err != nil {
			p.t.Fatal(err)
		}
		return string(text)
	}
}

// raw takes the line discipline from a terminal, which a console of Windows has not: wine
// leaves it as it finds it. Ctrl-C stays a signal: from that alone wine makes its own.
func (p person) raw(line *os.File) {
	p.t.Helper()
	modes, err := unix.IoctlGetTermios(int(line.Fd()), unix.TCGETS)
	if err != nil {
		p.t.Fatal(err)
	}
	modes.Iflag &^= unix.ICRNL
	modes.Lflag &^= unix.ICANON | unix.ECHO
	if err := unix.IoctlSetTermios(int(line.Fd()), unix.TCSETS, modes); err != nil {
		p.t.Fatal(err)
	}
}
