package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// shells are those that have a hook, with what starts them without the person's
// own files.
func shells() []command {
	return []command{
		{path: "bash", args: []string{"--norc", "--noprofile", "-c"}},
		{path: "zsh", args: []string{"-f", "-c"}},
		{path: "fish", args: []string{"--no-config", "-c"}},
	}
}

// shellEnv is an environment without anything of the person's.
func shellEnv(b *testing.B) []string {
	b.Helper()
	home := b.TempDir()
	return []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8"}
}

// hookText is what the program prints for a shell.
func hookText(b *testing.B, awsenv, shell string) string {
	b.Helper()
	cmd := exec.Command(awsenv, "hook", shell)
	cmd.Env = shellEnv(b)
	out, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	return string(out)
}

// loops call a function of the hook, or one that does nothing, so and so often.
var loops = map[string]struct{ code, function string }{
	"bash": {`empty() { \:; }; for ((i = 0; i < %d; i++)); do %s; done; echo`, "_awsenv_hook"},
	"zsh":  {`empty() { : }; for ((i = 0; i < %d; i++)); do %s; done; echo`, "_awsenv_look"},
	"fish": {`function empty; end; for i in (seq %d); %s; end; echo`, "_awsenv_hook"},
}

// BenchmarkPrompt is what the hook adds to a prompt, in microseconds of processor time:
// that of a shell which calls it many times, less that of one which calls a function that
// does nothing.
func BenchmarkPrompt(b *testing.B) {
	awsenv := buildAwsenv(b)
	loaded := []string{"AWSENV_PROFILE=prod", fmt.Sprintf("AWSENV_EXPIRES=%d", time.Now().Add(11*time.Hour).Unix())}
	for _, shell := range shells() {
		for _, c := range []struct {
			what                   string
			env                    []string
			calls                  int
			goal, limit, fish, max float64 // those of fish apart
		}{{"nothing loaded", nil, 40_000, 2, 3, 2, 4}, {"loaded", loaded, 4_000, 15, 20, 150, 250}} {
			b.Run(shell.path+"/"+c.what, func(b *testing.B) {
				tooltest.Program(b, shell.path)
				if shell.path == "fish" {
					c.goal, c.limit = c.fish, c.max
				}
				// fish keeps its handlers in an interactive shell only.
				text := strings.Replace(hookText(b, awsenv, shell.path), "if not status is-interactive", "if false", 1)
				loop, env := loops[shell.path], append(shellEnv(b), c.env...)
				calling := func(function string) func() command {
					return always(shell.path, env, append(slices.Clone(shell.args), text+"\n"+fmt.Sprintf(loop.code, c.calls, function))...)
				}
				took := compare(b, 15, calling(loop.function), calling("empty"), processor)
				all := make([]float64, len(took.ours))
				for i := range all {
					all[i] = float64((took.ours[i] - took.floor[i]).Nanoseconds()) / 1000 / float64(c.calls)
				}
				rowOf("the hook at a prompt of "+shell.path+", "+c.what, "us", all, c.goal, c.limit).report(b)
			})
		}
	}
}

// BenchmarkHookStart is the start of an interactive shell whose start-up file has
// the hook's line and nothing else, against the same with the smallest Go program that
// prints the same text; and of one that reads the text from a file, against the line.
func BenchmarkHookStart(b *testing.B) {
	awsenv := buildAwsenv(b)
	for _, shell := range shells() {
		tooltest.Program(b, shell.path)
		text := hookText(b, awsenv, shell.path)
		floor := starting(b, shell.path, evaluates(shell.path, printer(b, text)))
		b.Run(shell.path, func(b *testing.B) {
			line := starting(b, shell.path, evaluates(shell.path, awsenv+" hook "+shell.path))
			compare(b, rounds/2, func() command { return line }, func() command { return floor }, wall).
				report(b, "the hook's line at the start of "+shell.path+", against the same text from the smallest program", 1.15, 1.4)
		})
		b.Run(shell.path+"/static", func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "hook")
			write(b, file, text)
			read := starting(b, shell.path, "source "+file+"\n")
			line := starting(b, shell.path, evaluates(shell.path, awsenv+" hook "+shell.path))
			compare(b, rounds/2, func() command { return read }, func() command { return line }, wall).
				report(b, "the hook in a file at the start of "+shell.path+", against its line", 0.7, 0.7)
		})
	}
}

// evaluates is the line that evaluates what a program prints.
func evaluates(shell, program string) string {
	if shell == "fish" {
		return program + " | source\n"
	}
	return "eval \"$(" + program + ")\"\n"
}

// starting starts an interactive shell with a line in its start-up file.
func starting(b *testing.B, shell, line string) command {
	b.Helper()
	home := b.TempDir()
	c := command{path: shell, env: []string{"HOME=" + home, "ZDOTDIR=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home,
		"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8"}}
	file := ""
	switch shell {
	case "bash":
		file = filepath.Join(home, ".bashrc")
		c.args = []string{"--noprofile", "--rcfile", file, "-i", "-c"}
	case "zsh":
		file = filepath.Join(home, ".zshrc")
		c.args = []string{"-d", "-i", "-c"}
	default:
		file = filepath.Join(home, "fish", "config.fish")
		c.args = []string{"-i", "-c"}
	}
	c.args = append(c.args, "echo")
	write(b, file, line)
	return c
}

// printer builds the smallest Go program that prints a text.
func printer(b *testing.B, text string) string {
	b.Helper()
	dir := b.TempDir()
	source := filepath.Join(dir, "source", "printer.go")
	write(b, source, "package main\n\nimport \"os\"\n\nfunc main() { os.Stdout.WriteString("+strconv.Quote(text)+") }\n")
	return build(b, dir, source)
}
