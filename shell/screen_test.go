package shell_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/shell"
)

// A screen is a shell in a tmux of its own, which knows what a person sees.
type screen struct {
	t    *testing.T
	tmux []string
}

func onScreen(t *testing.T, name, rc string, width int, env ...string) *screen {
	t.Helper()
	dir, err := os.MkdirTemp("", "awsenv") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, tmux: []string{need(t, "tmux"), "-S", filepath.Join(dir, "s"), "-f", "/dev/null"}}
	file := filepath.Join(dir, ".zshrc")
	if err := os.WriteFile(file, []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	command := map[string]string{
		"bash": "exec bash --noprofile --rcfile " + file + " -i",
		"zsh":  "exec zsh -d -i",
		"fish": "exec fish --no-config -i -C 'source " + file + "'",
	}[name]
	need(t, name)
	cmd := exec.Command(s.tmux[0], append(s.tmux[1:], "new-session", "-d", "-x", fmt.Sprint(width), "-y", "24", command)...)
	cmd.Env = append(append(baseEnv(t), "ZDOTDIR="+dir), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		s.do("kill-server")
		_ = os.RemoveAll(dir)
	})
	return s
}

func (s *screen) do(args ...string) string {
	s.t.Helper()
	out, err := exec.Command(s.tmux[0], append(s.tmux[1:], args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// keys types; the names of keys are tmux's.
func (s *screen) keys(keys ...string) {
	s.t.Helper()
	s.do(append([]string{"send-keys"}, keys...)...)
}

// text is what stands on the screen.
func (s *screen) text() string {
	s.t.Helper()
	return strings.TrimRight(s.do("capture-pane", "-p"), "\n ")
}

// waitAbout blocks until the screen is want, but for the number of seconds: a busy
// machine looks later.
func (s *screen) waitAbout(want string) {
	s.t.Helper()
	seconds := regexp.MustCompile(`\b\ds\b`)
	var got string
	for start := time.Now(); time.Since(start) < 15*time.Second; time.Sleep(20 * time.Millisecond) {
		if got = seconds.ReplaceAllString(s.text(), "2s"); got == want {
			return
		}
	}
	s.t.Fatalf("the screen shows\n%s\n\nwant\n%s", got, want)
}

// While a line is being edited, zsh says what is due above the prompt and leaves
// the line as it is, cursor and all.
func TestIdleZsh(t *testing.T) {
	for _, c := range []struct{ what, prompt, after string }{
		{"one line", "PROMPT='(${AWSENV_PROMPT})> '", "(dev 2s)> echo half"},
		{"two lines", "PROMPT=$'first\\n(${AWSENV_PROMPT})> '", "first\n(dev 2s)> echo half"},
		{"both sides", "PROMPT='> '; RPROMPT='right'", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			o := shell.Options{Warn: []time.Duration{4 * time.Second}}
			rc := "setopt prompt_subst\n" + c.prompt + "\n" + render(t, "zsh", o) + "clear\n"
			s := onScreen(t, "zsh", rc, 80, loaded("dev", 8*time.Second)...)
			s.keys("-l", "echo half")
			s.keys("Left", "Left", "Left", "Left")
			if c.after == "" {
				time.Sleep(9 * time.Second)
				if got := s.text(); strings.Count(got, "awsenv: dev") != 2 || !strings.Contains(got, "> echo half") || !strings.Contains(got, "right") {
					t.Errorf("the screen shows\n%s", got)
				}
				return
			}
			prompt := func(left string) string {
				return strings.ReplaceAll(c.after, "dev 2s", "dev "+left)
			}
			due := "awsenv: dev: 2s left, renew with: awsenv dev\n"
			s.waitAbout(prompt("2s") + "\n" + due + prompt("2s"))
			s.waitAbout(prompt("2s") + "\n" + due + prompt("expired") + "\n" +
				"awsenv: dev: session expired, renew with: awsenv dev\n" + prompt("expired"))
			s.keys("-l", "X")
			s.keys("Enter")
			time.Sleep(300 * time.Millisecond)
			if got := s.text(); !strings.Contains(got, "> echo Xhalf\nXhalf\n") {
				t.Errorf("the line was disturbed:\n%s", got)
			}
			if n := strings.Count(s.text(), "awsenv: dev"); n != 2 {
				t.Errorf("said %d times:\n%s", n, s.text())
			}
		})
	}
}

// Colours take no room: in a narrow terminal a long line wraps where it should,
// and a prompt of two lines stays two lines.
func TestNarrowTerminal(t *testing.T) {
	prompts := map[string]string{
		"bash": "PS1='one\n(${AWSENV_PROMPT})> '\n",
		"zsh":  "setopt prompt_subst\nPROMPT=$'one\\n(${AWSENV_PROMPT})> '\n",
		"fish": "function fish_prompt; echo one; echo -n \"($AWSENV_PROMPT)> \"; end\nset -g fish_autosuggestion_enabled 0\n",
	}
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := shell.Options{Colors: map[string]string{"prod": "#ff8800"}}
			rc := prompts[name] + render(t, name, o) + "clear\n"
			s := onScreen(t, name, rc, 30, loaded("prod", -time.Hour)...)
			deadline := time.Now().Add(10 * time.Second)
			for !strings.HasSuffix(s.text(), "(prod expired)>") && time.Now().Before(deadline) {
				time.Sleep(20 * time.Millisecond)
			}
			if got := s.text(); !strings.HasSuffix(got, "one\n(prod expired)>") || strings.Count(got, "awsenv: prod") != 1 {
				t.Fatalf("the screen shows\n%s", got)
			}
			s.keys("-l", "echo aaaaaaaaaabbbbbbbbbbcccccccccc")
			s.keys("C-a")
			s.keys("C-e")
			s.keys("BSpace")
			time.Sleep(300 * time.Millisecond)
			want := "one\n(prod expired)> echo aaaaaaaaa\nabbbbbbbbbbccccccccc"
			if got := s.text(); !strings.HasSuffix(got, want) {
				t.Errorf("the screen ends in\n%s\n\nwant\n%s", got, want)
			}
		})
	}
}
