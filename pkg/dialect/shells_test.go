package dialect

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/dialect/shelltest"
)

// The ways in which a shell reads what awsenv prints. Each gets its own
// variables, Q0 Q1 ..., U0 ... and S0 ...: quoted eval, unquoted eval, sourced.
const (
	posixReads = `eval "$(cat "$1")" || exit 9; eval $(cat "$2") || exit 9; . "$3" || exit 9`
	fishReads  = `eval (cat $argv[1] | string collect); or exit 9
eval (cat $argv[2]); or exit 9
cat $argv[3] | source; or exit 9`
)

// A variant is one shell under one set of options.
type variant struct {
	name    string
	dialect string
	argv    []string
	before  string // runs before the statements are read
}

var (
	bashes = []variant{
		{"bash", Bash, []string{"bash", "--norc", "-c"}, ""},
		{"bash -eu", Bash, []string{"bash", "--norc", "-euc"}, ""},
		{"bash --posix", Bash, []string{"bash", "--norc", "--posix", "-c"}, ""},
		{"bash nullglob", Bash, []string{"bash", "--norc", "-O", "nullglob", "-O", "extglob", "-c"}, ""},
		{"bash failglob", Bash, []string{"bash", "--norc", "-O", "failglob", "-O", "dotglob", "-c"}, ""},
		{"bash history", Bash, []string{"bash", "--norc", "-o", "history", "-o", "histexpand", "-c"}, ""},
	}
	zshes = []variant{
		{"zsh", Zsh, []string{"zsh", "-fc"}, ""},
		{"zsh -eu", Zsh, []string{"zsh", "-feuc"}, ""},
		{"zsh globsubst", Zsh, []string{"zsh", "-f", "-o", "globsubst", "-o", "extendedglob", "-o", "magicequalsubst", "-o", "kshglob", "-c"}, ""},
		{"zsh nullglob", Zsh, []string{"zsh", "-f", "-o", "globsubst", "-o", "nullglob", "-o", "shwordsplit", "-c"}, ""},
		{"zsh quotes", Zsh, []string{"zsh", "-f", "-o", "rcquotes", "-o", "cshjunkiequotes", "-o", "cshjunkiehistory", "-c"}, ""},
		{"zsh kshism", Zsh, []string{"zsh", "-f", "-o", "ksharrays", "-o", "ignoreclosebraces", "-o", "posixstrings", "-o", "posixbuiltins", "-c"}, ""},
		{"zsh emulating sh", Zsh, []string{"zsh", "--emulate", "sh", "-f", "-c"}, ""},
	}
	fishes = []variant{
		{"fish", Fish, []string{"fish", "--no-config", "-c"}, ""},
	}
	// Only dash has to be there. The others are tested where they are.
	shes = []variant{
		{"dash", Sh, []string{"dash", "-c"}, ""},
		{"dash -eu", Sh, []string{"dash", "-euc"}, ""},
		{"bash as sh", Sh, []string{"bash", "--norc", "--posix", "-c"}, ""},
		{"zsh as sh", Sh, []string{"zsh", "--emulate", "sh", "-f", "-c"}, ""},
		{"busybox", Sh, []string{"busybox", "sh", "-c"}, ""},
		{"ksh93", Sh, []string{"ksh93", "-c"}, ""},
		{"mksh", Sh, []string{"mksh", "-c"}, ""},
		{"posh", Sh, []string{"posh", "-c"}, ""},
	}
)

// available leaves out what only some machines have.
func available(t testing.TB, variants []variant) []variant {
	t.Helper()
	var there []variant
	for _, v := range variants {
		if slices.Contains(v.argv, "--emulate") && exec.Command("zsh", "--emulate", "sh", "-c", ":").Run() != nil {
			t.Log("this zsh has no --emulate; sh is tested without it")
			continue
		}
		switch v.argv[0] {
		case "busybox", "ksh93", "mksh", "posh":
			if _, err := exec.LookPath(v.argv[0]); err != nil {
				t.Logf("%s is not installed; sh is tested without it", v.argv[0])
				continue
			}
		}
		there = append(there, v)
	}
	return there
}

