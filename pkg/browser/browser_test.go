//go:build unix

package browser

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
)

// page has an address that a shell, a regular expression or a format would spoil.
var page = Page{URL: "https://x.example/federation?a=1&b=%73 '\"$HOME", Profile: "a&b", Session: "corp", Color: "red"}

// ages is more patience than any busy machine needs; a test that passes does not
// wait for its end.
const ages = 2 * time.Minute

// folder is a PATH of its own for programs that scripts are.
type folder string

func newFolder(t *testing.T) folder {
	dir := t.TempDir()
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	return folder(dir)
}

// program writes a script that records its arguments, one a line, and goes on with
// what it is told.
func (f folder) program(t *testing.T, name, then string) string {
	t.Helper()
	path := filepath.Join(string(f), name)
	text := "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + string(f) + "/'" + name + ".new'\nmv " + string(f) + "/'" + name + ".new' " + string(f) + "/'" + name + ".args'\n" + then + "\n"
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// args are the arguments that a program was started with, waiting until it was.
func (f folder) args(t *testing.T, name string) []string {
	t.Helper()
	for end := time.Now().Add(ages); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if text, err := os.ReadFile(filepath.Join(string(f), name+".args")); err == nil {
			return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		}
	}
	t.Fatalf("%s was never started", name)
	return nil
}

func (f folder) started(name string) bool {
	_, err := os.Stat(filepath.Join(string(f), name+".args"))
	return err == nil
}

