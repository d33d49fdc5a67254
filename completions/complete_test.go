//go:build !windows

package completions_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/completions"
)

// typedCases are lines as typed, with the words that awsenv gets after them. A
// name is always found by a part of it that is unique.
var typedCases = []struct {
	name, keys string
	want       string
}{
	{"a command", "awsenv stat\t", "[status]"},
	{"a command's flag", "awsenv list --na\t", "[list][--names]"},
	{"a flag of a load", "awsenv prod --no-p\t", "[prod][--no-prompt]"},
	{"a flag before the profile", "awsenv --no-p\tprod", "[--no-prompt][prod]"},
	{"the value of --shell", "awsenv --shell fi\tprod", "[--shell][fish][prod]"},
	{"the value of --format", "awsenv prod --format js\t", "[prod][--format][json]"},
	{"a value after an equals sign", "awsenv prod --format=js\t", "[prod][--format=json]"},
	{"the shell of completion", "awsenv completion z\t", "[completion][zsh]"},
	{"the only profile that fits", "awsenv prod-\t", "[prod-eu]"},
	{"a profile after a flag's value", "awsenv --region prod prod-\t", "[--region][prod][prod-eu]"},
	{"a profile for use", "awsenv use lis\t", "[use][list]"},
	{"a profile for login", "awsenv login prod-\t", "[login][prod-eu]"},
	{"a profile for forget", "awsenv forget prod-\t", "[forget][prod-eu]"},
	{"a profile for --source-profile", "awsenv --role-arn x --source-profile prod-\t", "[--role-arn][x][--source-profile][prod-eu]"},
	{"the same after an equals sign", "awsenv --source-profile=prod-\t", "[--source-profile=prod-eu]"},
	{"colon and blank", "awsenv team:blue\\ o\t", "[team:blue one]"},
	{"what two names share, then the rest", "awsenv tea\to\t", "[team:blue one]"},
	{"colon in use", "awsenv use team:blue\\ t\t", "[use][team:blue two]"},
	{"in double quotes", "awsenv \"team:blue o\t", "[team:blue one]"},
	{"in single quotes", "awsenv 'team:blue o\t", "[team:blue one]"},
	{"single quote at the end, in single quotes", "awsenv 'the t\t", "[the teams']"},
	{"exclamation mark at the end, in double quotes", "awsenv \"wo\t", "[wow!]"},
	{"at sign and slash", "awsenv me\t", "[me@corp/dev]"},
	{"after the at sign", "awsenv me@\t", "[me@corp/dev]"},
	{"after the slash", "awsenv me@corp/\t", "[me@corp/dev]"},
	{"single quote", "awsenv it\t", "[it's]"},
	{"single quote in single quotes", "awsenv 'it\t", "[it's]"},
	{"double quotes", "awsenv say\t", `[say "hi"]`},
	{"double quotes in double quotes", "awsenv \"say\t", `[say "hi"]`},
	{"dollar", "awsenv cos\t", "[cost$HOME]"},
	{"dollar in double quotes", "awsenv \"cos\t", "[cost$HOME]"},
	{"beyond ASCII", "awsenv ün\t", "[ünï côde]"},
	{"after more beyond ASCII", "awsenv ünï\\ c\t", "[ünï côde]"},
	{"exclamation mark", "awsenv ban\t", "[bang!bang]"},
	{"exclamation mark in double quotes", "awsenv \"ban\t", "[bang!bang]"},
	{"tilde", "awsenv \\~t\t", "[~tilde]"},
	{"equals sign", "awsenv a=\t", "[a=b]"},
	{"backslash", "awsenv back\t", `[back\slash]`},
	{"code", "awsenv sem\t", "[semi;colon&`id`|(x)]"},
	{"code in double quotes", "awsenv \"sem\t", "[semi;colon&`id`|(x)]"},
	{"patterns", "awsenv star\t", "[star*?{x}]"},
	{"like a flag, after --", "awsenv -- -da\t", "[--][-dash]"},
	{"cursor within the line", "awsenv prod- --quiet\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\t", "[prod-eu][--quiet]"},
	{"after another command", "true; awsenv prod-\t", "[prod-eu]"},
	{"after a variable", "FOO=1 awsenv prod-\t", "[prod-eu]"},
}