// folder holds files that every careless pattern would find.
func folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "ab", "x y", "1", "-n", "export", "Q0=x", "U0='a';", "U1=a"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// roundTrip sends values through the shell and compares what a child of the
// shell finds in its environment.
func roundTrip(t testing.TB, v variant, dir, locale string, values []string) {
	t.Helper()
	d, err := Parse(v.dialect)
	if err != nil {
		t.Fatal(err)
	}
	files := t.TempDir()
	run := shelltest.Run{
		Shell:  v.argv,
		Script: v.before + posixReads,
		Env:    []string{"LC_ALL=" + locale, "HOME=" + files, "U0=old", "Q1=old"},
		Dir:    dir,
	}
	if v.dialect == Fish {
		run.Script = v.before + fishReads
	}
	for _, how := range []string{"Q", "U", "S"} {
		var code strings.Builder
		for i, value := range values {
			statement, err := d.(statements).set(fmt.Sprint(how, i), value)
			if err != nil {
				t.Fatalf("Set(%q): %v", value, err)
			}
			checkShape(t, statement)
			code.WriteString(statement)
		}
		file := filepath.Join(files, how)
		if err := os.WriteFile(file, []byte(code.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		run.Args = append(run.Args, file)
	}
	got := run.Environment(t)
	for i, value := range values {
		for _, how := range []string{"Q", "U", "S"} {
			if arrived, ok := got[fmt.Sprint(how, i)]; !ok || arrived != value {
				t.Errorf("%s, locale %s, read as %s: %q arrived as %q", v.name, locale, how, value, arrived)
			}
		}
	}
}

// checkShape checks that every statement is one line that ends in ";".
func checkShape(t testing.TB, statement string) {
	t.Helper()
	for line := range strings.Lines(statement) {
		if !strings.HasSuffix(line, ";\n") || line == ";\n" || strings.HasPrefix(line, "#") {
			t.Errorf("the line %q of %q is not a statement that ends in ; and a newline", line, statement)
		}
	}
}

func testRoundTrip(t *testing.T, variants []variant) {
	values := append(append(nasty(), everyByte()...), random(300)...)
	dir := folder(t)
	for _, v := range available(t, variants) {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			for _, locale := range []string{"C", "C.UTF-8"} {
				// Not all at once: bash reads an eval with thousands of
				// command substitutions in quadratic time.
				for chunk := range slices.Chunk(values, 75) {
					roundTrip(t, v, dir, locale, chunk)
				}
			}
		})
	}
}

func TestBash(t *testing.T) { testRoundTrip(t, bashes) }
func TestZsh(t *testing.T)  { testRoundTrip(t, zshes) }
func TestFish(t *testing.T) { testRoundTrip(t, fishes) }
func TestSh(t *testing.T)   { testRoundTrip(t, shes) }

// fuzz sends arbitrary bytes through a shell. A NUL byte, which no value can
// hold, ends one value and begins the next, so that each process of the shell
// carries many.
func fuzz(f *testing.F, variants []variant) {
	// Every seed is a shell's run, also where nobody fuzzes: many values in each.
	for values := range slices.Chunk(append(nasty(), random(50)...), 50) {
		f.Add([]byte(strings.Join(values, "\x00")))
	}
	dir := folder(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		values := strings.Split(string(input), "\x00")
		if len(input) > 1<<14 || len(values) > 200 {
			return
		}
		// The input itself chooses, so that a failure can be run again.
		locale := []string{"C", "C.UTF-8"}[len(input)%2]
		roundTrip(t, variants[len(values)%len(variants)], dir, locale, values)
	})
}

func FuzzBash(f *testing.F) { fuzz(f, bashes) }
func FuzzZsh(f *testing.F)  { fuzz(f, zshes) }
func FuzzFish(f *testing.F) { fuzz(f, fishes) }
func FuzzSh(f *testing.F)   { fuzz(f, available(f, shes)) }

// TestUnset takes variables away that are there, empty, missing, or shadowed,
// under the strictest options, and leaves everything else.
func TestUnset(t *testing.T) {
	for _, v := range available(t, append(append(append(bashes[:len(bashes):len(bashes)], zshes...), fishes...), shes...)) {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			d, _ := Parse(v.dialect)
			code, err := d.(statements).begin(nil, []string{"THERE", "EMPTY", "MISSING"})
			if err != nil {
				t.Fatal(err)
			}
			checkShape(t, code)
			file := filepath.Join(t.TempDir(), "code")
			if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, script := range []string{`eval "$(cat "$1")" && export DONE=yes`, `eval $(cat "$1") && export DONE=yes`} {
				if v.dialect == Fish {
					script = "eval (cat $argv[1]); and set -gx DONE yes"
				}
				got := shelltest.Run{
					Shell: v.argv, Script: v.before + script, Args: []string{file}, Dir: folder(t),
					Env: []string{"THERE=1", "EMPTY=", "OTHER=2", "HOME=" + t.TempDir()},
				}.Environment(t)
				for _, name := range []string{"THERE", "EMPTY", "MISSING"} {
					if value, ok := got[name]; ok {
						t.Errorf("%s is still %q after %s", name, value, script)
					}
				}
				if got["OTHER"] != "2" || got["DONE"] != "yes" {
					t.Errorf("%s: OTHER=%q, DONE=%q", script, got["OTHER"], got["DONE"])
				}
			}
		})
	}
}

