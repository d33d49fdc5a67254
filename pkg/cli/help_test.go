package cli

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
)

// TestExamplesCanBeTyped: each command has two to four, and what they show is a command
// line of this grammar.
func TestExamplesCanBeTyped(t *testing.T) {
	awsenv := regexp.MustCompile(`awsenv( [^|)$'"]*)?`)
	for _, node := range mustParser(t).Model.Children {
		name := strings.TrimPrefix(node.Name, loadNode)
		list := examples(name)
		if len(list) < 2 || len(list) > 4 {
			t.Errorf("%q has %d examples", node.Name, len(list))
		}
		for _, e := range list {
			line := awsenv.FindString(e.typed)
			if _, last, assigned := strings.Cut(e.typed, " = "); assigned {
				line = last
			}
			a := &app{world: World{Args: strings.Fields(line)[1:], Stdout: io.Discard, Stderr: io.Discard, StdoutIsTerminal: func() bool { return false }}}
			if err := parseOnly(a); err != nil && !errors.Is(err, errShown) {
				t.Errorf("%q, of %q: %v", e.typed, node.Name, err)
			}
			if len(e.typed)+2 > helpColumns || len(e.does)+6 > helpColumns {
				t.Errorf("%q is too long for help", e.typed)
			}
		}
	}
}

// TestHelpOfEveryCommand: help COMMAND and COMMAND --help say the same, within the
// width, with every flag once.
func TestHelpOfEveryCommand(t *testing.T) {
	help := func(args ...string) string {
		var out bytes.Buffer
		a := &app{world: World{Args: args, Stdout: io.Discard, Stderr: &out, StdoutIsTerminal: func() bool { return false }}}
		if err := a.parseAndRun(); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return out.String()
	}
	for _, node := range mustParser(t).Model.Children {
		typed, asked := []string{"--help"}, []string{"help"}
		if node.Name != loadNode {
			typed, asked = []string{node.Name, "--help"}, []string{"help", node.Name}
		}
		text := help(asked...)
		if other := help(typed...); other != text {
			t.Errorf("%q and %q differ:\n%s\n%s", typed, asked, text, other)
		}
		for _, flag := range node.Flags {
			if flag.Hidden {
				continue
			}
			if n := strings.Count(text, flagWords(flag)+" ") + strings.Count(text, flagWords(flag)+"\n"); n != 1 {
				t.Errorf("%q: --%s is there %d times", asked, flag.Name, n)
			}
		}
		for line := range strings.Lines(text) {
			if len([]rune(strings.TrimRight(line, "\n"))) > helpColumns {
				t.Errorf("%q: %q is too long", asked, line)
			}
		}
	}
}

// TestHelpAboutNothing: an unknown topic is wrong usage.
func TestHelpAboutNothing(t *testing.T) {
	for topic, want := range map[string]string{"rotat": "did you mean awsenv help rotate?", "ls": "awsenv list", "(load)": "", "zzz": "awsenv help lists"} {
		var errs bytes.Buffer
		status := Run(World{Args: []string{"help", topic}, Stdout: io.Discard, Stderr: &errs, StdoutIsTerminal: func() bool { return false }})
		if status != 2 || !strings.Contains(errs.String(), want) {
			t.Errorf("help %s: status %d\n%s", topic, status, &errs)
		}
	}
}
