package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/spelling"
)

// names lists what may stand in a table, in the order of the documentation.
func names(table string) []string {
	switch table {
	case "":
		return []string{"warn", "renew", "duration", "markers", "session_name", "guard", "key_max_age", "mfa", "prompt", "profile"}
	case "mfa":
		return []string{"session", "command"}
	case "prompt":
		return []string{"format", "expired"}
	default: // a profile
		return []string{"duration", "region", "color", "confirm", "mfa"}
	}
}

// isTable reports whether key names a table: [mfa], [prompt], [profile], [profile.X].
func isTable(key []part) bool {
	switch key[0].name {
	case "mfa", "prompt":
		return len(key) == 1
	case "profile":
		return len(key) <= 2
	}
	return false
}

// tableName is the argument of names for a table.
func tableName(table []part) string {
	switch len(table) {
	case 0:
		return ""
	case 1:
		return table[0].name
	}
	return "profile."
}

// set stores the value of a key.
func (p *parser) set(key []part, v value) error {
	if isTable(key) {
		return p.fail(key[len(key)-1].offset, strconv.Quote(v.name)+" is a table, not a value", "write it as ["+dotted(key)+"] on a line of its own")
	}
	last := key[len(key)-1]
	switch {
	case len(key) == 1:
		return p.setTop(last, v)
	case len(key) == 2 && key[0].name == "mfa":
		return p.setMFA(key, v)
	case len(key) == 2 && key[0].name == "prompt":
		return p.setPrompt(key, v)
	case len(key) == 3 && key[0].name == "profile":
		return p.setProfile(key, v)
	}
	if err := p.open(key[:len(key)-1]); err != nil {
		return err
	}
	return p.unknown(key[:len(key)-1], last)
}

func (p *parser) setTop(key part, v value) error {
	c := &p.config
	switch key.name {
	case "warn":
		return put(&c.Warn, v, thresholds)
	case "renew":
		return put(&c.Renew, v, func(v value) (bool, error) {
			word, err := v.oneOf("off", "auto")
			return word == "auto", err
		})
	case "duration":
		return put(&c.Duration, v, roleDuration)
	case "markers":
		return put(&c.Markers, v, listOf(marker))
	case "session_name":
		return put(&c.SessionName, v, sessionName)
	case "guard":
		return put(&c.Guard, v, listOf(commandName))
	case "key_max_age":
		return put(&c.KeyMaxAge, v, func(v value) (time.Duration, error) { return v.duration(day, maxDays*day) })
	}
	return p.unknown(nil, key)
}

func (p *parser) setMFA(key []part, v value) error {
	c := &p.config.MFA
	switch key[1].name {
	case "session":
		return put(&c.Session, v, func(v value) (time.Duration, error) { return v.duration(minSession, maxMFASession) })
	case "command":
		return put(&c.Command, v, command)
	}
	return p.unknown(key[:1], key[1])
}

func (p *parser) setPrompt(key []part, v value) error {
	c := &p.config.Prompt
	switch key[1].name {
	case "format":
		return put(&c.Format, v, promptFormat)
	case "expired":
		return put(&c.Expired, v, promptFormat)
	}
	return p.unknown(key[:1], key[1])
}

func (p *parser) setProfile(key []part, v value) error {
	settings, err := p.profile(key[1])
	if err != nil {
		return err
	}
	switch key[2].name {
	case "duration":
		err = put(&settings.Duration, v, roleDuration)
	case "region":
		err = put(&settings.Region, v, region)
	case "color":
		err = put(&settings.Color, v, color)
	case "confirm":
		err = put(&settings.Confirm, v, value.boolean)
	case "mfa":
		err = put(&settings.MFA, v, func(v value) (Plan, error) {
			word, err := v.oneOf(string(PlanDirect), string(PlanSession))
			return Plan(word), err
		})
	default:
		return p.unknown(key[:2], key[2])
	}
	p.config.Profiles[key[1].name] = settings
	return err
}

// put stores what read makes of the value.
func put[T any](to *T, v value, read func(value) (T, error)) error {
	got, err := read(v)
	if err == nil {
		*to = got
	}
	return err
}

// unknown is the error for a key that the table does not have. It looks for the key
// that was meant: a near name, or the same name in another table, since in TOML a key
// after a header belongs to that table however far below it stands.
func (p *parser) unknown(table []part, key part) error {
	known := names(tableName(table))
	if slices.Contains(known, key.name) {
		return p.fail(key.offset, strconv.Quote(key.name)+" is a value, not a table")
	}
	where := ""
	if len(table) > 0 {
		where = " in [" + dotted(table) + "]"
	}
	var hint string
	switch near, home := spelling.Near(key.name, known), homeOf(key.name, tableName(table)); {
	case home == "":
		hint = strconv.Quote(key.name) + " belongs at the top of the file, above the first [table]"
	case home != nowhere:
		hint = strconv.Quote(key.name) + " belongs in [" + home + "]"
	case len(near) > 0:
		hint = "did you mean " + strconv.Quote(near[0]) + "?"
	default:
		hint = "what can stand here: " + strings.Join(known, ", ")
	}
	return p.fail(key.offset, "unknown key "+strconv.Quote(key.name)+where, hint)
}

const nowhere = "?"

// homeOf is the table that has a key of this name, other than the one it stood in.
func homeOf(name, stood string) string {
	for _, table := range [...]string{"", "mfa", "prompt", "profile."} {
		if table == stood || !slices.Contains(names(table), name) {
			continue
		}
		if table == "profile." {
			return "profile.NAME"
		}
		return table
	}
	return nowhere
}
