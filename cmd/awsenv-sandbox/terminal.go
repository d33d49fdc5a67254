package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
)

// patience is how long a command of the demo may take; the environment can
// shorten it.
func patience() time.Duration {
	if d, err := time.ParseDuration(os.Getenv("AWSENV_SANDBOX_PATIENCE")); err == nil {
		return d
	}
	return 30 * time.Second
}

// terminal is a real shell on a pseudo-terminal, with somebody typing.
type terminal struct {
	cmd    *exec.Cmd
	file   *os.File
	chunks chan string
	seen   string // what was written and not yet taken
	echo   io.Writer
	ready  *regexp.Regexp // the prompt, with the exit status
	asked  *regexp.Regexp // a question about a code, or the prompt
}

// shellFor picks the demo's shell: bash, else the person's if it is one that
// evaluates the same lines, else sh.
func shellFor(personal string) (path string, args []string, prompt string) {
	// The prompt begins with an invisible mark that carries the exit status.
	const mark = "\x1b]0;awsenv-demo:%s\a$ "
	if bash, err := exec.LookPath("bash"); err == nil {
		return bash, []string{"--noprofile", "--norc", "-i"}, fmt.Sprintf(mark, "$?")
	}
	if filepath.Base(personal) == "zsh" {
		return personal, []string{"-f", "-i"}, fmt.Sprintf(mark, "%?")
	}
	return "/bin/sh", []string{"-i"}, fmt.Sprintf(mark, "$?")
}

// open starts a shell whose output goes to echo as it comes.
func (st *stage) open(ctx context.Context, echo io.Writer) (*terminal, error) {
	path, args, prompt := shellFor(os.Getenv("SHELL"))
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = st.home
	// A dumb terminal keeps line editors from painting into the transcript.
	cmd.Env = append(st.env, "PS1="+prompt, "PROMPT="+prompt, "TERM=dumb", "INPUTRC=/dev/null", "HISTFILE=", "SHELL="+path)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 400})
	if err != nil {
		return nil, fmt.Errorf("start %s on a terminal: %w", path, err)
	}
	t := &terminal{cmd: cmd, file: file, chunks: make(chan string, 64), echo: echo}
	const ready = "\x1b\\]0;awsenv-demo:(\\d+)\a\\$ "
	t.ready, t.asked = regexp.MustCompile(ready), regexp.MustCompile(ready+`|(?i)[^\n]*code[^\n]*: *`)
	go t.read()
	if _, _, err := t.until(ctx, t.ready); err != nil {
		t.close()
		return nil, fmt.Errorf("%s gave no prompt: %w", path, err)
	}
	return t, nil
}

func (t *terminal) read() {
	defer close(t.chunks)
	b := make([]byte, 4096)
	for {
		n, err := t.file.Read(b)
		t.chunks <- string(b[:n])
		if err != nil {
			return
		}
	}
}

// until waits for a pattern and returns what came before it and its groups.
func (t *terminal) until(ctx context.Context, pattern *regexp.Regexp) (before string, groups []string, err error) {
	wait := patience()
	limit := time.NewTimer(wait)
	defer limit.Stop()
	for {
		if at := pattern.FindStringSubmatchIndex(t.seen); at != nil {
			groups = pattern.FindStringSubmatch(t.seen)
			before, t.seen = t.seen[:at[0]], t.seen[at[1]:]
			return before, groups, nil
		}
		select {
		case chunk, open := <-t.chunks:
			if !open {
				return t.seen, nil, errors.New("the shell ended")
			}
			t.seen += chunk
		case <-limit.C:
			return t.seen, nil, fmt.Errorf("nothing for %v", wait)
		case <-ctx.Done():
			return t.seen, nil, context.Cause(ctx)
		}
	}
}

// result is what a command did.
type result struct {
	output string
	status int
}

// run types a command and waits for the prompt. With answer, a question about a
// code is waited for first and what answer returns is typed.
func (t *terminal) run(ctx context.Context, command string, answer func() (string, error)) (result, error) {
	if err := t.enter(command); err != nil {
		return result{}, err
	}
	var output, code string
	if answer != nil {
		before, question, err := t.until(ctx, t.asked)
		if err != nil || question[1] != "" {
			t.show(command, before)
			return result{}, errors.Join(fmt.Errorf("%s did not ask for a code", command), err)
		}
		if code, err = answer(); err != nil {
			return result{}, err
		}
		if err := t.enter(code); err != nil {
			return result{}, err
		}
		output = before + question[0]
	}
	rest, groups, err := t.until(ctx, t.ready)
	if code != "" && strings.Contains(rest, code) {
		return result{}, fmt.Errorf("%s showed the code that was typed", command)
	}
	output += rest
	t.show(command, output)
	if err != nil {
		return result{}, fmt.Errorf("%s: %w", command, err)
	}
	status, err := strconv.Atoi(groups[1])
	return result{clean(output, command), status}, err
}

func (t *terminal) enter(line string) error {
	_, err := io.WriteString(t.file, line+"\n")
	return err
}

// show prints a command and its output as a person would see them.
func (t *terminal) show(command, output string) {
	_, _ = fmt.Fprintf(t.echo, "    $ %s\n", command)
	for line := range strings.Lines(clean(output, command)) {
		_, _ = fmt.Fprintf(t.echo, "    %s\n", strings.TrimRight(line, "\n"))
	}
}

// clean takes the echo of what was typed, carriage returns and empty lines out.
func clean(output, typed string) string {
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(output, "\r", "")) {
		if line = strings.TrimSpace(line); line != "" && line != typed {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// close ends the shell.
func (t *terminal) close() {
	_ = t.enter("exit")
	done := make(chan struct{})
	go func() {
		for range t.chunks { // so that the shell is not stuck writing
		}
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
		_ = t.cmd.Process.Kill()
	}
	_ = t.cmd.Wait()
	_ = t.file.Close()
}
