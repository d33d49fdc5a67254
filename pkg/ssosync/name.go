package ssosync

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/awsenv/awsenv/pkg/placeholder"
)

// DefaultTemplate is what profiles are called when nothing else is asked for.
const DefaultTemplate = "{account_name}-{role}"

// Template makes names of profiles.
type Template struct{ text placeholder.Text }

// ParseTemplate reads a template: text with {account_name}, {account_id} and {role}.
func ParseTemplate(text string) (Template, error) {
	parsed, err := placeholder.Parse(text, "account_name", "account_id", "role")
	if err != nil {
		return Template{}, err
	}
	named := false
	for _, part := range parsed {
		named = named || part.Name != ""
		if strings.ContainsAny(part.Text, "{}") {
			return Template{}, fmt.Errorf("stray brace in %q: want {account_name}, {account_id} or {role}", text)
		}
	}
	if !named {
		return Template{}, fmt.Errorf("%q gives every profile the same name: it takes {account_name}, {account_id} or {role}", text)
	}
	return Template{parsed}, nil
}

// name is what the template makes of a role.
func (t Template) name(r Role) string {
	name := slug(t.text.Fill(func(field string) string {
		switch field {
		case "account_id":
			return r.AccountID
		case "role":
			return r.Name
		}
		if slug(r.AccountName) == "" {
			return r.AccountID
		}
		return r.AccountName
	}))
	if name == "" {
		return r.AccountID
	}
	return name
}

// slug is a text as every tool and shell takes it for a name: small letters of ASCII,
// digits, ".", "_" and "-".
func slug(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		}
		return '-'
	}, text)
	return strings.TrimLeft(text, "-.")
}

// Filter chooses roles by the names that the template gives them.
type Filter struct{ include, exclude []string }

// NewFilter reads patterns as of a shell: *, ? and [ ]. Without one to include, all are.
func NewFilter(include, exclude []string) (Filter, error) {
	for _, pattern := range slices.Concat(include, exclude) {
		if _, err := path.Match(pattern, ""); err != nil {
			return Filter{}, fmt.Errorf("%q is no pattern: a [ without its ]", pattern)
		}
	}
	return Filter{include, exclude}, nil
}

func (f Filter) takes(name string) bool {
	matches := func(pattern string) bool { ok, _ := path.Match(pattern, name); return ok }
	return (len(f.include) == 0 || slices.ContainsFunc(f.include, matches)) && !slices.ContainsFunc(f.exclude, matches)
}

// names are those of roles, all different and none that is taken. Where several would be
// called the same, each gets its account's id; what is still the same is counted.
func names(t Template, roles []Role, taken func(string) bool) []string {
	count := map[string]int{}
	list := make([]string, len(roles))
	for i, r := range roles {
		list[i] = t.name(r)
		count[list[i]]++
	}
	used := map[string]bool{}
	free := func(name string) bool { return !used[name] && !taken(name) }
	// Those that nobody else wants first: no other's second choice may take them.
	for i := range list {
		if count[list[i]] == 1 && free(list[i]) {
			used[list[i]] = true
		} else {
			count[list[i]] = 2
		}
	}
	for i, r := range roles {
		if count[list[i]] == 1 {
			continue
		}
		name := list[i] + "-" + r.AccountID
		for n := 2; !free(name); n++ {
			name = list[i] + "-" + r.AccountID + "-" + strconv.Itoa(n)
		}
		used[name], list[i] = true, name
	}
	return list
}
