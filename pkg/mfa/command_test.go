//go:build unix

package mfa

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/program"
)

func TestCommand(t *testing.T) {
	device := Device{Profile: "prod", Serial: "arn:aws:iam::123456789012:mfa/alice"}
	for name, test := range map[string]struct {
		argv    []string
		want    string
		problem string
	}{
		"prints":                   {[]string{"echo", "123456"}, "123456\n", ""},
		"placeholders":             {[]string{"echo", "{serial}", "--p={profile}", "{profile}{profile}", "{other}"}, "arn:aws:iam::123456789012:mfa/alice --p=prod prodprod {other}\n", ""},
		"no shell":                 {[]string{"echo", "$(id); *", "`id`"}, "$(id); * `id`\n", ""},
		"empty standard input":     {[]string{"cat"}, "", ""},
		"standard error is not it": {[]string{"sh", "-c", "echo touch >&2; echo 123456"}, "123456\n", ""},
		"fails":                    {[]string{"sh", "-c", "echo 654321; printf 'no \\033[31mkey\\r\\n here\\n' >&2; exit 3"}, "", "exit status 3: no \ufffd[31mkey here"},
		"killed":                   {[]string{"sh", "-c", "kill -9 $$"}, "", "signal: killed"},
		"missing":                  {[]string{"awsenv-no-such-program"}, "", "executable file not found"},
		"not a program":            {[]string{os.DevNull}, "", "permission denied"},
		"empty":                    {nil, "", "names no program"},
		"slow":                     {[]string{"sleep", "60"}, "", "no code within 1s"},
		"slow child":               {[]string{"sh", "-c", "echo wait >&2; sleep 60; echo"}, "", "no code within 1s: wait"},
		"no terminal to take":      {[]string{"sh", "-c", "exec 3</dev/tty && echo 123456"}, "", "/dev/tty"},
		"leaves something running": {[]string{"sh", "-c", "sleep 60 & echo 123456"}, "123456\n", ""},
		"endless output":           {[]string{"sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' 1"}, strings.Repeat("1", program.OutputLimit), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := Command{Argv: test.argv, Limit: time.Minute}
			if strings.Contains(test.problem, "within") {
				c.Limit = time.Second
			}
			start := time.Now()
			got, err := c.Code(t.Context(), device)
			if got != test.want {
				t.Errorf("%.99q, want %.99q", got, test.want)
			}
			if test.problem == "" && err != nil || test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("error %v, want %q", err, test.problem)
			}
			if err != nil && (exitOf(err) != 4 || strings.Contains(err.Error(), "654321") || strings.Contains(err.Error(), "\x1b")) {
				t.Errorf("error %q, exit %d", err, exitOf(err))
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// TestCommandGroup cancels a command that waits for a child: both end.
func TestCommandGroup(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pid")
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	var pid int
	go func() {
		for ctx.Err() == nil {
			text, _ := os.ReadFile(file)
			if n, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && strings.HasSuffix(string(text), "\n") {
				pid = n
				cancel(gone)
			}
			time.Sleep(time.Millisecond)
		}
	}()
	_, err := Command{Argv: []string{"sh", "-c", "sleep 60 & echo $! >\"$0\"; wait", file}}.Code(ctx, Device{})
	if !errors.Is(err, gone) {
		t.Fatalf("%v, want the cause", err)
	}
	for end := time.Now().Add(time.Minute); running(pid); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the command's child %d still runs", pid)
		}
	}
}

// running reports whether a process is there and no zombie that nobody awaits.
func running(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

func TestCommandSays(t *testing.T) {
	var said []string
	c := Command{
		Argv: []string{"sh", "-c", `printf 'Touch\tyour key\033[0m\r\n\n' >&2; printf 'now\rnow or never\n' >&2; printf 'half a line' >&2; echo "$WORD"`},
		Env:  []string{"WORD=123456", "PATH=" + os.Getenv("PATH")},
		Tell: noticed{hear: func(line string) { said = append(said, line) }},
	}
	got, err := c.Code(t.Context(), Device{})
	if err != nil || got != "123456\n" {
		t.Errorf("%q, %v", got, err)
	}
	if want := []string{"Touch your key\ufffd[0m", "now", "now or never", "half a line"}; !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
}

func TestInput(t *testing.T) {
	for name, test := range map[string]struct {
		reader io.Reader
		want   string
	}{
		"a line":        {strings.NewReader("123456\nmore\n"), "123456\n"},
		"no line end":   {strings.NewReader("123456"), "123456"},
		"empty":         {strings.NewReader(""), ""},
		"one long line": {strings.NewReader(strings.Repeat("1", 10000)), strings.Repeat("1", inputLimit)},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := (Input{test.reader}).Code(t.Context(), Device{}); got != test.want || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		gone := errors.New("gone")
		ctx, cancel := context.WithCancelCause(t.Context())
		silent, end := io.Pipe()
		defer end.Close() //nolint:errcheck // cannot fail
		time.AfterFunc(5*time.Millisecond, func() { cancel(gone) })
		if _, err := (Input{silent}).Code(ctx, Device{}); !errors.Is(err, gone) {
			t.Errorf("%v", err)
		}
	})
	t.Run("broken", func(t *testing.T) {
		broken, end := io.Pipe()
		_ = end.CloseWithError(errors.New("bad disk"))
		if _, err := (Input{broken}).Code(t.Context(), Device{}); err == nil || !strings.Contains(err.Error(), "bad disk") {
			t.Errorf("%v", err)
		}
	})
}
