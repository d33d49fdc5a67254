//go:build !windows

package completions_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/awsenv/awsenv/completions"
	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
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
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", filepath.Join(dir, "awsenv"), "../cmd/awsenv")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building awsenv: %v\n%s", err, out)
		return 1
	}
	binDir = dir
	return m.Run()
}

// allShells are those in which a line is typed alike.
func allShells() []string { return []string{"bash", "zsh", "fish"} }

// Profiles as people name them, and as they do not.
const credentials = `
[prod]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
[prod-eu]
role_arn = arn:aws:iam::444455556666:role/admin
source_profile = prod
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

// A terminal is an interactive shell, with a person typing.
type terminal struct {
	*ptytest.Terminal
	t *testing.T
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
	cmd := exec.Command(tooltest.Program(t, shell), args...)
	cmd.Env, cmd.Dir = environment(home), home
	term := &terminal{Terminal: ptytest.Start(t, cmd, 200, 50), t: t}
	term.Wait(0, "<ready>")
	return term
}
