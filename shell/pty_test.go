//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// A terminal is an interactive shell, with a person typing.
type terminal struct {
	*ptytest.Terminal
	t     *testing.T
	shell string
	turns int
	// dir is where the shell runs.
	dir string
}

// interactive starts a shell whose start-up file is rc; env is added to an
// environment without anything of the person's.
func interactive(t *testing.T, name, rc string, env ...string) *terminal {
	t.Helper()
	term := open(t, name, rc, 200, env...)
	term.run("") // the first prompt is there
	return term
}

// open does the same on a terminal of that width, and does not wait for a prompt.
func open(t *testing.T, name, rc string, columns int, env ...string) *terminal {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "rc")
	var cmd *exec.Cmd
	switch name {
	case "bash":
		cmd = exec.Command(need(t, name), "--noprofile", "--rcfile", file, "-i")
	case "zsh":
		file = filepath.Join(dir, ".zshrc")
		cmd = exec.Command(need(t, name), "-d", "-i")
		env = append(env, "ZDOTDIR="+dir)
	default:
		env = append(env, "fish_greeting=")
		cmd = exec.Command(need(t, name), append(plainArgs(t, name), "-i", "-C", "source '"+file+"'")...)
	}
	if err := os.WriteFile(file, []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(baseEnv(t), env...)
	cmd.Dir = dir
	return &terminal{Terminal: ptytest.Start(t, cmd, columns, 50), t: t, shell: name, dir: dir}
}

// text is all that came out so far.
func (term *terminal) text() string { return term.Text() }

// send types as it is.
func (term *terminal) send(keys string) {
	term.t.Helper()
	term.Type(keys)
}

// wait blocks until want has come out after the first from bytes.
func (term *terminal) wait(from int, want string) {
	term.t.Helper()
	term.Wait(from, want)
}

// run types a line and gives what came out until the prompt after it, without
// the terminal's sequences.
func (term *terminal) run(line string) string {
	term.t.Helper()
	from := len(term.text())
	if line != "" {
		term.mark(line)
		term.wait(from, fmt.Sprintf("<end-%d>", term.turns))
	}
	term.mark("") // its output comes after the prompt that followed the line
	term.wait(from, fmt.Sprintf("<end-%d>", term.turns))
	return ptytest.Plain(term.Since(from))
}

// mark types a line followed by one that says which turn it was.
func (term *terminal) mark(line string) {
	term.t.Helper()
	term.turns++
	say := term.printf() + fmt.Sprintf(" '<%%s-%d>\\n' end", term.turns)
	if line != "" {
		say = line + "\n" + say
	}
	term.send(say + "\n")
}

// printf is the shell's own, whatever aliases and functions are there.
func (term *terminal) printf() string {
	if term.shell == "fish" {
		return "builtin printf"
	}
	return `\builtin printf`
}

// value is what a variable holds.
func (term *terminal) value(name string) string {
	term.t.Helper()
	term.turns++
	from := len(term.text())
	term.send(term.printf() + fmt.Sprintf(" '<%%s-%d>%%s<%%s-%d>\\n' v \"$%s\" w\n", term.turns, term.turns, name))
	end := fmt.Sprintf("<w-%d>", term.turns)
	term.wait(from, end)
	_, text, _ := strings.Cut(term.text()[from:], fmt.Sprintf("<v-%d>", term.turns))
	text, _, _ = strings.Cut(text, end)
	return text
}

// messages are the lines of the hook in what came out.
func messages(text string) []string {
	var found []string
	for line := range strings.SplitSeq(text, "\n") {
		if i := strings.Index(line, "awsenv: "); i >= 0 {
			found = append(found, strings.TrimRight(line[i:], "\r "))
		}
	}
	return found
}

// plainText drops the sequences of a terminal.
func plainText(text string) string { return ptytest.Plain(text) }

// export is the line that exports a variable in that shell.
func export(name, variable, value string) string {
	if name == "fish" {
		return fmt.Sprintf("set -gx %s %s", variable, value)
	}
	return fmt.Sprintf("export %s=%s", variable, value)
}

// loaded is an environment with a session that ends in that time.
func loaded(profile string, left time.Duration) []string {
	return []string{
		"AWSENV_PROFILE=" + profile,
		fmt.Sprintf("AWSENV_EXPIRES=%d", time.Now().Add(left).Unix()),
	}
}

// leave makes it so much time before the end of the session that the shell holds,
// as if the rest had passed: the hook, too, is told that it is still the same.
func leave(name string, left time.Duration) string {
	ends := time.Now().Add(left).Unix()
	if name == "fish" {
		return fmt.Sprintf(`set -gx AWSENV_EXPIRES %d; set -g _awsenv_expires %d; set -g _awsenv_session "%d:$AWSENV_PROFILE"`, ends, ends, ends)
	}
	return fmt.Sprintf(`AWSENV_EXPIRES=%d _awsenv_expires=%d _awsenv_session="%d:$AWSENV_PROFILE"`, ends, ends, ends)
}

// lines are the lines of a file in the shell's folder.
func (term *terminal) lines(file string) []string {
	term.t.Helper()
	text, err := os.ReadFile(filepath.Join(term.dir, file))
	if err != nil {
		term.t.Fatal(err)
	}
	return strings.Fields(string(text))
}
