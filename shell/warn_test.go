package shell_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/shell"
)

func TestWarnings(t *testing.T) {
	for _, name := range allShells() {
		for _, c := range []struct {
			what    string
			profile string
			left    time.Duration
			want    string
		}{
			{"plenty left", "prod", 11*time.Hour + 42*time.Minute, ""},
			{"just above", "prod", 15*time.Minute + 30*time.Second, ""},
			{"first threshold", "prod", 14*time.Minute + 30*time.Second, "awsenv: prod: 14m left, renew with: awsenv --refresh prod"},
			{"several passed", "prod", 4*time.Minute + 30*time.Second, "awsenv: prod: 4m left, renew with: awsenv prod"},
			{"ended", "prod", -time.Hour, "awsenv: prod: session expired, renew with: awsenv prod"},
			{"named like a command", "status", -time.Hour, "awsenv: status: session expired, renew with: awsenv use status"},
			{"named like a command, in time", "status", 14*time.Minute + 30*time.Second, "awsenv: status: 14m left, renew with: awsenv use --refresh status"},
			{"named like a flag", "-x", 14*time.Minute + 30*time.Second, "awsenv: -x: 14m left, renew with: awsenv use --refresh -- -x"},
			{"needs quotes", "my prod", -time.Hour, "awsenv: my prod: session expired, renew with: awsenv 'my prod'"},
		} {
			t.Run(name+"/"+c.what, func(t *testing.T) {
				t.Parallel()
				term := interactive(t, name, render(t, name, usual()), loaded(c.profile, c.left)...)
				got := messages(term.run("true") + term.run("true"))
				got = append(messages(plainText(term.text())), got...)
				slices.Sort(got)
				got = slices.Compact(got)
				if strings.Join(got, "\n") != c.want {
					t.Errorf("messages %q, want %q", got, c.want)
				}
				if n := strings.Count(term.text(), "awsenv: "); n > 1 {
					t.Errorf("said %d times:\n%s", n, term.text())
				}
			})
		}
	}
}

func TestWarnsOncePerThresholdAndSession(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := shell.Options{Warn: []time.Duration{15 * time.Minute, 5 * time.Minute}}
			term := interactive(t, name, render(t, name, o), loaded("dev", 20*time.Minute)...)
			if got := messages(plainText(term.text())); len(got) > 0 {
				t.Fatalf("said %q too early", got)
			}
			for _, left := range []time.Duration{14*time.Minute + 30*time.Second, 4*time.Minute + 30*time.Second, -time.Second} {
				first, second := messages(term.run(leave(name, left))), messages(term.run("true"))
				if len(first) != 1 || len(second) != 0 {
					t.Errorf("with %s left: %q, then %q", left, first, second)
				}
			}
			first := messages(term.run(export(name, "AWSENV_EXPIRES", fmt.Sprint(time.Now().Add(4*time.Minute).Unix()))))
			if second := messages(term.run("true")); len(first) != 1 || len(second) != 0 {
				t.Errorf("another session: %q, then %q", first, second)
			}
		})
	}
}

// TestInheritedNumbersAreNotRun: the arithmetic of bash and zsh runs code that is
// hidden in a variable, and a parent process may have exported one of ours.
func TestInheritedNumbersAreNotRun(t *testing.T) {
	for _, name := range allShells() {
		for _, variable := range []string{"_awsenv_rank", "_awsenv_stale", "_awsenv_tried", "_awsenv_renew_at"} {
			t.Run(name+"/"+variable, func(t *testing.T) {
				t.Parallel()
				mark := filepath.Join(t.TempDir(), "ran")
				o := usual()
				o.Renew = true
				env := append(loaded("dev", 2*time.Minute), variable+"=path[$(: >"+mark+")]")
				term := interactive(t, name, render(t, name, o), env...)
				term.run("true")
				if _, err := os.Stat(mark); err == nil {
					t.Error("it was run")
				}
			})
		}
	}
}