func env(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func command(t *testing.T, argv ...string) Command {
	t.Helper()
	var c Command
	for _, arg := range argv {
		parsed, err := ParseArgument(arg)
		if err != nil {
			t.Fatal(err)
		}
		c = append(c, parsed)
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCommandIsFilledInWithoutAShell(t *testing.T) {
	f := newFolder(t)
	f.program(t, "firefox", "")
	o := Opener{Env: env("BROWSER", "false"), Patience: ages}
	o.Command = command(t, "firefox", "--new-tab", "{url}", "{profile}/{session}/{color}", "ext+container:name={profile}&url={url_encoded}&color={color}")
	if err := o.Open(context.Background(), page); err != nil {
		t.Fatal(err)
	}
	want := []string{"--new-tab", page.URL, "a&b/corp/red",
		"ext+container:name=a%26b&url=https%3A%2F%2Fx.example%2Ffederation%3Fa%3D1%26b%3D%2573+%27%22%24HOME&color=red"}
	if got := f.args(t, "firefox"); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestCommandsThatOpenNothing(t *testing.T) {
	for _, argv := range [][]string{{"firefox"}, {"firefox", "--new-tab"}, {" ", "{url}"}, {"{url}"}, {"x{url}", "{url}"}, {"firefox", "{profile}"}} {
		var c Command
		for _, arg := range argv {
			parsed, err := ParseArgument(arg)
			if err != nil {
				t.Fatal(err)
			}
			c = append(c, parsed)
		}
		if c.Check() == nil {
			t.Errorf("%q passes", argv)
		}
	}
	if _, err := ParseArgument("{uri}"); err == nil {
		t.Error("{uri} passes")
	}
}

func TestVariable(t *testing.T) {
	f := newFolder(t)
	spaced := f.program(t, "my browser", "")
	f.program(t, "fails", "exit 3")
	f.program(t, "good", "")
	f.program(t, "never", "")
	for list, want := range map[string][]string{
		"good":                       {page.URL},
		"gone:fails::good --x:never": {"--x", page.URL},
		`good '--title=a b' %s "" x`: {"--title=a b", page.URL, "", "x"},
		"good u=%s":                  {"u=" + page.URL},
		spaced:                       {page.URL},
	} {
		name := "good"
		if list == spaced {
			name = "my browser"
		}
		if err := (Opener{Env: env("BROWSER", list), Patience: ages}).Open(context.Background(), page); err != nil {
			t.Errorf("%q: %v", list, err)
			continue
		}
		if got := f.args(t, name); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", list, got, want)
		}
		if f.started("never") {
			t.Fatalf("%q: went on after the one that worked", list)
		}
		_ = os.Remove(filepath.Join(string(f), name+".args"))
	}
}

// A failure names what was tried, and never the address, which is a credential.
func TestFailureHoldsNoAddress(t *testing.T) {
	f := newFolder(t)
	f.program(t, "fails", "exit 3")
	if err := os.WriteFile(filepath.Join(string(f), "plain"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Opener{
		{Env: env("BROWSER", "fails:gone:"+string(f)+"/plain")},
		{Env: env(), Command: command(t, "fails", "{url}")},
		{Env: env(), Command: command(t, "gone-{profile}", "{url}")},
		{Env: env(), System: "linux"},
	} {
		o.Patience = ages
		err := o.Open(context.Background(), page)
		var failed *Error
		if !errors.As(err, &failed) || failed.ExitCode() != exit.Person || len(failed.Hints()) != 1 {
			t.Errorf("%v", err)
			continue
		}
		if text := err.Error() + failed.Hints()[0]; strings.Contains(text, "federation") || strings.Contains(text, "x.example") {
			t.Errorf("the address is in %q", text)
		}
	}
}

// A browser in the foreground is not waited for, and is apart from the terminal.
func TestBrowserOutlivesTheOpener(t *testing.T) {
	f := newFolder(t)
	gate := filepath.Join(string(f), "gate")
	f.program(t, "slow", `cd "$(dirname "$0")"
streams=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)
echo "$streams" >streams
env >variables
test "$(ps -o sid= -p $$ | tr -d ' ')" = $$ && : >apart
while ! test -e gate; do sleep 0.01; done
: >gate.seen`)
	o := Opener{Env: env("BROWSER", "slow"), Environ: []string{"PATH=/usr/bin:/bin", "ONLY=this"}, Patience: time.Millisecond}
	if err := o.Open(context.Background(), page); err != nil {
		t.Fatal(err)
	}
	f.args(t, "slow")
	if err := os.WriteFile(gate, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	waitFor(t, gate+".seen")
	if runtime.GOOS != "linux" {
		return
	}
	if text := read(t, string(f)+"/streams"); text != "/dev/null\n/dev/null\n/dev/null\n" {
		t.Errorf("streams %q", text)
	}
	if text := read(t, string(f)+"/variables"); !strings.Contains(text, "ONLY=this\n") || strings.Contains(text, "HOME=") {
		t.Errorf("environment %q", text)
	}
	if _, err := os.Stat(string(f) + "/apart"); err != nil {
		t.Error("the browser is in our session")
	}
}

// TestNoEnvironmentIsNotOurs: an empty environment would be replaced by this process's,
// with its keys.
func TestNoEnvironmentIsNotOurs(t *testing.T) {
	f := newFolder(t)
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
	path := f.program(t, "good", "test -z \"$AWS_SECRET_ACCESS_KEY\"")
	if err := (Opener{Env: env("BROWSER", path), Patience: ages}).Open(context.Background(), page); err != nil {
		t.Error(err)
	}
}

func TestSystemsOpeners(t *testing.T) {
	const url = "u"
	for what, test := range map[string]struct {
		system string
		env    []string
		want   string
	}{
		"macOS":              {"darwin", nil, "open u"},
		"Windows":            {"windows", nil, "rundll32 url.dll,FileProtocolHandler u"},
		"Linux":              {"linux", []string{"DISPLAY", ":0"}, "xdg-open u, x-www-browser u"},
		"Wayland":            {"freebsd", []string{"WAYLAND_DISPLAY", "wayland-0"}, "xdg-open u, x-www-browser u"},
		"no display":         {"linux", []string{"DISPLAY", ""}, ""},
		"WSL, Windows first": {"linux", []string{"WSL_DISTRO_NAME", "Debian", "DISPLAY", ":0"}, "wslview u, rundll32.exe url.dll,FileProtocolHandler u, /mnt/c/Windows/System32/rundll32.exe url.dll,FileProtocolHandler u, xdg-open u, x-www-browser u"},
		"empty BROWSER":      {"darwin", []string{"BROWSER", " "}, "open u"},
	} {
		all, _ := Opener{System: test.system, Env: env(test.env...)}.openers(Page{URL: url})
		var lines []string
		for _, argv := range all {
			lines = append(lines, strings.Join(argv, " "))
		}
		if got := strings.Join(lines, ", "); got != test.want {
			t.Errorf("%s: %s, want %s", what, got, test.want)
		}
	}
}

func TestInterrupted(t *testing.T) {
	f := newFolder(t)
	f.program(t, "slow", "exec sleep 5")
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("interrupted")
	go func() { f.args(t, "slow"); cancel(why) }()
	if err := (Opener{Env: env("BROWSER", "slow:gone"), Patience: ages}).Open(ctx, page); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
}

func waitFor(t *testing.T, path string) {
	t.Helper()
	for end := time.Now().Add(ages); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return
		}
	}
	t.Fatalf("%s never came", path)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
