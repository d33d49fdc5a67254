package config

import (
	"bytes"
	"cmp"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"github.com/awsenv/awsenv/pkg/exit"
)

// Error says what is wrong with the configuration file and where.
type Error struct {
	Path string
	// Line and Column count from 1, the column in characters. Both are 0 when the file
	// could not be read at all.
	Line, Column int
	Problem      string
	hints        []string
}

// Error is the problem with its place: path:line:column: problem.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Path + ": " + e.Problem
	}
	return e.Path + ":" + strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Column) + ": " + e.Problem
}

// Hints say what to write instead.
func (e *Error) Hints() []string { return e.hints }

// ExitCode is the exit status for a bad configuration.
func (e *Error) ExitCode() int { return exit.Config }

// file is what errors are about.
type file struct {
	path string
	text []byte
}

// fail is an error at a byte of the text.
func (f file) fail(offset int, problem string, hints ...string) error {
	before := f.text[:min(offset, len(f.text))]
	line := bytes.Count(before, []byte{'\n'}) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return &Error{Path: f.path, Line: line, Column: column, Problem: problem, hints: hints}
}

// failAt is an error about the value of a key. The decoder finds it when it is asked
// for something that no value of TOML can be.
func (f file) failAt(key []string, problem string) error {
	want := reflect.TypeFor[chan struct{}]()
	for i := len(key) - 1; i >= 0; i-- {
		want = reflect.StructOf([]reflect.StructField{{Name: "Key", Type: want, Tag: reflect.StructTag("toml:" + strconv.Quote(key[i]))}})
	}
	at := new(toml.DecodeError)
	errors.As(toml.Unmarshal(f.text, reflect.New(want).Interface()), &at)
	return f.fail(f.offset(at), dotted(key)+": "+problem)
}

// offset is the byte that the decoder complains about; its columns count bytes.
func (f file) offset(at *toml.DecodeError) int {
	row, column := at.Position()
	offset := 0
	for range row - 1 {
		offset += bytes.IndexByte(f.text[offset:], '\n') + 1
	}
	return max(offset+column-1, 0)
}

// explain says in awsenv's words what the decoder found.
func (f file) explain(err error) error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) {
		first := unknown.Errors[0]
		problem, hint := unknownKey(first.Key())
		return f.fail(f.offset(&first), problem, hint)
	}
	at := new(toml.DecodeError)
	errors.As(err, &at)
	problem := strings.TrimPrefix(err.Error(), "toml: ")
	if at.Key() == nil {
		return f.fail(f.offset(at), "not valid TOML: "+problem)
	}
	return f.fail(f.offset(at), dotted(at.Key())+": "+kindProblem(problem))
}

// kindProblem turns the decoder's words for a value of another kind, in which types
// of Go stand, into those of the file; any other words stay.
func kindProblem(problem string) string {
	switch {
	case strings.HasPrefix(problem, "cannot store an array table "):
		return "there is no list of tables here: write it in single brackets"
	case strings.HasPrefix(problem, "cannot store a table "):
		return "is a value, not a table"
	}
	kinds, ok := strings.CutPrefix(problem, "cannot decode TOML ")
	if !ok {
		return problem
	}
	kind, target, _ := strings.Cut(kinds, " into ")
	if _, typ, found := strings.Cut(target, " of type "); found {
		target = typ
	}
	return "want " + wanted(target) + ", not a TOML " + cmp.Or(kind, "value")
}

// wanted is the kind of value that a type of Go stands for.
func wanted(target string) string {
	switch {
	case strings.HasPrefix(target, "[]"):
		return "a list in brackets"
	case target == "bool":
		return "true or false, without quotes"
	case strings.HasPrefix(target, "struct"), strings.HasPrefix(target, "map"):
		return "a table"
	}
	return "text in quotes"
}

// dotted is a key as TOML writes it, quoted where it must be.
func dotted(key []string) string {
	words := make([]string, len(key))
	for i, word := range key {
		if words[i] = word; word == "" || strings.Trim(word, bareLetters) != "" {
			words[i] = strconv.Quote(word)
		}
	}
	return strings.Join(words, ".")
}

const bareLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
