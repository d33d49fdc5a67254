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

// inShell runs code in a shell and gives what it prints and how long it took.
func inShell(b *testing.B, shell command, code string, env []string) (string, time.Duration) {
	b.Helper()
	cmd := exec.Command(shell.path, append(slices.Clone(shell.args), code)...)
	cmd.Env = env
	begin := time.Now()
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%s: %v\n%s", shell.path, err, code)
	}
	return string(out), time.Since(begin)
}

func need(b *testing.B, program string) {
	b.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		b.Fatalf("%s is not installed, and CI must run this", program)
	}
	b.Skipf("%s is not installed: this did not run", program)
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

// BenchmarkPrompt is what the hook adds to a prompt, in microseconds: the time of
// its call less that of a function that does nothing, both in a loop in the same
// shell. The least of several rounds counts, as a busy moment only adds.
func BenchmarkPrompt(b *testing.B) {
	loops := map[string]string{
		"bash": `empty() { \:; }
run() { local i s=$EPOCHREALTIME; for ((i = 0; i < 10000; i++)); do $1; done; local e=$EPOCHREALTIME; echo $(((${e/./} - ${s/./}) / 10)); }
run empty; run _awsenv_hook`,
		"zsh": `zmodload zsh/datetime; empty() { : }
run() { local i s=$EPOCHREALTIME; for ((i = 0; i < 10000; i++)); do $1; done; printf '%.0f\n' $(((EPOCHREALTIME - s) * 100000)); }
run empty; run _awsenv_look`,
		"fish": `function empty; end
function run; set -l s (date +%s%N); for i in (seq 2500); $argv[1]; end; math -s0 "("(date +%s%N)" - $s) / 2500"; end
run empty; run _awsenv_hook`,
	}
	awsenv := build(b, b.TempDir(), "../../cmd/awsenv")
	loaded := []string{"AWSENV_PROFILE=prod", fmt.Sprintf("AWSENV_EXPIRES=%d", time.Now().Add(11*time.Hour).Unix())}
	for _, shell := range shells() {
		for _, c := range []struct {
			what string
			env  []string
			goal float64
		}{{"nothing loaded", nil, 2}, {"loaded", loaded, map[string]float64{"bash": 15, "zsh": 15, "fish": 200}[shell.path]}} {
			b.Run(shell.path+"/"+c.what, func(b *testing.B) {
				need(b, shell.path)
				// fish keeps its handlers in an interactive shell only.
				text := strings.Replace(hookText(b, awsenv, shell.path), "if not status is-interactive", "if false", 1)
				least := []float64{0, 0}
				for round := range 7 {
					out, _ := inShell(b, shell, text+loops[shell.path], append(shellEnv(b), c.env...))
					for i, word := range strings.Fields(out) {
						ns, err := strconv.ParseFloat(word, 64)
						if err != nil || i > 1 {
							b.Fatalf("%s printed %q", shell.path, out)
						}
						if round == 0 || ns < least[i] {
							least[i] = ns
						}
					}
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(least[0]/1000, "us-empty")
				us := (least[1] - least[0]) / 1000
				b.ReportMetric(us, "us")
				b.ReportMetric(c.goal, "goal")
				b.ReportMetric(2*c.goal, "limit")
				if us > 2*c.goal {
					b.Errorf("%.1f us at a prompt, over the limit of %.0f", us, 2*c.goal)
				}
			})
		}
	}
}

// BenchmarkHookStart is the start of an interactive shell whose start-up file has
// the hook's line and nothing else, against the same with the smallest Go program
// that prints the same text. x-line is the ratio of the line alone, with the start
// of a shell without it taken off both sides: it is mostly that of two programs'
// starts, and has no limit of its own.
func BenchmarkHookStart(b *testing.B) {
	awsenv := build(b, b.TempDir(), "../../cmd/awsenv")
	for _, shell := range shells() {
		b.Run(shell.path, func(b *testing.B) {
			need(b, shell.path)
			floor := printer(b, hookText(b, awsenv, shell.path))
			sides := []struct {
				start command
				took  []time.Duration
			}{{start: starting(b, shell.path, awsenv+" hook "+shell.path)}, {start: starting(b, shell.path, floor)}, {start: starting(b, shell.path, "")}}
			for range rounds / 2 {
				for i := range sides {
					_, wall := inShell(b, sides[i].start, ":", sides[i].start.env)
					sides[i].took = append(sides[i].took, wall)
				}
			}
			ours, theirs, bare := median(sides[0].took), median(sides[1].took), median(sides[2].took)
			ratio := float64(ours) / float64(theirs)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ratio, "x-floor")
			b.ReportMetric(1.15, "goal")
			b.ReportMetric(1.3, "limit")
			b.ReportMetric(float64((ours - bare).Microseconds()), "us-line")
			b.ReportMetric(float64(ours-bare)/float64(theirs-bare), "x-line")
			if ratio > 1.3 {
				b.Errorf("%.2f times the floor, over the limit of 1.3", ratio)
			}
		})
	}
}

// starting starts an interactive shell whose start-up file evaluates what a
// program prints.
func starting(b *testing.B, shell, program string) command {
	b.Helper()
	home := b.TempDir()
	c := command{path: shell, env: []string{"HOME=" + home, "ZDOTDIR=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home,
		"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8"}}
	line, file := "eval \"$("+program+")\"\n", ""
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
		line = program + " | source\n"
	}
	if program == "" {
		line = ""
	}
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

// BenchmarkNames is the names for completion with 10,000 profiles, against a
// plain line scanner.
func BenchmarkNames(b *testing.B) {
	dir := b.TempDir()
	awsenv, floor := build(b, dir, "../../cmd/awsenv"), build(b, dir, "./testdata/namesfloor")
	env := warmHome(b, 10_000)
	compare(b, rounds,
		func() command { return command{awsenv, []string{"list", "--names"}, env} },
		func() command { return command{floor, nil, env} }, wall, 1.3, 2)
}
