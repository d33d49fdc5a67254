package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/awsenv/awsenv/pkg/tty"
)

// misreadings are command lines of a command that cannot be parsed, one for each
// thing that can be wrong with what it takes.
func misreadings(node *kong.Node) [][]string {
	begin := []string{node.Name}
	if node.Name == loadNode {
		begin = nil
	}
	line := func(words ...string) []string { return append(slices.Clone(begin), words...) }
	lines := [][]string{line("--no-such-flag"), line("-X")}
	arguments := []string{}
	open := false // takes any number of words, of another program
	for _, arg := range node.Positional {
		if arg.Required {
			lines = append(lines, line(arguments...))
		}
		if arg.Enum != "" {
			lines = append(lines, line(append(slices.Clone(arguments), "nonesuch")...))
			arguments = append(arguments, arg.EnumSlice()[0])
		} else {
			arguments = append(arguments, "x")
		}
		open = open || arg.IsCumulative()
	}
	if !open {
		lines = append(lines, line(append(slices.Clone(arguments), "one", "more")...))
	}
	for _, flag := range node.Flags {
		typed := "--" + flag.Name
		switch {
		case flag.IsBool():
			lines = append(lines, line(typed+"=maybe"))
			continue
		case flag.Enum != "":
			lines = append(lines, line(append(arguments, typed, "nonesuch")...))
		}
		lines = append(lines, line(typed), line(typed, "--quiet"))
	}
	return append(lines, line("--quiet", "list"))
}

// TestKongsWordsReachNobody makes every mistake that the grammar can tell: each is
// explained in awsenv's words, with the help of the command.
func TestKongsWordsReachNobody(t *testing.T) {
	kongs := regexp.MustCompile(`EOL|expected|<|must be|unexpected|unknown flag|bool value|can't be|\(load\)|perhaps`)
	model := mustParser(t).Model
	for _, node := range model.Children {
		for _, args := range misreadings(node) {
			var errs bytes.Buffer
			a := &app{world: World{Args: args, Stdout: io.Discard, Stderr: &errs, StdoutIsTerminal: func() bool { return false }}}
			err := parseOnly(a)
			var kongError *kong.ParseError
			if !errors.As(err, &kongError) {
				continue // it is refused later, in words of our own
			}
			report(&errs, tty.Paint{}, newMisread(err).fault(nil))
			if found := kongs.FindString(strings.ReplaceAll(errs.String(), "\"nonesuch\"", "")); found != "" {
				t.Errorf("%q: %q is kong's\n%s", args, found, &errs)
			}
			if want := newMisread(err).name() + " --help"; !strings.Contains(errs.String(), want) {
				t.Errorf("%q: %q is not in the hints\n%s", args, want, &errs)
			}
		}
	}
	if t.Failed() || len(model.Children) < 10 {
		t.Log("commands:", len(model.Children))
	}
}

// parseOnly is what kong says of a command line.
func parseOnly(a *app) error {
	parser, err := newParser(a, &grammar{})
	if err != nil {
		return err
	}
	_, err = parser.Parse(a.world.Args)
	return err
}

// TestForeignWordsLeadToCommandsThatExist: what is answered to another tool's word can
// be typed, and no word of ours is taken for another tool's.
func TestForeignWordsLeadToCommandsThatExist(t *testing.T) {
	words := regexp.MustCompile(`"([a-z-]+)"`)
	names := []string{"--clear", "--refresh", "--help", "PROFILE"}
	for _, node := range mustParser(t).Model.Children {
		names = append(names, node.Name)
		if typed := elsewhere(node.Name); typed != "" {
			t.Errorf("%s is a command here, and is said to be %s", node.Name, typed)
		}
	}
	tried := 0
	for _, match := range words.FindAllStringSubmatch(source(t, "elsewhere.go"), -1) {
		typed := elsewhere(match[1])
		if typed == "" {
			continue
		}
		tried++
		if second := strings.Fields(strings.TrimPrefix(typed, "awsenv "))[0]; !slices.Contains(names, second) {
			t.Errorf("%s: %q does not exist", match[1], typed)
		}
	}
	if tried < 30 {
		t.Errorf("only %d words were found", tried)
	}
}

// source is the text of a file of this package.
func source(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
