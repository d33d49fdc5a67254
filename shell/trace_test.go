//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// traces are the ways in which a shell shows what it runs: the code that turns one
// on, and the code that shows whether it is still on.
var traces = map[string][][2]string{
	"bash": {
		{"set -x", "echo $-"}, {"set -v", "echo $-"}, {"set -xv", "echo $-"}, {"exec 9>trace; BASH_XTRACEFD=9; set -x", "echo $-"},
		{"set -T; trap 'echo \"D:$BASH_COMMAND\"' DEBUG", "echo $-; trap -p DEBUG"},
		{"set -E; trap 'echo \"E:$BASH_COMMAND\"' ERR", "echo $-; trap -p ERR"},
		{"set -T; trap 'echo \"R:$BASH_COMMAND\"' RETURN", "echo $-; trap -p RETURN"},
		{"shopt -s extdebug; trap 'echo \"D:$BASH_COMMAND\"' DEBUG", "echo $-; trap -p DEBUG; shopt extdebug"},
	},
	"zsh": {
		{"setopt xtrace", "setopt"}, {"setopt verbose", "setopt"}, {"setopt xtrace verbose", "setopt"},
		{"functions -T awsenv", "functions awsenv | tail -1"}, {"functions -t awsenv _awsenv_look _awsenv_apply _awsenv_renew", "functions -t +"},
		{"trap 'echo \"D:$ZSH_DEBUG_CMD\"' DEBUG", "trap"}, {"TRAPDEBUG() { echo \"D:$ZSH_DEBUG_CMD\" }", "functions TRAPDEBUG"},
		{"setopt xtrace; trap 'echo \"Z:$ZSH_DEBUG_CMD\"' ZERR", "setopt; trap"},
	},
	"fish": {{"set -g fish_trace 1", "set --show fish_trace"}, {"set -gx fish_trace all", "set --show fish_trace"}, {"set -g fish_trace 1; set -g fish_trace_all 1", "set --show fish_trace"}},
}

// elsewhere are the traces that do not show a plain command on the terminal.
var elsewhere = regexp.MustCompile("9>|ERR|RETURN|functions")

// A load and a renewal show no secret to whoever traces the shell, and leave the
// tracing as it was.
func TestTracesShowNoSecret(t *testing.T) {
	for _, name := range evaluating() {
		for _, trace := range traces[name] {
			t.Run(name+"/"+trace[0], func(t *testing.T) {
				t.Parallel()
				path, env, log := install(t)
				o := hooked(path)
				o.Renew = true
				env = append(env, fmt.Sprintf("AWSENV_TEST_EXPIRES=%d", time.Now().Add(2*time.Hour).Unix()))
				term := interactive(t, name, render(t, name, o), env...)
				state := func(file string) string {
					list := "{ " + trace[1] + "; } >" + file
					if name == "fish" {
						list = trace[1] + " >" + file
					}
					term.run(list)
					return strings.Join(term.lines(file), " ")
				}
				term.run(trace[0])
				from := len(term.text())
				term.run("eval ': probe'")
				if shown := strings.Count(term.text()[from:], "probe"); shown < 2 && !elsewhere.MatchString(trace[0]) {
					t.Errorf("nothing is traced:\n%s", term.text()[from:])
				}
				was := state("before")
				term.run("awsenv prod")
				log()
				// The prompt renews by itself.
				term.run(export(name, "AWSENV_PROFILE", "renewable") + "; " + export(name, "AWSENV_EXPIRES", fmt.Sprint(time.Now().Add(time.Minute).Unix())))
				if is := state("after"); was != is || was == "" {
					t.Errorf("tracing was %q and is %q", was, is)
				}
				text := term.text()
				if more, err := os.ReadFile(filepath.Join(term.dir, "trace")); err == nil {
					text += string(more)
				}
				for line := range strings.SplitSeq(text, "\n") {
					if strings.Contains(line, "hush") {
						t.Errorf("a secret is shown: %q", line)
					}
				}
				if runs := log(); len(runs) != 1 || !strings.Contains(text, "renewable: renewed") {
					t.Errorf("not renewed: %q\n%s", runs, text)
				}
				if secret := term.value("AWS_SECRET_ACCESS_KEY"); !strings.HasPrefix(secret, "hush-1") {
					t.Errorf("the shell holds %q", secret)
				}
			})
		}
	}
}
