//go:build !windows

package shell_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// PROMPT_COMMAND in every form: what was there still runs, with the status of
// the command before; --remove puts it back as it was.
func TestPromptCommand(t *testing.T) {
	for _, c := range []struct{ what, rc, want string }{
		{"unset", "unset PROMPT_COMMAND", ""},
		{"empty", "PROMPT_COMMAND=", ""},
		{"a string", "PROMPT_COMMAND='echo one=$?'", "one=7"},
		{"ends in a semicolon", "PROMPT_COMMAND='echo one=$?;'", "one=7"},
		{"ends in a semicolon and a blank", "PROMPT_COMMAND='echo one=$? ; '", "one=7"},
		{"ends in a comment", "PROMPT_COMMAND='echo one=$? # ;'", "one=7"},
		{"two lines", "PROMPT_COMMAND=$'echo one=$?\\n\\necho two'", "one=7 two"},
		{"exported", "export PROMPT_COMMAND='echo one=$?'", "one=7"},
		{"an array", "PROMPT_COMMAND=('echo one=$?' 'echo two=$?;' 'echo three=$?')", "one=7 two=7 three=7"},
		{"an array of one", "PROMPT_COMMAND=('echo one=$?')", "one=7"},
		{"an array of none", "PROMPT_COMMAND=()", ""},
		{"pipe status in an array", "PROMPT_COMMAND=('echo one=${PIPESTATUS[*]}' 'echo two')", "one=7 two"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			if strings.Contains(c.what, "array") {
				needPromptArray(t)
			}
			env := []string{"HOOK=" + render(t, "bash", usual()), "UNHOOK=" + remove(t, "bash")}
			env = append(env, loaded("dev", 4*time.Minute+30*time.Second)...)
			term := interactive(t, "bash", "PS1='P>'\n"+c.rc+"\ndeclare -p PROMPT_COMMAND >before 2>/dev/null\neval \"$HOOK\"\neval \"$HOOK\"", env...)
			ran := func(text string) string {
				var lines []string
				for line := range strings.SplitSeq(text, "\n") {
					line = strings.TrimSpace(line)
					if strings.HasPrefix(line, "one") || strings.HasPrefix(line, "two") || strings.HasPrefix(line, "three") {
						lines = append(lines, line)
					}
				}
				return strings.Join(lines, " ")
			}
			if got := ran(term.after("(exit 7)")); got != c.want {
				t.Errorf("PROMPT_COMMAND said %q, want %q", got, c.want)
			}
			if got := messages(plainText(term.text())); len(got) != 1 {
				t.Errorf("messages %q", got)
			}
			term.run("declare -p PROMPT_COMMAND >hooked; eval \"$UNHOOK\"; declare -p PROMPT_COMMAND >after 2>/dev/null")
			before, after := strings.Join(term.lines("before"), " "), strings.Join(term.lines("after"), " ")
			if before != after && c.what != "an array of none" {
				t.Errorf("before %q, after --remove %q", before, after)
			}
			if n := strings.Count(strings.Join(term.lines("hooked"), " "), "_awsenv_hook"); n != 1 {
				t.Errorf("the hook is there %d times", n)
			}
		})
	}
}

// needPromptArray skips where PROMPT_COMMAND is no list yet.
func needPromptArray(t *testing.T) {
	t.Helper()
	if _, _, status := script(t, "bash", "[[ ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 ]]"); status != 0 {
		t.Skip("a bash before 5.1 runs the first element of PROMPT_COMMAND alone")
	}
}

// after types a line and gives what comes out from its beginning until the line
// after it has run: what the prompt between them shows, too.
func (term *terminal) after(line string) string {
	term.t.Helper()
	term.turns++
	begin, end := fmt.Sprintf("<begin-%d>", term.turns), fmt.Sprintf("<end-%d>", term.turns)
	from := term.Len()
	term.send(term.printf(fmt.Sprintf("<%%s-%d>", term.turns), "begin") + "; " + line + "\n")
	term.send(term.printf(fmt.Sprintf("<%%s-%d>", term.turns), "end") + "\n")
	text := term.Wait(from, end)
	_, text, _ = strings.Cut(text, begin)
	text, _, _ = strings.Cut(text, end)
	return text
}

// A read-only PROMPT_COMMAND, as hardened systems have it, costs the warnings
// and nothing else.
func TestReadOnlyPromptCommand(t *testing.T) {
	term := interactive(t, "bash", "readonly PROMPT_COMMAND='echo kept'\n"+render(t, "bash", usual())+"echo rc=done\n")
	if out := plainText(term.text()) + term.run("true"); !strings.Contains(out, "rc=done") || !strings.Contains(out, "kept") || strings.Contains(out, "readonly variable") {
		t.Errorf("%q", out)
	}
}

