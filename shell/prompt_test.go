//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/awsenv/awsenv/shell"
)

// showPrompt makes the shell's prompt show AWSENV_PROMPT between ( and ).
func showPrompt(name string) string {
	switch name {
	case "bash":
		return "PS1='(${AWSENV_PROMPT})>'\n"
	case "zsh":
		return "setopt prompt_subst\nPROMPT='(${AWSENV_PROMPT})>'\n"
	case "nu":
		return "$env.PROMPT_COMMAND = {|| '(' + ($env.AWSENV_PROMPT? | default '') + ')' }\n$env.PROMPT_COMMAND_RIGHT = ''\n$env.PROMPT_INDICATOR = '>'\n"
	default:
		return "function fish_prompt; echo -n \"($AWSENV_PROMPT)>\"; end\n"
	}
}

func TestPromptText(t *testing.T) {
	for _, name := range allShells() {
		for _, c := range []struct {
			what string
			o    shell.Options
			env  []string
			want string // what a person sees
			raw  string // a part of the text with its colours, ESC as ^
		}{
			{"hours", usual(), loaded("prod", 11*time.Hour+42*time.Minute+30*time.Second), "prod 11h42m", "prod 11h42m"},
			{"few minutes of an hour", usual(), loaded("prod", time.Hour+5*time.Minute+30*time.Second), "prod 1h05m", ""},
			{"36 hours", usual(), loaded("prod", 36*time.Hour+30*time.Second), "prod 36h00m", ""},
			{"minutes", usual(), loaded("prod", 4*time.Minute+30*time.Second), "prod 4m", "^[33m"},
			{"expired", usual(), loaded("prod", -time.Minute), "prod expired", "^[31m"},
			{"no expiry", usual(), []string{"AWSENV_PROFILE=prod"}, "prod", ""},
			{"nothing loaded", usual(), nil, "", ""},
			{"code in the expiry", usual(), []string{"AWSENV_PROFILE=prod", "AWSENV_EXPIRES=a[$(touch pwned)0]"}, "prod", ""},
			{"huge expiry", usual(), []string{"AWSENV_PROFILE=prod", "AWSENV_EXPIRES=99999999999999999999999"}, "prod", ""},
			{"leading zeros", usual(), []string{"AWSENV_PROFILE=prod", "AWSENV_EXPIRES=0089"}, "prod expired", ""},
			{"NO_COLOR", usual(), append(loaded("prod", -time.Minute), "NO_COLOR=1"), "prod expired", "(prod expired)"},
			{"a dumb terminal", usual(), append(loaded("prod", -time.Minute), "TERM=dumb"), "prod expired", "(prod expired)"},
			{"color of the profile", shell.Options{Colors: map[string]string{"prod": "blue", "dev": "red"}}, loaded("prod", 2*time.Hour+30*time.Second), "prod 2h00m", "^[34m"},
			{"color in numbers", shell.Options{Colors: map[string]string{"prod": "#ff8001"}}, loaded("prod", 2*time.Hour+30*time.Second), "prod 2h00m", "^[38;2;255;128;1m"},
			{"other formats", shell.Options{Format: "<{left}|{profile}>", Expired: "{profile}: over"}, loaded("prod", 2*time.Hour+30*time.Second), "<2h00m|prod>", ""},
			{"other format expired", shell.Options{Expired: "{profile}: {left}!"}, loaded("prod", -time.Hour), "prod: expired?", ""},
			{"hostile format", shell.Options{Format: "%n $(touch pwned) `touch pwned` \\w {profile}"}, loaded("prod", 2*time.Hour), "%n ?(touch pwned) ?touch pwned? ?w prod", ""},
		} {
			t.Run(name+"/"+c.what, func(t *testing.T) {
				t.Parallel()
				term := interactive(t, name, showPrompt(name)+render(t, name, c.o), c.env...)
				out := term.run("true")
				if !strings.Contains(out, "("+c.want+")>") {
					// bash's markers are swallowed by its line editor.
					t.Errorf("the prompt does not show %q:\n%q", c.want, out)
				}
				raw := strings.NewReplacer("\x1b", "^", "\x01", "", "\x02", "").Replace(term.text())
				if !strings.Contains(raw, c.raw) {
					t.Errorf("no %q in\n%q", c.raw, raw)
				}
				checkUntouched(t, term)
			})
		}
	}
}

