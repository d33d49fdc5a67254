//go:build !windows

package completions_test

import (
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/shell"
)

// everything is what can stand first; -dash would be taken for a flag.
var everything = []string{
	"a=b", "back\\slash", "bang!bang", "cost$HOME", "it's", "list", "me@corp/dev", "prod", "prod-eu", `say "hi"`,
	"semi;colon&`id`|(x)", "star*?{x}", "team:blue one", "team:blue two", "the teams'", "wow!", "ünï côde", "~tilde",
	"completion", "forget", "login", "status", "use", "version",
}

// offerCases are lines up to the cursor with what is offered: has must be there,
// lacks must not, and with exactly nothing else.
var offerCases = []struct {
	line    string
	has     []string
	lacks   []string
	exactly bool
}{
	{line: "awsenv ", has: everything, lacks: []string{"-dash", "--help", "load", "(load)"}},
	{line: "awsenv -- ", has: []string{"-dash", "prod"}},
	{line: "awsenv use ", has: []string{"prod", "list"}, lacks: []string{"-dash", "use", "forget"}},
	{line: "awsenv login ", has: []string{"prod", "prod-eu"}, lacks: []string{"forget", "wow!"}},
	{line: "awsenv rotate ", has: []string{"prod", "prod-eu"}, exactly: true},
	{line: "awsenv prod --region eu-ce", has: []string{"eu-central-1", "eu-central-2"}, exactly: true},
	{line: "awsenv -d ", has: []string{"15m", "12h", "max"}, lacks: []string{"prod"}},
	{line: "awsenv prod --min ", has: []string{"15m", "12h"}, lacks: []string{"max"}},
	{line: "awsenv help rot", has: []string{"rotate"}, exactly: true},
	{line: "awsenv forget ", has: []string{"prod", "prod-eu"}, lacks: []string{"status"}},
	{line: "awsenv prod ", exactly: true},
	{line: "awsenv use prod ", exactly: true},
	{line: "awsenv list ", exactly: true},
	{line: "awsenv status prod", exactly: true},
	{line: "awsenv completion ", has: shell.Names(), exactly: true},
	{line: "awsenv --format ", has: []string{"env", "json", "dotenv", "ini", "process"}, exactly: true},
	{line: "awsenv use prod --shell ", has: dialect.Names(), exactly: true},
	{line: "awsenv --token ", exactly: true},
	{line: "awsenv -t ", exactly: true},
	{line: "awsenv -t - pro", has: []string{"prod", "prod-eu", "prompt"}, exactly: true},
	{line: "awsenv -d 1h --region=eu prod", has: []string{"prod", "prod-eu"}, exactly: true},
	{line: "awsenv prod --", has: []string{"--format", "--shell", "--clear", "--no-prompt", "--help"}, lacks: []string{"--names", "--all"}},
	{line: "awsenv use --", has: []string{"--format", "--refresh"}, lacks: []string{"--clear", "--all"}},
	{line: "awsenv list --", has: []string{"--names", "--json", "--help", "--version"}, exactly: true},
	{line: "awsenv forget --a", has: []string{"--all"}, exactly: true},
	{line: "awsenv login --f", has: []string{"--force"}, exactly: true},
	{line: "awsenv zzz", exactly: true},
}

func TestOffered(t *testing.T) {
	offered := map[string]func(t *testing.T, line string) []string{"bash": bashOffers(t), "fish": fishOffers(t), "zsh": zshOffers(t), "nu": nuOffers(t)}
	for _, shell := range shell.Names() {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			tooltest.Program(t, shell)
			for _, tt := range offerCases {
				got := offered[shell](t, tt.line)
				for _, want := range tt.has {
					if !slices.Contains(got, want) {
						t.Errorf("%q: %q is not offered: %q", tt.line, want, got)
					}
				}
				for _, word := range got {
					// zsh shows the flags where no word can stand.
					if shell == "zsh" && strings.HasSuffix(tt.line, " ") && strings.HasPrefix(word, "-") && tt.exactly {
						continue
					}
					if slices.Contains(tt.lacks, word) || tt.exactly && !slices.Contains(tt.has, word) {
						t.Errorf("%q: %q is offered", tt.line, word)
					}
				}
			}
		})
	}
}

