package dialect

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/dialect/shelltest"
)

// nuReads takes a file in as the hook does and as a person does who has none.
const nuReads = `let changes = open --raw $file | from json
load-env ($changes | transpose name value | where value != null | reduce --fold {} {|it, all| $all | insert $it.name $it.value })
hide-env --ignore-errors ...($changes | transpose name value | where value == null | get name)
`

const nuReadsPlain = "open --raw $file | from json | load-env\n"

// nuRoundTrip sends values through nu and compares what a child finds in its
// environment; what nu cannot hold has to be refused.
func nuRoundTrip(t testing.TB, reads string, values []string) {
	t.Helper()
	want := map[string]string{}
	var set []Variable
	for i, value := range values {
		v := Variable{fmt.Sprint("V", i), value}
		_, err := (nu{}).Changes([]Variable{v}, nil)
		if utf8.ValidString(value) {
			if err != nil {
				t.Fatalf("%q: %v", value, err)
			}
			set, want[v.Name] = append(set, v), value
			continue
		}
		var text *TextError
		if !errors.As(err, &text) || text.Name != v.Name {
			t.Errorf("%q, which nu cannot hold: %v", value, err)
		}
	}
	code, err := (nu{}).Changes(set, []string{"GONE", "MISSING"})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "code")
	if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	got := shelltest.Run{
		Shell: []string{"nu", "--no-config-file", "-c"}, Script: reads, Args: []string{file},
		Env: []string{"GONE=old", "V0=old", "OTHER=kept"},
	}.Environment(t)
	for name, value := range want {
		if arrived, ok := got[name]; !ok || arrived != value {
			t.Errorf("%q arrived as %q", value, arrived)
		}
	}
	for _, name := range []string{"GONE", "MISSING"} {
		if value, ok := got[name]; ok {
			t.Errorf("%s is still %q", name, value)
		}
	}
	if got["OTHER"] != "kept" {
		t.Errorf("OTHER is now %q", got["OTHER"])
	}
}

func TestNu(t *testing.T) {
	values := append(append(nasty(), everyByte()...), random(600)...)
	for _, reads := range []string{nuReads, nuReadsPlain} {
		t.Run(strings.TrimSpace(reads[strings.LastIndex(reads, "| "):]), func(t *testing.T) {
			t.Parallel()
			nuRoundTrip(t, reads, values)
		})
	}
}

// FuzzNu sends arbitrary bytes; a NUL byte ends one value and begins the next.
func FuzzNu(f *testing.F) {
	f.Add([]byte(strings.Join(nasty(), "\x00")))
	f.Fuzz(func(t *testing.T, input []byte) {
		values := strings.Split(string(input), "\x00")
		if len(input) > 1<<14 || len(values) > 200 {
			t.SkipNow()
		}
		nuRoundTrip(t, []string{nuReads, nuReadsPlain}[len(input)%2], values)
	})
}

// TestNuFail: no way of taking in what a failure prints passes for a success.
func TestNuFail(t *testing.T) {
	for _, text := range []string{Fail, "", "{\n\"A\": \"cut off", "null\n"} {
		for _, reads := range []string{"$file | from json | load-env", "load-env ($file | from json)"} {
			stdout, stderr, err := shelltest.Run{
				Shell: []string{"nu", "--no-config-file", "-c"}, Script: reads + "; print ran", Args: []string{text},
			}.Output(t)
			if stdout != "" || stderr == "" || err == nil {
				t.Errorf("%s of %q: %q, %q, %v", reads, text, stdout, stderr, err)
			}
		}
	}
}

// TestNuQuote: a quoted value is one word, as the hook uses it.
func TestNuQuote(t *testing.T) {
	var script, want strings.Builder
	for _, value := range append(append(nasty(), everyByte()...), random(200)...) {
		word, err := (nu{}).Quote(value)
		if !utf8.ValidString(value) {
			if err == nil {
				t.Errorf("%q, which nu cannot hold, is %s", value, word)
			}
			continue
		}
		script.WriteString("print --no-newline " + word + " \"|\"\n")
		want.WriteString(value + "|")
	}
	file := filepath.Join(t.TempDir(), "script.nu")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	got, stderr, err := shelltest.Run{Shell: []string{"nu", "--no-config-file", "-c"}, Script: "source '" + file + "'"}.Output(t)
	if err != nil || stderr != "" || got != want.String() {
		t.Errorf("%v %q: the words changed", err, stderr)
	}
}
