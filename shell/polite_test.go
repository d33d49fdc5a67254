//go:build !windows

package shell_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// aliased makes an alias that fails of everything that a hook could use.
func aliased(name string) string {
	words := []string{
		"alias", "autoload", "break", "builtin", "case_", "command", "continue", "date", "declare", "echo", "emulate",
		"eval", "exit", "export", "false", "functions", "hash", "let", "local", "print", "printf", "read", "readonly",
		"return", "sched", "set", "setopt", "shift", "shopt", "test", "trap", "true", "type", "typeset", "unalias",
		"unfunction", "unset", "unsetopt", "zle", "zmodload", "[", ":", ".", "source",
	}
	var b strings.Builder
	if name == "bash" {
		b.WriteString("shopt -s expand_aliases\n")
	}
	for _, w := range words {
		if name == "fish" {
			// What fish lets be a function; the others are its reserved words.
			if slices.Contains([]string{"echo", "functions", "printf", "true", "false"}, w) {
				b.WriteString("function " + w + "; status stack-trace | string match -qr 'function .{0,3}_?awsenv'; and builtin echo alias-ran-" + w + " >&2; builtin " + w + " $argv; end\n")
			}
			continue
		}
		if w != "alias" && w != "." && (w != "[" || name == "bash") {
			b.WriteString("alias " + w + "='alias-ran-" + w + "'\n")
		}
	}
	if name != "fish" {
		b.WriteString("alias alias='alias-ran-alias'\n")
	}
	return b.String()
}

// source is the line that takes the hook in from a variable, aliases or not.
func source(name string) string {
	if name == "fish" {
		return "builtin string join \\n -- $HOOK | source\n"
	}
	return "\\eval \"$HOOK\"\n"
}

// In a shell that is not interactive the hook is quiet and sets nothing going,
// whatever options and aliases are in force.
func TestQuietInScripts(t *testing.T) {
	strict := map[string][]string{
		"bash": {
			"", "set -eu", "set -euo pipefail; set -o noclobber -o noglob", "set -o posix; set -eu",
			"shopt -s nullglob failglob nocasematch extglob; IFS=_x", "shopt -u interactive_comments", "set -E; trap 'echo ERR >&2' ERR", "set -T; trap '\\false' RETURN",
		},
		"zsh": {
			"", "set -eu", "setopt ksh_arrays sh_word_split no_unset err_exit no_clobber glob_subst", "setopt warn_create_global; { setopt warn_nested_var; } 2>/dev/null; setopt err_return",
			"setopt no_glob no_bare_glob_qual csh_null_glob sh_glob ksh_glob extended_glob rc_quotes posix_builtins", "emulate sh", "emulate ksh", "trap 'echo ERR >&2' ZERR", "IFS=_x; setopt sh_word_split",
		},
		"fish": {"", "set -g fish_trace ''"},
	}
	for _, name := range evaluating() {
		for _, mode := range strict[name] {
			for _, aliases := range []string{"", aliased(name)} {
				t.Run(name+"/"+mode+"/aliases "+map[bool]string{true: "off", false: "on"}[aliases == ""], func(t *testing.T) {
					t.Parallel()
					path, env, _ := install(t)
					o := hooked(path)
					o.Guard = []string{"terraform"}
					code := mode + "\n" + aliases + source(name) + source(name) + "awsenv prod\n"
					want := "set profile prod\n"
					if name == "fish" {
						code = mode + "\n" + aliases + source(name) + source(name) + "awsenv prod | source\n"
						code += "builtin echo set profile $AWSENV_PROFILE\n"
					} else {
						code += "/usr/bin/printf 'set profile %s\\n' \"$AWSENV_PROFILE\"\n"
					}
					env = append(env, "HOOK="+render(t, name, o))
					env = append(env, loaded("dev", time.Minute)...)
					out, errs, status := script(t, name, code, env...)
					if out != want || errs != "" || status != 0 {
						t.Errorf("stdout %q, stderr %q, status %d", out, errs, status)
					}
				})
			}
		}
	}
}

// At a prompt with strict options and aliases on everything the hook still
// warns, once, and the shell lives.
func TestStrictAtThePrompt(t *testing.T) {
	modes := map[string][]string{
		"bash": {"set -eu", "set -o noclobber -o noglob", "shopt -s nocasematch nullglob extglob; IFS=_:0123456789", "shopt -u promptvars", "set -o posix"},
		"zsh": {
			"set -u", "setopt err_exit", "setopt ksh_arrays sh_word_split no_unset glob_subst", "setopt warn_create_global err_return no_clobber",
			"setopt sh_glob ksh_glob rc_quotes extended_glob", "setopt prompt_bang prompt_subst", "IFS=_:0123456789; setopt sh_word_split", "setopt no_prompt_percent",
		},
		"fish": {""},
	}
	for _, name := range evaluating() {
		for _, mode := range modes[name] {
			for _, aliases := range []string{"", aliased(name)} {
				t.Run(name+"/"+mode+"/aliases "+map[bool]string{true: "off", false: "on"}[aliases == ""], func(t *testing.T) {
					t.Parallel()
					o := usual()
					o.Guard = []string{"terraform"}
					hook := render(t, name, o)
					term := interactive(t, name, mode+"\n"+source(name)+aliases+source(name), append(loaded("dev", 4*time.Minute+30*time.Second), "HOOK="+hook)...)
					for range 3 {
						term.run("")
					}
					if got := messages(plainText(term.text())); !slices.Equal(got, []string{"awsenv: dev: 4m left, renew with: awsenv dev"}) {
						t.Errorf("messages %q", got)
					}
					for _, bad := range []string{"alias-ran", "ot found", "unbound", "parameter not set", "rror:"} {
						if strings.Contains(term.text(), bad) {
							t.Errorf("the shell says %q:\n%s", bad, term.text())
						}
					}
				})
			}
		}
	}
}