// evaluations are the lines that a session is loaded with.
var evaluations = map[string][]struct{ name, keys, want string }{
	"bash": {
		{"the only one that fits", "eval \"$(awsenv prod-\t", "prod-eu"},
		{"with what closes the line, then more", "eval \"$(awsenv prod-\t&& true", "prod-eu"},
		{"one of several", "eval \"$(awsenv team\to\t", "team:blue one"},
		{"at sign", "eval \"$(awsenv use me\t", "me@corp/dev"},
		{"dollar", "eval \"$(awsenv cos\t", "cost$HOME"},
		{"beyond ASCII", "eval \"$(awsenv ün\t", "ünï côde"},
		{"after a flag", "eval \"$(awsenv --region x prod-\t", "prod-eu"},
		{"a file, as ever", "eval shown r\t", "rc"},
	},
	"zsh": {
		{"the only one that fits", "eval \"$(awsenv prod-\t)\"", "prod-eu"},
		{"colon and blank", "eval \"$(awsenv team:blue\\ o\t)\"", "team:blue one"},
		{"unquoted", "eval $(awsenv me\t)", "me@corp/dev"},
	},
	"fish": {
		{"the only one that fits", "awsenv prod-\t| source", "prod-eu"},
		{"colon and blank", "awsenv team:blue\\ o\t| source", "team:blue one"},
		{"in parentheses", "eval (awsenv me\t)", "me@corp/dev"},
	},
}

// TestEvaluated completes a load where it is typed, within an eval. The function
// awsenv answers with code that shows the last word that it got.
func TestEvaluated(t *testing.T) {
	answers := map[string]string{
		"bash": "awsenv() { printf 'echo %q\"<end>\"\\n' \"[${@: -1}]\"; }\nshown() { echo \"[$1]<end>\"; }\n",
		"zsh":  "awsenv() { print -r -- \"echo ${(q)${:-\"[$argv[-1]]\"}}'<end>'\"; }\n",
		"fish": "function awsenv; echo echo (string escape -- \"[$argv[-1]]\")'\"<end>\"'; end\n",
	}
	for _, shell := range allShells() {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			term := interactive(t, shell, home(t), loads(shell)+answers[shell])
			for _, tt := range evaluations[shell] {
				term.check(tt.name, tt.keys, "["+tt.want+"]")
			}
		})
	}
}

// check types a line, ends it and compares the words that awsenv got.
func (term *terminal) check(name, keys, want string) {
	term.t.Helper()
	from := term.Type(keys)
	term.Type("\n")
	got := term.Wait(from, "<end>")
	got = got[:strings.Index(got, "<end>")]
	got = got[strings.LastIndexAny(got, "\r\n")+1:]
	if got != want {
		term.t.Errorf("%s: typed %q: awsenv got %s, want %s", name, keys, got, want)
	}
}

func TestTyped(t *testing.T) {
	for _, shell := range allShells() {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			term := interactive(t, shell, home(t), loads(shell)+shows(shell))
			for _, tt := range typedCases {
				term.check(tt.name, tt.keys, tt.want)
			}
		})
	}
}

// People set their shells up in their own ways.
func TestSetUpDifferently(t *testing.T) {
	cases := []struct{ name, shell, rc string }{
		{"unset variables and failures are errors", "bash", "set -u\n"},
		{"POSIX mode", "bash", "set -o posix\n"},
		{"words that break at other characters", "bash", "COMP_WORDBREAKS=$' \\t\\n\"\\'><=;|&('\n"},
		{"fields split elsewhere", "bash", "IFS=:e\n"},
		{"patterns off, case ignored", "bash", "set -f; shopt -s nocasematch nullglob extglob dotglob\n"},
		{"an autoloaded file", "zsh", ""},
		{"an autoloaded file", "fish", ""},
		{"other options", "zsh", "setopt no_unset sh_word_split ksh_arrays extended_glob null_glob no_short_loops\n"},
		{"aliases", "zsh", "alias local=false print=false command=false case=false\n"},
		{"loaded twice", "fish", loads("fish")},
		{"loaded twice", "zsh", loads("zsh")},
		{"loaded twice", "bash", loads("bash")},
	}
	for _, tt := range cases {
		t.Run(tt.shell+"/"+tt.name, func(t *testing.T) {
			t.Parallel()
			home := home(t)
			load := loads(tt.shell)
			if tt.name == "an autoloaded file" {
				load = autoloads(t, tt.shell, home)
			}
			term := interactive(t, tt.shell, home, load+tt.rc+shows(tt.shell))
			term.check("a command", "awsenv stat\t", "[status]")
			term.check("a flag", "awsenv list --na\t", "[list][--names]")
			term.check("a value", "awsenv --format=js\t", "[--format=json]")
			term.check("a profile", "awsenv team:blue\\ o\t", "[team:blue one]")
			term.check("a profile in quotes", "awsenv use \"say\t", `[use][say "hi"]`)
			term.check("a profile with a slash", "awsenv me\t", "[me@corp/dev]")
		})
	}
}

// autoloads installs the script where the shell looks for it by itself.
func autoloads(t *testing.T, shell, home string) string {
	t.Helper()
	folder := filepath.Join(home, "functions")
	rc := "fpath=(" + folder + " $fpath)\nautoload -Uz compinit; compinit -D -u\n"
	if shell == "fish" {
		folder = filepath.Join(home, "fish", "completions")
		rc = "set -p fish_complete_path " + folder + "\n"
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, completions.File(shell)), []byte(script(t, shell)), 0o600); err != nil {
		t.Fatal(err)
	}
	return rc
}