// Other programs hook in by these ways; each is an imitation of how one of them
// registers and of what it relies on.
func neighbours(name string) map[string]string {
	switch name {
	case "bash":
		return map[string]string{
			"direnv":   `_direnv_hook() { local previous=$?; echo "near=$previous"; return $previous; }; if [[ ";${PROMPT_COMMAND[*]:-};" != *";_direnv_hook;"* ]]; then if [[ "$(declare -p PROMPT_COMMAND 2>&1)" == "declare -a"* ]]; then PROMPT_COMMAND=(_direnv_hook "${PROMPT_COMMAND[@]}"); else PROMPT_COMMAND="_direnv_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}"; fi; fi`,
			"zoxide":   `__zoxide_hook() { local retval="$?"; echo "near=$retval"; return "$retval"; }; if [[ ${PROMPT_COMMAND:=} != *'__zoxide_hook'* ]]; then PROMPT_COMMAND="__zoxide_hook;${PROMPT_COMMAND#;}"; fi`,
			"starship": `starship_precmd() { local s=$?; echo "near=$s"; (exit $s); eval "${STARSHIP_PROMPT_COMMAND-}"; PS1="star[$AWSENV_PROMPT]> "; }; STARSHIP_PROMPT_COMMAND="${PROMPT_COMMAND-}"; PROMPT_COMMAND=starship_precmd`,
			"preexec":  `pre() { echo "near=$?" ; }; PROMPT_COMMAND=$'pre\n'"${PROMPT_COMMAND-}"$'\n:'; trap ': "$_"' DEBUG`,
			"vte":      `vte() { echo "near=$?"; }; PROMPT_COMMAND=("${PROMPT_COMMAND[@]}" vte)`,
		}
	case "zsh":
		return map[string]string{
			"direnv":       `_direnv_hook() { echo "near=$?" }; typeset -ag precmd_functions; if (( ! ${precmd_functions[(I)_direnv_hook]} )); then precmd_functions=(_direnv_hook $precmd_functions); fi`,
			"zoxide":       `__zoxide_hook() { echo "near=$?" }; precmd_functions=("${(@)precmd_functions:#__zoxide_hook}"); precmd_functions+=(__zoxide_hook)`,
			"starship":     `starship_precmd() { echo "near=$?"; PROMPT="star[$AWSENV_PROMPT]> " }; autoload -Uz add-zsh-hook; add-zsh-hook precmd starship_precmd; setopt prompt_subst`,
			"oh-my-zsh":    `setopt prompt_subst; omz() { echo "near=$?" }; autoload -U add-zsh-hook; add-zsh-hook precmd omz; add-zsh-hook preexec omz2; omz2() { : }; PROMPT='%(?..%?)omz %c> '`,
			"plain precmd": `precmd() { echo "near=$?" }`,
		}
	default:
		return map[string]string{
			"direnv":   `function __direnv_export_eval --on-event fish_prompt; echo "near=$status"; end`,
			"zoxide":   `function __zoxide_hook --on-variable PWD; end; function z --on-event fish_prompt; echo "near=$status"; end`,
			"starship": `function fish_prompt; echo "near=$status"; echo "star[$AWSENV_PROMPT]> "; end`,
			"tide":     `function _tide --on-event fish_prompt; echo "near=$status"; end; function _t2 --on-event fish_postexec; end`,
		}
	}
}

func TestNeighbours(t *testing.T) {
	for _, name := range evaluating() {
		for what, code := range neighbours(name) {
			for _, first := range []bool{true, false} {
				t.Run(name+"/"+what+"/"+map[bool]string{true: "before", false: "after"}[first], func(t *testing.T) {
					t.Parallel()
					if what == "vte" {
						needPromptArray(t)
					}
					o := usual()
					o.Guard = []string{"terraform"}
					hook := render(t, name, o)
					rc := code + "\n" + hook
					if !first {
						rc = hook + "\n" + code + "\n"
					}
					term := interactive(t, name, rc+"\n"+hook, append(loaded("dev", 4*time.Minute+30*time.Second), "UNHOOK="+remove(t, name))...)
					fail := "(exit 7)"
					if name == "fish" {
						fail = "sh -c 'exit 7'"
					}
					if out := term.after(fail); !strings.Contains(out, "near=7") {
						t.Errorf("the neighbour did not see the status:\n%q", out)
					}
					if got := messages(plainText(term.text())); !slices.Equal(got, []string{"awsenv: dev: 4m left, renew with: awsenv dev"}) {
						t.Errorf("messages %q", got)
					}
					if what == "starship" && !strings.Contains(plainText(term.text()), "star[dev 4m]>") && !strings.Contains(strings.NewReplacer("\x01", "", "\x02", "").Replace(plainText(term.text())), "star[dev 4m]>") {
						t.Errorf("the neighbour's prompt does not show the session:\n%q", term.text())
					}
					term.run(strings.ReplaceAll(source(name), "HOOK", "UNHOOK"))
					if out := term.after(fail); !strings.Contains(out, "near=7") || strings.Contains(out, "ot found") {
						t.Errorf("after --remove:\n%q", out)
					}
				})
			}
		}
	}
}
