//go:build !windows

package completions_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/shell"
)

// TestTypedInNu completes what is typed for the command of the hook, which hands it to
// the script.
func TestTypedInNu(t *testing.T) {
	home := home(t)
	hook, err := shell.Render("nu", shell.Options{Binary: "awsenv", Quote: quoteForNu(t)})
	if err != nil {
		t.Fatal(err)
	}
	// The command shows its words instead of running the program.
	const command = "def --env --wrapped awsenv [...args: string] {\n"
	shows := strings.Replace(hook, command, command+"print $\"($args | each {|it| $'[($it)]' } | str join)<end>\"; return\n", 1)
	if shows == hook {
		t.Fatal("the hook has no such command")
	}
	rc := filepath.Join(home, "rc.nu")
	text := "$env.config.show_banner = false\n$env.PROMPT_COMMAND = ''\n$env.PROMPT_COMMAND_RIGHT = ''\n" + script(t, "nu") + shows
	if err := os.WriteFile(rc, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tooltest.Program(t, "nu"), "--config", rc, "--env-config", "/dev/null")
	cmd.Env, cmd.Dir = environment(home), home
	term := ptytest.Start(t, cmd, 200, 50)
	prompts := 0
	for _, c := range []struct{ keys, shows, want string }{
		{"awsenv stat", "status", "[status]"},
		{"awsenv list --na", "--names", "[list][--names]"},
		{"awsenv prod --format js", "json", "[prod][--format][json]"},
		{"awsenv prod --format=js", "=json", "[prod][--format=json]"},
		{"awsenv prod-", "prod-eu", "[prod-eu]"},
		{"awsenv login prod-", "prod-eu", "[login][prod-eu]"},
		{"awsenv cos", `"cost$HOME"`, "[cost$HOME]"},
		{"awsenv \"sa", `"say \"hi\""`, `[say "hi"]`},
		{"awsenv -- -da", "-dash", "[--][-dash]"},
	} {
		prompts++
		term.Until("prompt of nu", func() bool {
			return strings.Count(term.Text(), "\x1b]133;D") >= prompts-1 && strings.Contains(afterLast(term.Text(), "\x1b]133;C"), "\x1b]133;B")
		})
		from := term.Type(c.keys)
		term.Wait(from, c.keys)
		from = term.Type("\t")
		term.Wait(from, c.shows)
		from = term.Type("\r")
		if got := term.Wait(from, "<end>"); !strings.Contains(got, c.want+"<end>") {
			t.Errorf("%s: typed %q", c.keys, got)
		}
	}
}

func afterLast(text, mark string) string { return text[max(strings.LastIndex(text, mark), 0):] }

// quoteForNu is the real quoting.
func quoteForNu(t *testing.T) func(string) (string, error) {
	t.Helper()
	d, err := dialect.Parse(dialect.Nu)
	if err != nil {
		t.Fatal(err)
	}
	return d.Quote
}
