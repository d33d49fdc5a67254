package config

import (
	"bytes"
	"errors"

	"github.com/pelletier/go-toml/v2/unstable"
)

// A field is a value of the document that checks itself by the rule R; nil is one that
// the document does not have. It is a function because functions are what go-toml
// fills by UnmarshalText or not at all: a string or a number would be filled past it,
// and a struct would take an empty table. A number, or true, counts as its text.
type field[T any, R rule[T]] func() T

// A rule reads the text of a value.
type rule[T any] interface {
	read(text string) (T, error)
}

// UnmarshalText implements encoding.TextUnmarshaler. go-toml adds the place to the
// error about a string, but not to that about a number, for which text is a piece of
// the document.
func (f *field[T, R]) UnmarshalText(text []byte) error {
	if bytes.IndexByte(text, 0) >= 0 { // neither a variable nor an argument can hold it
		return errors.New("a NUL byte cannot stand here")
	}
	var rule R
	value, err := rule.read(string(text))
	if err != nil {
		return unstable.NewParserError(text, "%v", err)
	}
	*f = func() T { return value }
	return nil
}

// to stores the value, if there was one.
func (f field[T, R]) to(setting *T) {
	if f != nil {
		*setting = f()
	}
}

// values are the values of a list, nil when there was none.
func values[T any, R rule[T]](list []field[T, R]) []T {
	if list == nil {
		return nil
	}
	all := make([]T, len(list))
	for i, f := range list {
		all[i] = f()
	}
	return all
}