type shownName struct{ what, profile, want string }

// hostileNames are names of profiles and what a person sees of them.
func hostileNames() []shownName {
	return []shownName{
		{"command substitution", "a$(touch pwned)b", "a?(touch pwned)b"},
		{"backtick", "a`touch pwned`b", "a?touch pwned?b"},
		{"variable", "a${HOME}b", "a?{HOME}b"},
		{"zsh percent", "a%F{red}%~%", "a%F{red}%~%"},
		{"backslash", `a\w\$b`, "a?w??b"},
		{"bang", "a!!b", "a??b"},
		{"escape", "a\x1b[31mb", "a?[31mb"},
		{"newline", "a\nb", "a?b"},
		{"carriage return and bell", "a\r\ab", "a??b"},
		{"right to left", "a\u202eb\u2066c\u200fd", "a?b?c?d"},
		{"C1 control", "a\u009b31mb", "a?31mb"},
		{"no text", "a\xffb", "a?b"},
		{"other letters", "prod-é日", "prod-é日"},
		{"glob", "a*b?[c]", "a*b?[c]"},
		{"quotes", `it's "x"`, `it's "x"`},
	}
}

// A profile's name can't run a command or bend the prompt, even where PS1 holds
// the text itself and not the variable.
func TestPromptHostileNames(t *testing.T) {
	names := hostileNames()
	for _, name := range allShells() {
		names := names
		if name == "nu" {
			// A variable that is no text stops nu itself at its start.
			names = slices.DeleteFunc(slices.Clone(names), func(n shownName) bool { return !utf8.ValidString(n.profile) })
		}
		for _, eager := range []bool{false, true} {
			prompt := showPrompt(name)
			if eager {
				switch name {
				case "bash":
					prompt = "PROMPT_COMMAND='PS1=\"($AWSENV_PROMPT)>\"'\n"
				case "zsh":
					prompt = "setopt prompt_subst\nset_prompt() { PROMPT=\"($AWSENV_PROMPT)>\" }\nprecmd_functions=(set_prompt)\n"
				default:
					continue
				}
			}
			for _, c := range names {
				t.Run(fmt.Sprintf("%s/eager %v/%s", name, eager, c.what), func(t *testing.T) {
					t.Parallel()
					o := shell.Options{Format: "{profile}|{left}"}
					term := interactive(t, name, prompt+render(t, name, o), loaded(c.profile, 2*time.Hour+30*time.Second)...)
					if out := term.run("true"); !strings.Contains(out, "("+c.want+"|2h00m)>") {
						t.Errorf("the prompt does not show %q:\n%q", c.want, out)
					}
					if out := term.run(export(name, "AWSENV_EXPIRES", "1")); strings.Count(out, "awsenv: ") != 1 || !strings.Contains(out, c.want) {
						t.Errorf("the warning does not say %q:\n%q", c.want, out)
					}
					checkUntouched(t, term)
				})
			}
		}
	}
}

// checkUntouched fails when a hostile value made a file called pwned.
func checkUntouched(t *testing.T, term *terminal) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(term.dir, "pwned")); err == nil {
		t.Error("a value was run as code")
	}
}

func TestPromptFollowsTheSession(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := interactive(t, name, render(t, name, usual()))
			check := func(want string) {
				t.Helper()
				if got := term.value("AWSENV_PROMPT"); got != want {
					t.Errorf("AWSENV_PROMPT = %q, want %q", got, want)
				}
			}
			check("")
			for _, v := range loaded("dev", 2*time.Hour+30*time.Second) {
				variable, value, _ := strings.Cut(v, "=")
				term.run(export(name, variable, value))
			}
			check("dev 2h00m")
			term.run(export(name, "AWSENV_PROFILE", "prod"))
			check("prod 2h00m")
			term.run(map[string]string{
				"fish": "set -e AWSENV_PROFILE; set -e AWSENV_EXPIRES", "nu": "hide-env AWSENV_PROFILE AWSENV_EXPIRES",
			}[name])
			if name == "bash" || name == "zsh" {
				term.run("unset AWSENV_PROFILE AWSENV_EXPIRES")
			}
			check("")
			if got := messages(plainText(term.text())); len(got) != 0 {
				t.Errorf("messages %q", got)
			}
		})
	}
}