// TestFishScopes: a universal variable of the same name must not show through
// once a global one is gone, and both go in one statement.
func TestFishScopes(t *testing.T) {
	unset, _ := fish{}.begin(nil, []string{"AWS_PROFILE"})
	home := t.TempDir()
	script := "set -Ux AWS_PROFILE universal; set -gx AWS_PROFILE global\n" + unset
	got := shelltest.Run{Shell: []string{"fish", "-c"}, Script: script, Env: []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home}}.Environment(t)
	if value, ok := got["AWS_PROFILE"]; ok {
		t.Errorf("AWS_PROFILE is still %q", value)
	}
}

// TestFail: the word is false whichever way it is evaluated.
func TestFail(t *testing.T) {
	for _, v := range []variant{bashes[0], zshes[0], fishes[0], shes[0]} {
		t.Run(v.name, func(t *testing.T) {
			scripts := []string{`eval "$(printf '%s' "$1")" && echo ran`, `eval $(printf '%s' "$1") && echo ran`}
			if v.dialect == Fish {
				scripts = []string{"eval (printf %s $argv[1]); and echo ran", "printf %s $argv[1] | source; and echo ran"}
			}
			for _, script := range scripts {
				stdout, stderr, err := shelltest.Run{Shell: v.argv, Script: script, Args: []string{Fail}}.Output(t)
				if stdout != "" || stderr != "" || err == nil {
					t.Errorf("%s: %q, %q, %v", script, stdout, stderr, err)
				}
			}
		})
	}
}

// TestQuote: a quoted value is one word, as the hooks use it.
func TestQuote(t *testing.T) {
	values := append(append(nasty(), everyByte()...), random(200)...)
	for _, v := range []variant{bashes[0], zshes[0], fishes[0], shes[0]} {
		t.Run(v.name, func(t *testing.T) {
			d, _ := Parse(v.dialect)
			script := "printf '%s|' 'start'"
			want := "start|"
			for _, value := range values {
				word, err := d.Quote(value)
				if err != nil {
					t.Fatal(err)
				}
				script += " " + word
				want += value + "|"
			}
			file := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			read := `. "$1"`
			if v.dialect == Fish {
				read = "source $argv[1]"
			}
			got, stderr, err := shelltest.Run{Shell: v.argv, Script: read, Args: []string{file}, Env: []string{"LC_ALL=C.UTF-8", "HOME=" + t.TempDir()}}.Output(t)
			if err != nil || stderr != "" || got != want {
				t.Errorf("%v %q: the words changed", err, stderr)
			}
		})
	}
}

// TestReadOnlyFails: a variable that refuses its value must not leave an eval with
// status 0, nor stop a later one from being read; and attributes that change what
// is assigned are dropped.
func TestReadOnlyFails(t *testing.T) {
	const names, value = "A B C", "mIxed/08+="
	for _, v := range available(t, append(append(append(bashes[:len(bashes):len(bashes)], zshes...), shes...), fishes...)) {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			d, _ := Parse(v.dialect)
			set := strings.Fields(names)
			code, err := d.(statements).begin(set, []string{"D"})
			for _, name := range set {
				statement, failed := d.(statements).set(name, value)
				if err = errors.Join(err, failed); err != nil {
					t.Fatal(err)
				}
				code += statement
			}
			code += d.(statements).end(set, []string{"D"})
			checkShape(t, code)
			file := filepath.Join(t.TempDir(), "code")
			if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			for before, loads := range map[string]bool{
				"":                                 true,
				"readonly A=old":                   false,
				"readonly B=old":                   false,
				"readonly C=old":                   false,
				"readonly D=old":                   false,
				"readonly B":                       false,
				"typeset -i A B C D":               true,
				"typeset -u A=x B=x C=x 2>&- || :": true,
				"typeset -l A=x B=x C=x 2>&- || :": true,
				"typeset -a B; B=(x y)":            true,
				"typeset -x A=old D=old":           true,
				"set -l B mine":                    false,
				"set -lx B mine":                   false,
				"set -lx D mine; set -gx A":        true,
			} {
				fishes := strings.HasPrefix(before, "set ")
				if before != "" && fishes != (v.dialect == Fish) || v.dialect == Sh && strings.HasPrefix(before, "typeset") {
					continue
				}
				eval := []string{`eval "$(cat "$1")" && env`, `eval $(cat "$1") && env`, `. "$1" && env`}
				if v.dialect == Fish {
					eval = []string{"eval (cat $argv[1]); and env", "cat $argv[1] | source; and env"}
				}
				for _, how := range eval {
					stdout, stderr, _ := shelltest.Run{Shell: v.argv, Script: v.before + before + "\n" + how, Args: []string{file}}.Output(t)
					loaded := stdout != ""
					for _, name := range set {
						if loaded && !strings.Contains("\n"+stdout, "\n"+name+"="+value+"\n") {
							t.Errorf("%s; %s: status 0 without %s\n%s", before, how, name, stdout)
						}
					}
					if loaded != loads || loaded && (stderr != "" || strings.Contains("\n"+stdout, "\nD=")) {
						t.Errorf("%s; %s: %q\n%s", before, how, stdout, stderr)
					}
				}
			}
		})
	}
}
