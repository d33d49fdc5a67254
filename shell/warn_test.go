//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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

// TestInheritedNamesAreNotUsed: a parent process may have exported any name that
// the hook uses. What it put there is neither run, as the arithmetic of bash and
// zsh would, nor shown, nor typed for a renewal.
func TestInheritedNamesAreNotUsed(t *testing.T) {
	for _, name := range allShells() {
		path, env, log := install(t)
		o := hooked(path)
		o.Renew, o.Guard, o.Colors = true, []string{"terraform"}, map[string]string{"prod": "red"}
		hook := render(t, name, o)
		names := regexp.MustCompile(`_awsenv_\w+`).FindAllString(hook, -1)
		slices.Sort(names)
		names = append(slices.Compact(names), "AWSENV_PROMPT")
		if len(names) < 20 {
			t.Fatalf("the hook of %s uses %q only", name, names)
		}
		for what, session := range map[string][]string{
			"nothing loaded": {"AWSENV_EXPIRES=", "AWSENV_PROFILE="},
			"loaded":         loaded("unreached", 2*time.Minute),
			"over":           loaded("unreached", -time.Hour),
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				mark := filepath.Join(t.TempDir(), "ran")
				all := append(slices.Clone(env), session...)
				_, profile, _ := strings.Cut(session[0], "=")
				_, expires, _ := strings.Cut(session[1], "=")
				for _, inherited := range names {
					value := "path[$(: >" + mark + ")] hidden"
					switch inherited {
					case "_awsenv_session", "_awsenv_again_for":
						value = expires + ":" + profile
						if strings.HasPrefix(session[0], "AWSENV_PROFILE") {
							value = profile + ":" + expires
						}
					case "_awsenv_same":
						value = ""
					}
					all = append(all, inherited+"="+value)
				}
				term := interactive(t, name, showPrompt(name)+hook, all...)
				term.run("true")
				term.run("awsenv two")
				term.run("terraform")
				if _, err := os.Stat(mark); err == nil {
					t.Error("it was run")
				}
				if strings.Contains(term.text(), "hidden") {
					t.Errorf("it was shown:\n%s", term.text())
				}
				for _, run := range log() {
					if strings.Contains(run, "hidden") {
						t.Errorf("it was typed: %q", run)
					}
				}
			})
		}
	}
}

// A session that awsenv loads with a threshold behind it is no news in the second
// of loading: it is spoken of, and renewed, at a third of its life. One whose end a
// person sets is spoken of at once.
func TestShortSessionWarnsAtAThirdOfItsLife(t *testing.T) {
	for _, name := range allShells() {
		for _, c := range []struct {
			what  string
			renew bool
		}{{"warned", false}, {"renewed", true}} {
			t.Run(name+"/"+c.what, func(t *testing.T) {
				t.Parallel()
				path, env, log := install(t)
				o := hooked(path)
				o.Renew = c.renew
				const life = 54 * time.Second
				end := time.Now().Add(life)
				env = append(env, fmt.Sprintf("AWSENV_TEST_EXPIRES=%d", end.Unix()), "AWSENV_TEST_STAMP="+end.UTC().Format(time.RFC3339))
				term := interactive(t, name, render(t, name, o), env...)
				term.run("awsenv renewable")
				term.run("true")
				if got := messages(plainText(term.text())); len(got) != 0 {
					t.Errorf("in the second of loading: %q", got)
				}
				if runs := log(); len(runs) != 1 {
					t.Errorf("in the second of loading: ran %q", runs)
				}
				if got := messages(term.run(leave(name, life/2))); len(got) != 0 {
					t.Errorf("before a third of its life: %q", got)
				}
				term.run(leave(name, life/3-2*time.Second))
				term.run("true")
				got := messages(plainText(term.text()))
				if len(got) != 1 || !strings.Contains(got[0], "renewable: ") {
					t.Errorf("at a third of its life: %q", got)
				}
				if runs := log(); c.renew != (len(runs) == 1) {
					t.Errorf("at a third of its life: ran %q", runs)
				}
			})
		}
		t.Run(name+"/set by hand", func(t *testing.T) {
			t.Parallel()
			term := interactive(t, name, render(t, name, usual()), append(loaded("dev", time.Hour), "AWS_CREDENTIAL_EXPIRATION=2026-11-20T21:00:00Z")...)
			term.run(export(name, "AWSENV_EXPIRES", fmt.Sprint(time.Now().Add(10*time.Minute+30*time.Second).Unix())))
			if got := messages(plainText(term.text())); len(got) != 1 || !strings.Contains(got[0], "dev: 10m left") {
				t.Errorf("%q", got)
			}
		})
	}
}
