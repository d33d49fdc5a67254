package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

// value is a value of the document with what is needed to complain about it.
type value struct {
	p      *parser
	node   *unstable.Node
	offset int    // of the key, for the one kind of value that knows no place
	name   string // of the key, with [n] for an element of a list
}

func (v value) fail(format string, args ...any) error {
	offset := v.offset
	if v.node.Raw.Length > 0 {
		offset = int(v.node.Raw.Offset)
	}
	return v.p.fail(offset, v.name+": "+fmt.Sprintf(format, args...))
}

func (v value) wrongKind(want string) error {
	return v.fail("want %s, not %s", want, kindName(v.node.Kind))
}

func kindName(kind unstable.Kind) string {
	switch kind {
	case unstable.String:
		return "a string"
	case unstable.Bool:
		return "true or false"
	case unstable.Integer, unstable.Float:
		return "a number"
	case unstable.Array:
		return "a list"
	case unstable.InlineTable:
		return "a table"
	}
	return "a date or time"
}

// text is a string without NUL, which neither a variable nor an argument can hold.
func (v value) text() (string, error) {
	if v.node.Kind != unstable.String {
		return "", v.wrongKind("a string in quotes")
	}
	text := string(v.node.Data)
	if strings.ContainsRune(text, 0) {
		return "", v.fail("a NUL byte cannot stand here")
	}
	return text, nil
}

func (v value) oneOf(words ...string) (string, error) {
	text, err := v.text()
	if err != nil || slices.Contains(words, text) {
		return text, err
	}
	return "", v.fail("%q is none of \"%s\"", text, strings.Join(words, `", "`))
}

func (v value) boolean() (bool, error) {
	if v.node.Kind != unstable.Bool {
		return false, v.wrongKind("true or false, without quotes")
	}
	return string(v.node.Data) == "true", nil
}

// length is the text of a length of time: a string, or seconds as a plain number.
func (v value) length() (string, error) {
	if v.node.Kind == unstable.Integer {
		return string(v.node.Data), nil
	}
	if v.node.Kind != unstable.String {
		return "", v.wrongKind(`a length of time such as "12h"`)
	}
	return v.text()
}

func (v value) duration(least, most time.Duration) (time.Duration, error) {
	text, err := v.length()
	if err != nil {
		return 0, err
	}
	d, err := ParseDuration(text)
	if err == nil {
		err = within(d, least, most)
	}
	if err != nil {
		return 0, v.fail("%v", err)
	}
	return d, nil
}

func roleDuration(v value) (RoleDuration, error) {
	text, err := v.length()
	if err != nil {
		return RoleDuration{}, err
	}
	d, err := ParseRoleDuration(text)
	if err != nil {
		return RoleDuration{}, v.fail("%v", err)
	}
	return d, nil
}

// listOf reads a list whose elements are all different.
func listOf[T comparable](read func(value) (T, error)) func(value) ([]T, error) {
	return func(v value) ([]T, error) {
		elements, err := v.elements()
		if err != nil {
			return nil, err
		}
		list := make([]T, 0, len(elements))
		for _, element := range elements {
			got, err := read(element)
			if err != nil {
				return nil, err
			}
			if slices.Contains(list, got) {
				return nil, element.fail("it is in the list already")
			}
			list = append(list, got)
		}
		return list, nil
	}
}

func (v value) elements() ([]value, error) {
	if v.node.Kind != unstable.Array {
		return nil, v.wrongKind("a list in brackets")
	}
	var list []value
	for it := v.node.Children(); it.Next(); {
		if it.Node().Kind == unstable.Comment {
			continue
		}
		name := fmt.Sprintf("%s[%d]", v.name, len(list))
		list = append(list, value{p: v.p, node: it.Node(), offset: v.offset, name: name})
	}
	return list, nil
}

// thresholds are put in order here, so that nothing depends on how they were written.
func thresholds(v value) ([]time.Duration, error) {
	elements, err := v.elements()
	if err != nil {
		return nil, err
	}
	list := make([]time.Duration, 0, len(elements))
	for _, element := range elements {
		d, err := element.duration(time.Second, maxMFASession)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	slices.Sort(list)
	slices.Reverse(list)
	return slices.Compact(list), nil
}
