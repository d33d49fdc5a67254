package environ

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/session"
)

// Render writes the changes for a shell, all in one buffer so that they can be
// written at once or not at all.
func Render(changes []Change, d dialect.Dialect) ([]byte, error) {
	set := make([]dialect.Variable, 0, len(changes))
	unset := make([]string, 0, len(changes))
	for _, c := range changes {
		if c.Unset {
			unset = append(unset, c.Name)
		} else {
			set = append(set, dialect.Variable{Name: c.Name, Value: c.Value})
		}
	}
	text, err := d.Changes(set, unset)
	if err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// Apply gives the environment (NAME=value, as os.Environ has it) of a process
// that is to run with the changes. environ itself is not touched.
func Apply(environ []string, changes []Change) ([]string, error) {
	changed := make(map[string]bool, len(changes))
	for _, c := range changes {
		changed[c.Name] = true
	}
	applied := make([]string, 0, len(environ)+len(changes))
	for _, entry := range environ {
		if name, _, _ := strings.Cut(entry, "="); !changed[name] {
			applied = append(applied, entry)
		}
	}
	for _, c := range changes {
		if c.Unset {
			continue
		}
		if strings.IndexByte(c.Value, 0) >= 0 {
			return nil, &dialect.NULError{Name: c.Name}
		}
		applied = append(applied, c.Name+"="+c.Value)
	}
	return applied, nil
}

// WithoutCredentials is an environment for a program that is no caller of AWS: it
// inherits no session that happens to be loaded.
func WithoutCredentials(environ []string) []string {
	without, _ := Apply(environ, append(unset(credentials(session.Session{})), endpoint()...)) // no value, no NUL byte
	return without
}