// The status, the traps and the options that a person has stay as they are.
func TestKeepsTheShell(t *testing.T) {
	for _, name := range []string{"bash", "zsh"} {
		for _, env := range [][]string{nil, loaded("dev", 4*time.Minute+30*time.Second), loaded("dev", -time.Minute)} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				list := map[string]string{"bash": "{ trap; set +o; shopt -p; } >", "zsh": "{ trap; setopt; } >"}[name]
				rc := "trap 'echo bye' EXIT; trap 'echo int' INT; trap 'echo usr' USR1\n"
				term := interactive(t, name, rc, env...)
				state := func(file string) string {
					term.run(list + file)
					return strings.Join(term.lines(file), " ")
				}
				before := state("before")
				term.run("eval \"$(cat <<'EOT'\n" + render(t, name, usual()) + "EOT\n)\"")
				term.run("true")
				if after := state("after"); after != before || before == "" {
					t.Errorf("before:\n%s\nafter:\n%s", before, after)
				}
				for _, status := range []string{"0", "1", "42"} {
					if got := term.statusOf("(exit " + status + ")"); got != status {
						t.Errorf("status %s became %s", status, got)
					}
				}
				term.run("trap 'echo ERR-TRAP' " + map[string]string{"bash": "ERR", "zsh": "ZERR"}[name])
				out := term.run("sh -c 'exit 7'")
				if n := strings.Count(out, "ERR-TRAP"); n != 1 {
					t.Errorf("the trap for failures ran %d times:\n%s", n, out)
				}
			})
		}
	}
	t.Run("fish", func(t *testing.T) {
		term := interactive(t, "fish", render(t, "fish", usual()), loaded("dev", -time.Minute)...)
		for _, status := range []string{"0", "1", "42"} {
			if got := term.statusOf("sh -c 'exit " + status + "'"); got != status {
				t.Errorf("status %s became %s", status, got)
			}
		}
	})
}

// What the hook leaves begins with its own name; what --remove leaves is what
// was there before.
func TestLeavesOnlyItsOwnNames(t *testing.T) {
	list := map[string]string{
		"bash": "command printf '%s\\n' $(compgen -v; compgen -A function) >",
		"zsh":  "{ typeset + | sed 's/.* //'; functions + ; } >",
		"fish": "begin; set -n; functions -an; end >",
	}
	for _, name := range evaluating() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, _ := install(t)
			o := hooked(path)
			o.Guard, o.Renew = []string{"terraform"}, true
			env = append(env, "HOOK="+render(t, name, o), "UNHOOK="+remove(t, name))
			term := interactive(t, name, "", append(env, loaded("dev", -time.Minute)...)...)
			names := func(file string) []string {
				term.run(list[name] + file)
				return term.lines(file)
			}
			before := names("before")
			term.run(source(name))
			term.run("terraform")
			term.run("awsenv prod")
			term.run("awsenv refuse")
			term.run("true")
			var own []string
			for _, n := range names("after") {
				switch {
				case slices.Contains(before, n):
				case strings.HasPrefix(n, "awsenv"), strings.HasPrefix(n, "_awsenv"), strings.HasPrefix(n, "AWSENV"):
					own = append(own, n)
				case name == "fish" && strings.HasPrefix(n, "__"): // fish loads functions of its own at any time
				case strings.HasPrefix(n, "AWS_"), n == "PIPESTATUS", n == "FUNCNAME", n == "PROMPT_COMMAND", n == "precmd_functions", n == "preexec_functions":
				default:
					t.Errorf("the hook leaves %s", n)
				}
			}
			if len(own) < 10 {
				t.Errorf("the list of names is not one: %q", own)
			}
			term.run(strings.ReplaceAll(source(name), "HOOK", "UNHOOK"))
			for _, n := range names("removed") {
				if !slices.Contains(before, n) && !strings.HasPrefix(n, "__") && !strings.HasPrefix(n, "AWS_") && n != "PIPESTATUS" && n != "FUNCNAME" {
					t.Errorf("after --remove there is still %s", n)
				}
			}
			if out := term.run("true"); strings.Contains(out, "awsenv") {
				t.Errorf("after --remove the prompt says %q", out)
			}
			// A second time, and where there was no hook, nothing happens.
			if out := term.run(strings.ReplaceAll(source(name), "HOOK", "UNHOOK")); strings.Contains(out, "ot found") {
				t.Errorf("removing twice: %q", out)
			}
		})
	}
}
