//go:build !windows

package shell_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/shell"
)

// shows waits until the screen is want; the last hour may already have begun.
func (term *terminal) shows(want string) {
	term.t.Helper()
	hour := regexp.MustCompile(`\b59m\b`)
	term.Until("screen\n"+want, func() bool { return hour.ReplaceAllString(term.Screen(), "1h00m") == want })
}

// alarm is a key that makes it an hour and a second, or a second, before the end
// of the session, in the middle of a line.
func alarm(key, left string) string {
	return fmt.Sprintf(`near_%s() { local now=${(%%):-%%D{%%s}}; AWSENV_EXPIRES=$((now + %s)); _awsenv_expires=$AWSENV_EXPIRES _awsenv_session=$AWSENV_EXPIRES:$AWSENV_PROFILE; _awsenv_look }
zle -N near_%s; bindkey '^%s' near_%s
`, key, left, key, key, key)
}

// While a line is being edited, zsh says what is due above the prompt and leaves
// the line as it is, cursor and all.
func TestIdleZsh(t *testing.T) {
	for _, c := range []struct{ what, prompt, shown string }{
		{"one line", "PROMPT='(${AWSENV_PROMPT})> '", "(%)> echo half"},
		{"two lines", "PROMPT=$'first\\n(${AWSENV_PROMPT})> '", "first\n(%)> echo half"},
		{"both sides", "PROMPT='> '; RPROMPT='right'", "> echo half" + strings.Repeat(" ", 63) + "right"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			o := shell.Options{Warn: []time.Duration{time.Hour}}
			rc := "setopt prompt_subst\n" + c.prompt + "\n" + render(t, "zsh", o) + alarm("T", "3601") + alarm("Y", "1") + "clear\n"
			term := open(t, "zsh", rc, 80, loaded("dev", 3*time.Hour+30*time.Second)...)
			at := func(left string) string { return strings.ReplaceAll(c.shown, "%", "dev "+left) }
			term.Until("prompt", func() bool { return term.Screen() != "" })
			term.Type("echo half\x1b[D\x1b[D\x1b[D\x1b[D")
			term.shows(at("3h00m"))
			term.Type("\x14")
			due := at("1h00m") + "\nawsenv: dev: 1h00m left, renew with: awsenv --refresh dev\n"
			term.shows(due + at("1h00m"))
			term.Type("\x19")
			term.shows(due + at("expired") + "\nawsenv: dev: session expired, renew with: awsenv dev\n" + at("expired"))
			from := term.Type("X\n")
			term.Wait(from, "Xhalf\r\n")
			term.run("")
			if got := term.Screen(); !strings.Contains(got, "> echo Xhalf") || !strings.Contains(got, "\nXhalf\n") {
				t.Errorf("the line was disturbed:\n%s", got)
			}
			if n := strings.Count(term.Screen(), "awsenv: dev"); n != 2 {
				t.Errorf("said %d times:\n%s", n, term.Screen())
			}
		})
	}
}

// Colours take no room: in a narrow terminal a long line wraps where it should,
// and a prompt of two lines stays two lines.
func TestNarrowTerminal(t *testing.T) {
	prompts := map[string]string{
		"bash": "PS1='one\n(${AWSENV_PROMPT})> '\n",
		"zsh":  "setopt prompt_subst\nPROMPT=$'one\\n(${AWSENV_PROMPT})> '\n",
		"nu":   "$env.PROMPT_COMMAND = {|| \"one\\n(\" + $env.AWSENV_PROMPT + \")\" }\n$env.PROMPT_COMMAND_RIGHT = ''\n$env.PROMPT_INDICATOR = '> '\n",
		"fish": "function fish_prompt; echo one; echo -n \"($AWSENV_PROMPT)> \"; end\nset -g fish_autosuggestion_enabled 0\n",
	}
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := shell.Options{Colors: map[string]string{"prod": "#ff8800"}}
			rc := prompts[name] + render(t, name, o) + "clear\n"
			term := open(t, name, rc, 30, loaded("prod", -time.Hour)...)
			ends := func(want string) {
				t.Helper()
				term.Until("screen that ends in\n"+want, func() bool { return strings.HasSuffix(term.Screen(), want) })
			}
			ends("one\n(prod expired)>")
			if got := term.Screen(); strings.Count(got, "awsenv: prod") != 1 {
				t.Fatalf("the screen shows\n%s", got)
			}
			term.Type("echo aaaaaaaaaabbbbbbbbbbcccccccccc\x01\x05\x7f")
			ends("one\n(prod expired)> echo aaaaaaaaa\nabbbbbbbbbbccccccccc")
		})
	}
}
