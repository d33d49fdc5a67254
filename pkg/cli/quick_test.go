package cli

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/shell"
)

// kongParser is the grammar's own reading of command lines; ok is false when one
// is not a load. The model is built once: a parse sets every word and flag anew.
func kongParser(t *testing.T) func(args []string) (load loadCommand, ok bool) {
	t.Helper()
	a := &app{world: World{Stderr: discard{}, Stdout: discard{}, StdoutIsTerminal: func() bool { return false }}}
	var g grammar
	parser, err := newParser(a, &g)
	if err != nil {
		t.Fatal(err)
	}
	return func(args []string) (loadCommand, bool) {
		ctx, err := parser.Parse(args)
		if err != nil || !strings.HasPrefix(ctx.Command(), loadNode) {
			return loadCommand{}, false
		}
		return g.Load, true
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// words are what the test builds command lines from.
var words = []string{
	"prod", "my prof", "a=b", "", "-", "--", "list", "use", "renew", "unload", "version", "--help",
	"--shell", "--shell=zsh", "zsh", "--refresh", "--refresh=false", "--no-prompt", "-q", "-v", "-qv", "-c",
	"--token", "--token=123456", "123456", "-t", "-t123456", "--duration", "12h", "--duration=max", "--duration=x", "-d", "-d12h",
	"--min", "30m", "--min=", "--region", "--region=eu-west-1", "--quiet", "--verbose", "--unknown", "--format=json", "--role-arn=arn:x",
}

// TestPlainLoadAgreesWithKong tries every command line of up to three words.
func TestPlainLoadAgreesWithKong(t *testing.T) {
	var plain int
	parse := kongParser(t)
	check := func(args []string) {
		quick, ok := plainLoad(args)
		if !ok {
			return
		}
		plain++
		want, isLoad := parse(args)
		if !isLoad {
			t.Errorf("%q is taken for a load, and the grammar does not", args)
		} else if !reflect.DeepEqual(*quick, want) {
			t.Errorf("%q:\nquick %+v\nkong  %+v", args, *quick, want)
		}
	}
	for _, one := range words {
		check([]string{one})
		for _, two := range words {
			check([]string{one, two})
			for _, three := range words {
				check([]string{one, two, three})
			}
		}
	}
	if plain < 100 {
		t.Fatalf("only %d command lines took the quick way: the test compares nothing", plain)
	}
}

func TestPlainLoadTakesTheUsualLoads(t *testing.T) {
	for _, line := range []string{"prod", "--shell bash prod", "--shell=fish prod", "prod --refresh", "prod --token 123456", "-q prod", "prod --duration 12h"} {
		if _, plain := plainLoad(strings.Fields(line)); !plain {
			t.Errorf("awsenv %s builds the kong model", line)
		}
	}
}

// TestTheHookKnowsTheGrammar: the function awsenv of the hooks decides by words
// and flags which output is code.
func TestTheHookKnowsTheGrammar(t *testing.T) {
	a := &app{world: World{StdoutIsTerminal: func() bool { return false }}}
	parser, err := newParser(a, &grammar{})
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, node := range parser.Model.Children {
		if !node.Hidden {
			commands = append(commands, node.Name)
		}
	}
	slices.Sort(commands)
	if known := slices.Sorted(slices.Values(append(shell.Commands(), shell.Loads()...))); !slices.Equal(known, commands) {
		t.Errorf("the hooks know the commands %v, the grammar has %v", known, commands)
	}
	for _, node := range parser.Model.Children {
		if !node.Hidden {
			continue
		}
		for _, flag := range node.Flags {
			known := slices.Contains(shell.ValueFlags(), "--"+flag.Name) || flag.Name == "format" || flag.Name == "shell"
			if !flag.IsBool() != known {
				t.Errorf("--%s takes a value: %v, the hooks think %v", flag.Name, !flag.IsBool(), known)
			}
			if short := "-" + string(flag.Short); flag.Short != 0 && !flag.IsBool() && !slices.Contains(shell.ValueFlags(), short) {
				t.Errorf("%s takes a value, and the hooks do not know", short)
			}
		}
	}
}
