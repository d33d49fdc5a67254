package config

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/awsenv/awsenv/pkg/spelling"
)

// unknownKey says what is wrong with a key that the document does not have, and which
// one was probably meant: a near name, or the same name in another table, since in
// TOML a key after a header belongs to that table however far below it stands.
func unknownKey(key []string) (problem, hint string) {
	table, depth := reflect.TypeFor[document](), 0
	for next := table; depth < len(key)-1; depth++ {
		if next = member(table, key[depth]); next == nil {
			break
		}
		table = next
	}
	name, where := key[depth], ""
	if depth > 0 {
		where = " in [" + dotted(key[:depth]) + "]"
	}
	return "unknown key " + strconv.Quote(name) + where, meant(name, keys(table), key[:depth+1])
}

// meant is the hint for a name that the table does not have. Of a key in an inline
// table the decoder does not tell which table it is in: then a near name in any will do.
func meant(name string, known, key []string) string {
	var all []string
	for _, t := range tables() {
		switch {
		case !slices.Contains(t.keys, name):
			all = append(all, t.keys...)
		case t.name == "":
			return strconv.Quote(name) + " belongs at the top of the file, above the first [table]"
		default:
			return strconv.Quote(name) + " belongs in [" + t.name + "]"
		}
	}
	if near := append(spelling.Near(name, known), spelling.Near(name, all)...); len(near) > 0 {
		return "did you mean " + strconv.Quote(near[0]) + "?"
	}
	hint := "what can stand here: " + strings.Join(known, ", ")
	if len(key) > 2 && key[0] == "profile" {
		hint += "; a profile's name with dots is written in quotes: [profile." + strconv.Quote(strings.Join(key[1:], ".")) + "]"
	}
	return hint
}

// member is the type of what a table calls name, nil when there is no such thing.
func member(table reflect.Type, name string) reflect.Type {
	if table.Kind() == reflect.Map {
		return table.Elem()
	}
	for i := range table.NumField() {
		if f := table.Field(i); f.Tag.Get("toml") == name {
			return f.Type
		}
	}
	return nil
}

// keys are the names in a table, in the order of the documentation.
func keys(table reflect.Type) []string {
	var names []string
	for i := range table.NumField() {
		if name := table.Field(i).Tag.Get("toml"); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// table is a table of the document by its name, which is empty for the top.
type table struct {
	name string
	keys []string
}

func tables() []table {
	top := reflect.TypeFor[document]()
	all := []table{{"", keys(top)}}
	for i, name := range keys(top) {
		switch t := top.Field(i).Type; t.Kind() {
		case reflect.Map:
			all = append(all, table{name + ".NAME", keys(t.Elem())})
		case reflect.Struct:
			all = append(all, table{name, keys(t)})
		}
	}
	return all
}
