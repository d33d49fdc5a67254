package config

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxSize is far above any configuration; a larger file is something else.
const maxSize = 1 << 20

// Parse reads the text of a configuration file; path is for messages. A mark of byte
// order and CRLF, which editors on Windows leave, are accepted. Every error is an
// *Error with line and column.
func Parse(path string, text []byte) (Config, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	p := parser{path: path, text: text, config: Default()}
	if err := p.checkText(); err != nil {
		return Config{}, err
	}
	// The decoder knows TOML's rules about what may be defined twice, but not where a
	// value stood; the second pass, over the syntax, does.
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		return Config{}, p.syntaxError(err)
	}
	if err := p.walk(); err != nil {
		return Config{}, err
	}
	return p.config, nil
}

// parser walks the document and fills config.
type parser struct {
	path   string
	text   []byte
	syntax unstable.Parser
	config Config
	// table is the header above the current line.
	table []part
}

// part is one part of a dotted key, with its place.
type part struct {
	name   string
	offset int
}

func (p *parser) fail(offset int, problem string, hints ...string) error {
	line, column := place(p.text, offset)
	return &Error{Path: p.path, Line: line, Column: column, Problem: problem, hints: hints}
}

// checkText finds what is no text at all, for which TOML's messages would be odd.
func (p *parser) checkText() error {
	if len(p.text) > maxSize {
		return p.fail(0, "is too large for a configuration file")
	}
	if i := bytes.IndexByte(p.text, 0); i >= 0 {
		return p.fail(i, "is not a text file in UTF-8: it has a NUL byte here")
	}
	for i := 0; i < len(p.text); {
		r, size := utf8.DecodeRune(p.text[i:])
		if r == utf8.RuneError && size == 1 {
			return p.fail(i, "is not a text file in UTF-8: it has a stray byte here")
		}
		i += size
	}
	return nil
}

func (p *parser) syntaxError(err error) error {
	offset, message := 0, err.Error()
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		row, column := bad.Position()
		for range row - 1 {
			offset += bytes.IndexByte(p.text[offset:], '\n') + 1
		}
		offset += column - 1
	}
	return p.fail(offset, "not valid TOML: "+strings.TrimPrefix(message, "toml: "))
}

func (p *parser) walk() error {
	p.syntax.Reset(p.text)
	for p.syntax.NextExpression() {
		node := p.syntax.Expression()
		var err error
		switch node.Kind {
		case unstable.Table:
			p.table = p.key(node)
			err = p.open(p.table)
		case unstable.ArrayTable:
			key := p.key(node)
			err = p.fail(key[0].offset, "a table in double brackets is a list of tables, and there is none here", "write ["+dotted(key)+"]")
		case unstable.KeyValue:
			err = p.assign(p.table, node)
		}
		if err != nil {
			return err
		}
	}
	if err := p.syntax.Error(); err != nil {
		return p.syntaxError(err)
	}
	return nil
}

// key gives the parts of the key of a table or of an assignment.
func (p *parser) key(node *unstable.Node) []part {
	var parts []part
	for it := node.Key(); it.Next(); {
		k := it.Node()
		parts = append(parts, part{string(k.Data), int(k.Raw.Offset)})
	}
	return parts
}

// open notes a table that the document names, by a header or by an inline table.
func (p *parser) open(table []part) error {
	switch table[0].name {
	case "mfa", "prompt":
		if len(table) == 1 {
			return nil
		}
	case "profile":
		switch len(table) {
		case 1:
			return nil
		case 2:
			_, err := p.profile(table[1])
			return err
		}
		if slices.Contains(names("profile."), table[2].name) {
			return p.unknown(table[:2], table[2])
		}
		return p.fail(table[2].offset, "a profile has no table "+strconv.Quote(table[2].name),
			"a name with dots is written in quotes: [profile."+strconv.Quote(joined(table[1:]))+"]")
	default:
		return p.unknown(nil, table[0])
	}
	return p.unknown(table[:1], table[1])
}

// assign handles a key with its value under table; an inline table is taken apart, so
// that all ways of writing the same thing are one.
func (p *parser) assign(table []part, node *unstable.Node) error {
	key := append(append([]part(nil), table...), p.key(node)...)
	in := node.Value()
	if in.Kind != unstable.InlineTable {
		return p.set(key, value{p: p, node: in, offset: key[len(key)-1].offset, name: key[len(key)-1].name})
	}
	if err := p.open(key); err != nil {
		return err
	}
	for it := in.Children(); it.Next(); {
		if child := it.Node(); child.Kind == unstable.KeyValue {
			if err := p.assign(key, child); err != nil {
				return err
			}
		}
	}
	return nil
}

// profile gives the entry of a profile, made when it is not there yet.
func (p *parser) profile(name part) (Profile, error) {
	if name.name == "" {
		return Profile{}, p.fail(name.offset, "the name of the profile is empty")
	}
	if p.config.Profiles == nil {
		p.config.Profiles = make(map[string]Profile)
	}
	settings := p.config.Profiles[name.name]
	p.config.Profiles[name.name] = settings
	return settings, nil
}

// dotted is a key as TOML writes it, quoted where it must be.
func dotted(key []part) string {
	words := make([]string, len(key))
	for i, part := range key {
		words[i] = part.name
		if !isBare(part.name) {
			words[i] = strconv.Quote(part.name)
		}
	}
	return strings.Join(words, ".")
}

// joined is a key with the dots that were meant as letters.
func joined(key []part) string {
	words := make([]string, len(key))
	for i, part := range key {
		words[i] = part.name
	}
	return strings.Join(words, ".")
}

func isBare(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) < 0
}
