package completions_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/awsenv/awsenv/completions"
)

// binDir holds a real awsenv, which the tests put first on PATH.
var binDir string

func TestMain(m *testing.M) { os.Exit(withBinary(m)) }

func withBinary(m *testing.M) int {
	dir, err := os.MkdirTemp("", "awsenv-completions")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "awsenv"), "../cmd/awsenv")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building awsenv: %v\n%s", err, out)
		return 1
	}
	binDir = dir
	return m.Run()
}

func allShells() []string { return []string{"bash", "zsh", "fish"} }

// need finds a program. A missing one skips the test on a person's machine and
// fails it in CI.
func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and CI must run this test", program)
	}
	t.Skipf("%s is not installed: this test did not run", program)
	return ""
}

// Profiles as people name them, and as they do not.
const credentials = `
[prod]
[prod-eu]
[team:blue one]
[team:blue two]
[me@corp/dev]
[it's]
[the teams']
[wow!]
[say "hi"]
[cost$HOME]
[list]
[ünï côde]
[bang!bang]
[~tilde]
[-dash]
[a=b]
[back\slash]
[semi;colon&` + "`id`" + `|(x)]
[star*?{x}]
`

// home is a home folder with those profiles.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".aws", "credentials"), []byte(credentials), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// environment is one without anything of the person's.
func environment(home string) []string {
	return []string{
		"HOME=" + home, "ZDOTDIR=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_RUNTIME_DIR=" + home,
		"PATH=" + binDir + ":" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8",
	}
}

// script is the completion script of a shell.
func script(t *testing.T, shell string) string {
	t.Helper()
	text, err := completions.Script(shell)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A terminal is an interactive shell on a pty, with a person typing.
type terminal struct {
	t    *testing.T
	pty  *os.File
	mu   sync.Mutex
	seen strings.Builder
}

// shows is a function awsenv, as the hook defines one, that prints its words
// between brackets.
func shows(shell string) string {
	if shell == "fish" {
		return "function awsenv; printf '[%s]' $argv; printf '<end>\\n'; end\n"
	}
	return "awsenv() { printf '[%s]' \"$@\"; printf '<end>\\n'; }\n"
}

// loads is how a person loads the script in their start-up file.
func loads(shell string) string {
	switch shell {
	case "zsh":
		return "autoload -Uz compinit; compinit -D -u\neval \"$(awsenv completion zsh)\"\n"
	case "fish":
		return "awsenv completion fish | source\n"
	}
	return "eval \"$(awsenv completion bash)\"\n"
}

// interactive starts a shell whose start-up file is rc.
func interactive(t *testing.T, shell, home, rc string, args ...string) *terminal {
	t.Helper()
	file := filepath.Join(home, "rc")
	switch shell {
	case "bash":
		args = append(args, "--noprofile", "--rcfile", file, "-i")
	case "zsh":
		file = filepath.Join(home, ".zshrc")
		args = append(args, "-d", "-i")
	default:
		args = append(args, "--no-config", "-i", "-C", "source "+file)
	}
	if err := os.WriteFile(file, []byte(rc+"\necho '<ready>'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(need(t, shell), args...)
	cmd.Env, cmd.Dir = environment(home), home
	p, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 200})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, pty: p}
	done := make(chan struct{})
	go func() {
		defer close(done)
		term.read()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = p.Close()
		<-done
	})
	term.wait(0, "<ready>")
	return term
}

// read keeps what comes out, and answers what newer shells ask a terminal at
// their start: what it is.
func (term *terminal) read() {
	buf := make([]byte, 4096)
	for {
		n, err := term.pty.Read(buf)
		term.mu.Lock()
		term.seen.Write(buf[:n])
		term.mu.Unlock()
		if strings.Contains(string(buf[:n]), "\x1b[c") {
			_, _ = term.pty.WriteString("\x1b[?62c")
		}
		if err != nil {
			return
		}
	}
}

func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.seen.String()
}

// wait blocks until want has come out after the first from bytes, and gives what
// has, without the terminal's sequences.
func (term *terminal) wait(from int, want string) string {
	term.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		text := plain(term.text()[from:])
		if strings.Contains(text, want) {
			return text
		}
		if time.Now().After(deadline) {
			term.t.Fatalf("no %q in\n%q", want, text)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// typed types keys and gives the position from which its output comes.
func (term *terminal) typed(keys string) int {
	term.t.Helper()
	from := len(term.text())
	if _, err := term.pty.WriteString(keys); err != nil {
		term.t.Fatal(err)
	}
	return from
}

var sequence = regexp.MustCompile("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(\x07|\x1b\\\\)|[()].|[=>])")

// plain drops the terminal's sequences.
func plain(text string) string { return sequence.ReplaceAllString(text, "") }