// TestWhatIsSaidOfAnOffer: role and account of a profile, and what a format is.
func TestWhatIsSaidOfAnOffer(t *testing.T) {
	home := home(t)
	for line, want := range map[string]string{
		"awsenv prod-":              "prod-eu\tadmin @ 444455556666",
		"awsenv prod --format pro":  "process\twhat credential_process expects",
		"awsenv credential-process": "credential-process\tPrint PROFILE's session as credential_process wants it",
	} {
		got := lines(t, home, "fish", "--no-config", "-c", script(t, "fish")+"\ncomplete -C $argv[1]", line)
		if !slices.Contains(got, want) {
			t.Errorf("fish, %q: %q is not in %q", line, want, got)
		}
	}
	term := interactive(t, "zsh", home, loads("zsh"))
	for _, said := range []struct{ line, want string }{
		{"awsenv prod\t", `prod-eu +-- admin @ 444455556666`},
		{"\x15awsenv prod --format \t", `dotenv +-- lines for a .env file`},
	} {
		term.Type(said.line)
		term.Expect(said.want)
	}
}

// bashOffers calls the function as bash does, and lets bash take the quotes away
// again.
func bashOffers(t *testing.T) func(*testing.T, string) []string {
	home := home(t)
	return func(t *testing.T, line string) []string {
		code := script(t, "bash") + `
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n'
_awsenv
for word in "${COMPREPLY[@]}"; do eval "printf '%s\n' $word"; done`
		return lines(t, home, "bash", "--noprofile", "--norc", "-c", code, "bash", line)
	}
}

// fishOffers asks fish's own machinery.
func fishOffers(t *testing.T) func(*testing.T, string) []string {
	home := home(t)
	return func(t *testing.T, line string) []string {
		var words []string
		for _, line := range lines(t, home, "fish", "--no-config", "-c", script(t, "fish")+"\ncomplete -C $argv[1]", line) {
			word, _, _ := strings.Cut(line, "\t")
			words = append(words, word)
		}
		return words
	}
}

// nuOffers asks the completer for programs, as nu does, and takes the quotes away
// again.
func nuOffers(t *testing.T) func(*testing.T, string) []string {
	home := home(t)
	return func(t *testing.T, line string) []string {
		var words []string
		spans := strings.Fields(line)
		if strings.HasSuffix(line, " ") {
			spans = append(spans, "")
		}
		code := script(t, "nu") + "\ndo $env.config.completions.external.completer [r#'" + strings.Join(spans, "'# r#'") + "'#] | each {|it| $it.value | if $in =~ '^\"' { from json } else { $in } } | str join (char newline)"
		for _, word := range lines(t, home, "nu", "--no-config-file", "-c", code) {
			if word != "" {
				words = append(words, word)
			}
		}
		return words
	}
}

// zshOffers asks compsys in an interactive zsh, and writes down what it would
// add.
func zshOffers(t *testing.T) func(*testing.T, string) []string {
	var term *terminal
	turn := 0
	return func(t *testing.T, line string) []string {
		if term == nil {
			term = interactive(t, "zsh", home(t), loads("zsh")+`
zstyle ':completion:*' insert-tab false
compadd() {
  local -a found
  builtin compadd -O found "$@"
  print -rl -- "<"${^found}">" >> ~/offered
  return 1
}
ask() { zle complete-word; zle kill-whole-line; zle -I; print -r -- "<asked-$((++turn))>"; cat ~/offered; print '<done>'; : > ~/offered; }
: > ~/offered
zle -N ask
bindkey '^T' ask
`)
		}
		turn++
		from := term.Type(line + "\x14")
		text := term.Wait(from, "<done>")
		_, text, _ = strings.Cut(text, "<asked-"+strconv.Itoa(turn)+">")
		var words []string
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimRight(line, "\r")
			if strings.HasPrefix(line, "<") && strings.HasSuffix(line, ">") && line != "<>" && line != "<done>" {
				words = append(words, line[1:len(line)-1])
			}
		}
		return words
	}
}

// lines runs a program and gives its lines; it must say nothing on standard
// error.
func lines(t *testing.T, home, program string, args ...string) []string {
	t.Helper()
	cmd := exec.Command(tooltest.Program(t, program), args...)
	cmd.Env, cmd.Dir = environment(home), home
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || errs.Len() > 0 {
		t.Fatalf("%s: %v: %s", program, err, errs.String())
	}
	if out.Len() == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}
