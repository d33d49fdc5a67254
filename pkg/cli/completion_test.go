package cli

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"github.com/alecthomas/kong"

	"github.com/awsenv/awsenv/completions"
	"github.com/awsenv/awsenv/shell"
)

var update = flag.Bool("update", false, "write anew what is compared with: the completion scripts, the pictures")

const completionFolder = "../../completions"

// generate fills the template of a shell with a grammar.
func generate(t *testing.T, shell string, k *kong.Kong) string {
	t.Helper()
	model, err := newCompletionModel(k)
	if err != nil {
		t.Fatal(err)
	}
	name := completions.File(shell)
	text, err := template.New(name).Funcs(template.FuncMap{
		"join": strings.Join,
		"zsh":  zshWord,
		"nu":   nuWord,
		"add":  func(a, b int) int { return a + b },
	}).ParseFiles(filepath.Join(completionFolder, "templates", name))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := text.Execute(&out, model); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// mustParser is the parser of the real grammar, without a world.
func mustParser(t *testing.T) *kong.Kong {
	t.Helper()
	a := &app{world: World{Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer), StdoutIsTerminal: func() bool { return false }}}
	k, err := newParser(a, &grammar{})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestCompletionsAreCurrent(t *testing.T) {
	for _, name := range shell.Names() {
		t.Run(name, func(t *testing.T) {
			want := generate(t, name, mustParser(t))
			path := filepath.Join(completionFolder, completions.File(name))
			if *update {
				if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != want {
				t.Errorf("%s is not what the grammar and its template give; write it anew with:\n  go test ./pkg/cli -run TestCompletionsAreCurrent -update", path)
			}
		})
	}
}
