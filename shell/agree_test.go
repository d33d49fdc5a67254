//go:build !windows

package shell_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/dialect"
)

// AWSENV_PROMPT, as the shell's prompt shows it, and `awsenv prompt` say the same.
func TestPromptsAgree(t *testing.T) {
	binary := buildBinary(t)
	type held struct {
		what string
		env  []string
	}
	var cases []held
	for _, left := range []string{"37h", "36h0m5s", "12h0m30s", "1h0m5s", "59m30s", "15m5s", "60s", "59s", "45s", "2s", "-1s", "-100h"} {
		d, err := time.ParseDuration(left)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, held{left, loaded("prod", d)})
	}
	for _, c := range hostileNames() {
		cases = append(cases, held{c.what, loaded(c.profile, 2*time.Hour+30*time.Second)})
	}
	cases = append(cases,
		held{"nothing loaded", nil},
		held{"no expiry", []string{"AWSENV_PROFILE=prod"}},
		held{"no profile", loaded("", time.Hour+30*time.Second)},
		held{"damaged expiry", []string{"AWSENV_PROFILE=prod", "AWSENV_EXPIRES=soon"}},
		held{"leading zeros", []string{"AWSENV_PROFILE=prod", "AWSENV_EXPIRES=0089"}},
	)
	for what, config := range map[string]string{
		"usual":   "",
		"other":   "[prompt]\nformat = \"[{left}|{profile}|{profile}] 100%\"\nexpired = \"{profile}: {left}!\"\n",
		"text":    "[prompt]\nformat = \"in AWS\"\nexpired = \"gone\"\n",
		"hostile": "[prompt]\nformat = \"%n $(id) `id` \\u202e\\\\w {left}\"\nexpired = \"%F{left}\"\n",
	} {
		file := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		path := []string{"PATH=" + filepath.Dir(binary) + ":" + os.Getenv("PATH"), "AWSENV_CONFIG=" + file, "NO_COLOR=1"}
		for _, name := range allShells() {
			t.Run(what+"/"+name, func(t *testing.T) {
				t.Parallel()
				term := interactive(t, name, strings.Replace(showPrompt(name), "(", "<<", 1)+installed(name), path...)
				for _, c := range cases {
					if name == "nu" && !utf8.ValidString(strings.Join(c.env, "")) {
						continue // which it cannot hold
					}
					line := term.hold(c.env)
					env := append(append(baseEnv(t), path...), c.env...)
					before, shown, after := "", "", ""
					for range 60 { // the clock goes on meanwhile, by seconds on a busy machine
						before, shown, after = prompt(t, binary, env), term.prompted(line), prompt(t, binary, env)
						if shown == before || shown == after {
							break
						}
						line = "true"
					}
					if shown != before && shown != after {
						t.Errorf("%s: the prompt shows %q, awsenv prompt says %q, then %q", c.what, shown, before, after)
					}
				}
			})
		}
	}
}

// hold gives the line that makes these the shell's variables for a session, and no
// others.
func (term *terminal) hold(env []string) string {
	term.t.Helper()
	d, err := dialect.Parse(term.shell)
	if err != nil {
		term.t.Fatal(err)
	}
	unset := []string{"AWSENV_PROFILE", "AWSENV_EXPIRES"}
	var set []dialect.Variable
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		set = append(set, dialect.Variable{Name: name, Value: value})
		unset = slices.DeleteFunc(unset, func(other string) bool { return other == name })
	}
	code, err := d.Changes(set, unset)
	if err != nil {
		term.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(term.dir, "session"), []byte(code), 0o600); err != nil {
		term.t.Fatal(err)
	}
	if term.shell == "nu" {
		return "open --raw session | from json | load-env"
	}
	return "\\. ./session"
}

// prompted is what the shell's prompt shows after a line between << and )>.
func (term *terminal) prompted(line string) string {
	term.t.Helper()
	out := strings.NewReplacer("\x01", "", "\x02", "").Replace(term.run(line))
	out = out[strings.LastIndex(out, "<<")+2:]
	shown, _, _ := strings.Cut(out, ")>")
	return shown
}

// prompt is what the program says with that environment.
func prompt(t *testing.T, binary string, env []string) string {
	t.Helper()
	cmd := exec.Command(binary, "prompt")
	cmd.Env = env
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(out), "\n")
}
