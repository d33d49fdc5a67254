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
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// A terminal is an interactive shell, with a person typing.
type terminal struct {
	*ptytest.Terminal
	t     *testing.T
	shell string
	turns int
	// dir is where the shell runs.
	dir string
	// entered counts the lines that were typed at a prompt of nu.
	entered int
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
		cmd = exec.Command(tooltest.Program(t, name), "--noprofile", "--rcfile", file, "-i")
	case "zsh":
		file = filepath.Join(dir, ".zshrc")
		cmd = exec.Command(tooltest.Program(t, name), "-d", "-i")
		env = append(env, "ZDOTDIR="+dir)
	case "nu":
		file = filepath.Join(dir, "rc.nu")
		cmd = exec.Command(tooltest.Program(t, name), "--config", file, "--env-config", "/dev/null")
	default:
		env = append(env, "fish_greeting=")
		cmd = exec.Command(tooltest.Program(t, name), append(plainArgs(t, name), "-i", "-C", "source '"+file+"'")...)
	}
	if name == "nu" {
		rc = "$env.config.show_banner = false\n" + rc
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

// send types as it is. nu forgets what is typed between a line and the next prompt:
// a person waits for it.
func (term *terminal) send(keys string) {
	term.t.Helper()
	if term.shell != "nu" {
		term.Type(keys)
		return
	}
	for keys != "" {
		line, rest, ended := strings.Cut(keys, "\n")
		if ended {
			line += "\n"
			if term.atPrompt() {
				term.entered++
			}
		}
		term.Type(line)
		if keys = rest; keys != "" {
			term.ready()
		}
	}
}

// atPrompt says whether nu waits for a line, by the marks of its line editor.
func (term *terminal) atPrompt() bool {
	const prompt, command = "\x1b]133;B", "\x1b]133;C"
	text := term.text()
	return strings.Count(text, command) >= term.entered && strings.LastIndex(text, prompt) > strings.LastIndex(text, command)
}

// ready waits until what is typed is read.
func (term *terminal) ready() {
	term.t.Helper()
	if term.shell == "nu" {
		term.Until("prompt of nu", term.atPrompt)
	}
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
	text := ptytest.Plain(term.Since(from))
	term.ready()
	return text
}

// mark types a line followed by one that says which turn it was.
func (term *terminal) mark(line string) {
	term.t.Helper()
	term.turns++
	say := term.printf(fmt.Sprintf("<%%s-%d>", term.turns), "end")
	if line != "" {
		say = line + "\n" + say
	}
	term.ready()
	term.send(say + "\n")
}

// printf is the line that prints a format with its values, words of the shell's code,
// by a builtin of the shell, whatever aliases and functions are there.
func (term *terminal) printf(format string, values ...string) string {
	switch term.shell {
	case "fish":
		return "builtin printf '" + format + "\\n' " + strings.Join(values, " ")
	case "nu":
		for _, value := range values {
			format = strings.Replace(format, "%s", "(echo "+value+")", 1)
		}
		return `print $"` + format + `"`
	}
	return `\builtin printf '` + format + "\\n' " + strings.Join(values, " ")
}

// value is what a variable holds.
func (term *terminal) value(name string) string {
	term.t.Helper()
	term.turns++
	term.ready()
	from := len(term.text())
	value := `"$` + name + `"`
	if term.shell == "nu" {
		value = "$env." + name + "?"
	}
	term.send(term.printf(fmt.Sprintf("<%%s-%d>%%s<%%s-%d>", term.turns, term.turns), "v", value, "w") + "\n")
	end := fmt.Sprintf("<w-%d>", term.turns)
	term.wait(from, end)
	term.ready()
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
	switch name {
	case "fish":
		return fmt.Sprintf("set -gx %s %s", variable, value)
	case "nu":
		return fmt.Sprintf("$env.%s = '%s'", variable, value)
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
	switch name {
	case "nu":
		return fmt.Sprintf(`$env.AWSENV_EXPIRES = "%d"; $env._awsenv.expires = %d; $env._awsenv.session = $"%d:($env.AWSENV_PROFILE)"`, ends, ends, ends)
	case "fish":
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
