package shell_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A terminal is an interactive shell on a pty, with a person typing.
type terminal struct {
	t     *testing.T
	shell string
	pty   *os.File
	mu    sync.Mutex
	seen  strings.Builder
	turns int
	pid   int
	// dir is where the shell runs.
	dir string
}

// interactive starts a shell whose start-up file is rc; env is added to an
// environment without anything of the person's.
func interactive(t *testing.T, name, rc string, env ...string) *terminal {
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
		cmd = exec.Command(need(t, name), "--no-config", "-i", "-C", "source '"+file+"'")
	}
	if err := os.WriteFile(file, []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(baseEnv(t), env...)
	cmd.Dir = dir
	p, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 200})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, shell: name, pty: p, dir: dir, pid: cmd.Process.Pid}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 4096)
		for {
			n, err := p.Read(buf)
			term.mu.Lock()
			term.seen.Write(buf[:n])
			term.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = p.Close()
		<-done
	})
	term.run("") // the first prompt is there
	return term
}

// text is all that came out so far.
func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.seen.String()
}

// send types as it is.
func (term *terminal) send(keys string) {
	term.t.Helper()
	if _, err := io.WriteString(term.pty, keys); err != nil {
		term.t.Fatal(err)
	}
}

// wait blocks until want has come out after the first from bytes.
func (term *terminal) wait(from int, want string) {
	term.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(term.text()[from:], want) {
		if time.Now().After(deadline) {
			term.t.Fatalf("%s: no %q in\n%q", term.shell, want, term.text()[from:])
		}
		time.Sleep(5 * time.Millisecond)
	}
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
	return plainText(term.text()[from:])
}

// mark types a line followed by one that says which turn it was.
func (term *terminal) mark(line string) {
	term.t.Helper()
	term.turns++
	say := fmt.Sprintf("/usr/bin/printf '<%%s-%d>\\n' end", term.turns)
	if line != "" {
		say = line + "\n" + say
	}
	term.send(say + "\n")
}

// value is what a variable holds.
func (term *terminal) value(name string) string {
	term.t.Helper()
	term.turns++
	from := len(term.text())
	term.send(fmt.Sprintf("/usr/bin/printf '<%%s-%d>%%s<%%s-%d>\\n' v \"$%s\" w\n", term.turns, term.turns, name))
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
func plainText(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != 0x1b {
			b.WriteByte(text[i])
			continue
		}
		i++
		if i >= len(text) {
			break
		}
		switch text[i] {
		case '[':
			for i++; i < len(text) && (text[i] < 0x40 || text[i] > 0x7e); i++ {
			}
		case ']':
			for i++; i < len(text) && text[i] != 0x07 && text[i] != 0x1b; i++ {
			}
			if i < len(text) && text[i] == 0x1b {
				i++
			}
		case '(', ')':
			i++
		}
	}
	return b.String()
}

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

// lines are the lines of a file in the shell's folder.
func (term *terminal) lines(file string) []string {
	term.t.Helper()
	text, err := os.ReadFile(filepath.Join(term.dir, file))
	if err != nil {
		term.t.Fatal(err)
	}
	return strings.Fields(string(text))
}
