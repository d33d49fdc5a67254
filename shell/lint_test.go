//go:build !windows

package shell_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/shell"
)

// combinations are options in mixtures that change the text's form: twelve of the
// 36, in which each pair of values is together at least once.
func combinations() map[string]shell.Options {
	all := map[string]shell.Options{}
	binaries := []string{"awsenv", "/opt/it's a $HOME/`x`/aws env"}
	warns := [][]time.Duration{nil, {time.Hour}, {time.Minute, 15 * time.Minute, time.Minute}}
	guards := [][]string{nil, {"terraform"}, {"terraform", "c'dk", "-x"}}
	colors := []map[string]string{nil, {"prod": "red"}, {"prod": "red", "$(touch x)": "#ff8800", "it's": "white"}}
	formats := [][2]string{{"", ""}, {"{left}", "gone"}, {"[{profile}|{left}]", "$(id) `id` % \\ {profile}{profile}"}}
	for j := range 3 {
		for k := range 4 {
			i, b := (j+k)%3, (j+k/2)%2
			name := fmt.Sprintf("binary %d, warn and guard %d, colors and formats %d, switches %d", b, i, j, k)
			all[name] = shell.Options{
				Binary: binaries[b], Warn: warns[i], Guard: guards[(i+b)%3], Colors: colors[j],
				Format: formats[(j+b)%3][0], Expired: formats[(j+b)%3][1], Renew: k&1 == 1,
			}
		}
	}
	return all
}

// linters are the programs that must have nothing to say about a file of a shell. What
// it reads is not there to be followed.
func linters(name, file string) [][]string {
	switch name {
	case "bash":
		return [][]string{{"bash", "-n", file}, {"shellcheck", "-s", "bash", "-e", "SC1091", file}}
	case "zsh":
		return [][]string{{"zsh", "-f", "-n", file}}
	case "nu":
		return [][]string{{"nu", "--no-config-file", "-c", "if not (nu-check --debug '" + file + "') { exit 1 }"}}
	default:
		return [][]string{{"fish", "--no-config", "-n", file}, {"sh", "-c", `fish_indent "$1" | diff "$1" -`, "sh", file}}
	}
}

func TestLint(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lint(t, name, remove(t, name))
			lint(t, name, file(t, name, usual(), "/home/it's $HOME/`x`/hook"))
			seen := map[string]bool{}
			for label, o := range combinations() {
				text := render(t, name, o)
				if seen[text] {
					continue
				}
				seen[text] = true
				if !lint(t, name, text) {
					t.Errorf("options: %s", label)
				}
			}
		})
	}
}

func lint(t *testing.T, name, text string) bool {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hook."+name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	clean := true
	for _, args := range linters(name, file) {
		out, err := exec.Command(tooltest.Program(t, args[0]), args[1:]...).CombinedOutput()
		if err != nil || len(out) > 0 {
			clean = false
			t.Errorf("%s: %v\n%s", args[0], err, out)
		}
	}
	return clean
}

// A bash without interactive_comments runs comments, and standard output is
// code: nothing else may be in the text.
func TestOnlyCode(t *testing.T) {
	for _, name := range allShells() {
		for label, o := range combinations() {
			text := file(t, name, o, "/home/me/hook")
			for line := range strings.Lines(text) {
				word := strings.TrimSpace(line)
				if word == "" || strings.HasPrefix(word, "#") {
					t.Errorf("%s, %s: line %q", name, label, line)
				}
			}
			if strings.Contains(text, "@BINARY@") || strings.Contains(text, "@FILE@") || !strings.HasSuffix(text, "\n") {
				t.Errorf("%s, %s: not filled in", name, label)
			}
		}
	}
}

func TestRenderErrors(t *testing.T) {
	plain := func(s string) (string, error) { return s, nil }
	refuse := func(string) (string, error) { return "", errors.New("NUL") }
	for _, c := range []struct {
		name, shell string
		o           shell.Options
		want        string
		code        int
	}{
		{"unknown shell", "tcsh", shell.Options{Quote: plain}, `no hook for shell "tcsh"`, 2},
		{"plain sh", "sh", shell.Options{Quote: plain}, `no hook for shell "sh"`, 2},
		{"a path in the name", "../embed.go", shell.Options{Quote: plain}, "no hook", 2},
		{"unknown color", "bash", shell.Options{Quote: plain, Colors: map[string]string{"p": "mauve"}}, `profile "p": unknown color "mauve"`, 0},
		{"half a color", "zsh", shell.Options{Quote: plain, Colors: map[string]string{"p": "#ff88"}}, `unknown color "#ff88"`, 0},
		{"unknown placeholder", "fish", shell.Options{Quote: plain, Expired: "{left} {who}"}, "unknown placeholder {who}", 0},
		{"what cannot be quoted", "fish", shell.Options{Quote: refuse, Binary: "a b"}, "write the hook for fish: NUL", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := shell.Render(c.shell, c.o)
			if err == nil || !strings.Contains(err.Error(), c.want) || text != "" {
				t.Fatalf("Render = %q, %v; want an error with %q", text, err, c.want)
			}
			var coder interface{ ExitCode() int }
			if c.code != 0 && (!errors.As(err, &coder) || coder.ExitCode() != c.code) {
				t.Errorf("exit code of %v is not %d", err, c.code)
			}
		})
	}
	if _, err := shell.Remove("tcsh"); err == nil {
		t.Error("Remove knows tcsh")
	}
}
