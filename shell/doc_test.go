//go:build !windows

package shell_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// documented are the blocks of code in a section of docs/prompt.md that are in
// one language.
func documented(t *testing.T, section, language string) []string {
	t.Helper()
	text, err := os.ReadFile("../docs/prompt.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n## "+section+"\n")
	if !found {
		t.Fatalf("docs/prompt.md has no section %q", section)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	var blocks []string
	for {
		var block string
		if _, rest, found = strings.Cut(rest, "```"+language+"\n"); !found {
			break
		}
		block, rest, _ = strings.Cut(rest, "```")
		blocks = append(blocks, block)
	}
	if len(blocks) == 0 {
		t.Fatalf("section %q of docs/prompt.md has no %s", section, language)
	}
	return blocks
}

// onPath is the environment in which awsenv is this program.
func onPath(binary string) string {
	return "PATH=" + filepath.Dir(binary) + ":" + os.Getenv("PATH")
}

// The lines of docs/prompt.md do what it says, as they stand there.
func TestDocumentedPrompts(t *testing.T) {
	binary := buildBinary(t)
	theme := t.TempDir()
	if err := os.WriteFile(filepath.Join(theme, "oh-my-zsh.sh"), []byte("setopt prompt_subst\nPROMPT='%~ theme> '\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		section, shell, before string
		block                  int
		loaded, cleared        string
	}{
		{"bash", "bash", "PS1='old> '\n", 0, "(prod 2h00m) old> ", "\nold> "},
		{"zsh", "zsh", "PROMPT='old> '\n", 0, "(prod 2h00m) old> ", "\rold> "},
		{"oh-my-zsh", "zsh", "ZSH=" + theme + "\n", 0, "(prod 2h00m) ", "theme> "},
		{"fish", "fish", "", 0, "(prod 2h00m) ", "> "},
		{"fish", "fish", "function fish_prompt; echo -n 'old> '; end\n", 1, "prod 2h00m", "old> "},
		{"nushell", "nu", "$env.PROMPT_COMMAND = {|| 'old' }\n", 0, "(prod 2h00m) old> ", "old> "},
	} {
		t.Run(c.section+"/"+c.shell, func(t *testing.T) {
			t.Parallel()
			rc := c.before + documented(t, c.section, c.shell)[c.block]
			term := interactive(t, c.shell, rc, append(loaded("prod", 2*time.Hour+30*time.Second), onPath(binary))...)
			if out := seen(term.run("true")); !strings.Contains(out, c.loaded) {
				t.Errorf("the prompt does not show %q:\n%q", c.loaded, out)
			}
			term.run("awsenv --clear")
			if out := seen(term.run("true")); strings.Contains(out, "prod") || !strings.Contains(out, c.cleared) {
				t.Errorf("after a clear the prompt does not show %q alone:\n%q", c.cleared, out)
			}
			if strings.Contains(term.text(), "rror") {
				t.Errorf("the shell says:\n%s", term.text())
			}
		})
	}
}

// seen is text without the brackets that bash puts around colours.
func seen(text string) string { return strings.NewReplacer("\x01", "", "\x02", "").Replace(text) }

// tmux's line shows the session of the pane, whatever the profile is called.
func TestDocumentedTmux(t *testing.T) {
	binary := buildBinary(t)
	for _, name := range evaluating() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rc := installed(name)
			switch name {
			case "fish":
				rc += documented(t, "tmux", "fish")[0]
			default:
				rc += documented(t, "tmux", "bash")[0]
			}
			if name == "zsh" {
				function, _, _ := strings.Cut(rc, "\nif ")
				rc = function + "\n" + documented(t, "tmux", "zsh")[0]
			}
			s := inTmux(t, name, rc, append(loaded("prod", 2*time.Hour+30*time.Second), onPath(binary))...)
			conf := filepath.Join(t.TempDir(), "tmux.conf")
			line := "set -g status-right-length 200\n" + documented(t, "tmux", "tmux")[0] + "set -g status-interval 1\nset -g status-left ''\nset -g window-status-current-format ''\n"
			if err := os.WriteFile(conf, []byte(line), 0o600); err != nil {
				t.Fatal(err)
			}
			s.do("source-file", conf)
			outer := watched(t, s)
			status := func(want string) {
				t.Helper()
				var got string
				for start := time.Now(); time.Since(start) < ptytest.Patience; time.Sleep(50 * time.Millisecond) {
					rows := strings.Split(outer.text(), "\n")
					got = strings.TrimSpace(rows[len(rows)-1])
					if i := strings.LastIndexByte(got, ' '); got[i+1:] != "" && strings.TrimSpace(got[:max(i, 0)]) == want {
						return
					}
				}
				t.Fatalf("the status line is %q, want %q", got, want)
			}
			status("prod 2h00m")
			here := t.TempDir()
			hostile := map[string]string{"fish": "set -gx AWSENV_PROFILE ", "bash": "export AWSENV_PROFILE=", "zsh": "export AWSENV_PROFILE="}[name]
			s.keys("-l", hostile+`"it's \$(touch `+here+`/a) #(touch `+here+`/b) x"`)
			s.keys("Enter")
			status("it's ?(touch " + here + "/a)  x 2h00m") // tmux leaves its own #() out
			s.keys("-l", "awsenv --clear")
			s.keys("Enter")
			status("")
			if found, _ := filepath.Glob(filepath.Join(here, "*")); len(found) > 0 {
				t.Errorf("a name was run: %q", found)
			}
		})
	}
}

// watched is a second tmux in which a person looks at the first: a status line
// is drawn for somebody only.
func watched(t *testing.T, s *tmux) *tmux {
	t.Helper()
	outer := &tmux{t: t, command: []string{s.command[0], "-S", s.command[2] + "o", "-f", "/dev/null"}}
	attach := "exec env -u TMUX tmux -S " + s.command[2] + " attach"
	cmd := exec.Command(outer.command[0], append(outer.command[1:], "new-session", "-d", "-x", "200", "-y", "26", attach)...)
	cmd.Env = baseEnv(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v\n%s", err, out)
	}
	outer.do("set", "-g", "status", "off")
	t.Cleanup(func() { outer.do("kill-server") })
	return outer
}

// A tmux is a server of its own with a shell in it.
type tmux struct {
	t       *testing.T
	command []string
}

func inTmux(t *testing.T, name, rc string, env ...string) *tmux {
	t.Helper()
	dir, err := os.MkdirTemp("", "awsenv") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	s := &tmux{t: t, command: []string{tooltest.Program(t, "tmux"), "-S", filepath.Join(dir, "s"), "-f", "/dev/null"}}
	file := filepath.Join(dir, ".zshrc")
	if err := os.WriteFile(file, []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	command := map[string]string{
		"bash": "exec bash --noprofile --rcfile " + file + " -i",
		"zsh":  "exec zsh -d -i",
		"fish": "exec fish " + strings.Join(plainArgs(t, "fish"), " ") + " -i -C 'source " + file + "'",
	}[name]
	tooltest.Program(t, name)
	cmd := exec.Command(s.command[0], append(s.command[1:], "new-session", "-d", "-x", "80", "-y", "24", command)...)
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

func (s *tmux) do(args ...string) string {
	s.t.Helper()
	out, err := exec.Command(s.command[0], append(s.command[1:], args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// keys types; the names of keys are tmux's.
func (s *tmux) keys(keys ...string) {
	s.t.Helper()
	s.do(append([]string{"send-keys"}, keys...)...)
}

// text is what stands on the screen.
func (s *tmux) text() string {
	s.t.Helper()
	return strings.TrimRight(s.do("capture-pane", "-p"), "\n ")
}
