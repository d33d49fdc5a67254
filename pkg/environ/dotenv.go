package environ

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/session"
)

// DotenvError says that a value cannot stand in a .env file. It never shows the
// value, which may be a secret.
type DotenvError struct {
	Name    string // the variable
	Profile string
}

func (e *DotenvError) Error() string {
	return fmt.Sprintf("profile %q: the value of %s holds a single quote, a line break or a NUL byte, which the readers of .env files take in different ways or not at all", e.Profile, e.Name)
}

// Hints names the form that holds any value.
func (e *DotenvError) Hints() []string {
	return []string{"--format json holds any value; `awsenv exec` gives it to a program without a file"}
}

// ExitCode is that of a profile that cannot be used.
func (e *DotenvError) ExitCode() int { return exit.Config }

// Dotenv is what a load sets, as lines of a .env file. AWSENV_SAVED stays out: it
// speaks of one shell. There is no standard for such files: a value that every
// reader takes as it stands is plain, as keys, tokens, ARNs, dates and most names
// are; any other is between single quotes, which shells, node, python-dotenv and
// direnv take off and expand nothing in (but for python-dotenv's ${NAME} and two
// backslashes in a row), while docker and make keep them. The error is a
// *DotenvError.
func Dotenv(s session.Session) ([]byte, error) {
	changes := credentials(s)
	changes = append(changes, known(Region, s.Region), known(DefaultRegion, s.Region))
	for _, v := range s.Settings {
		changes = append(changes, Change{Name: v.Name, Value: v.Value})
	}
	changes = append(changes, description(s)...)

	var b strings.Builder
	for _, c := range changes {
		switch {
		case c.Unset:
			continue
		case strings.ContainsAny(c.Value, "'\r\n\x00"):
			return nil, &DotenvError{Name: c.Name, Profile: s.Profile}
		case plain(c.Value):
			b.WriteString(c.Name + "=" + c.Value + "\n")
		default:
			b.WriteString(c.Name + "='" + c.Value + "'\n")
		}
	}
	return []byte(b.String()), nil
}

// plain reports whether every reader takes the value as it stands: zsh has a
// meaning for a "=" that begins a value or follows a colon.
func plain(value string) bool {
	return !strings.HasPrefix(value, "=") && !strings.Contains(value, ":=") &&
		strings.IndexFunc(value, func(r rune) bool {
			letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
			return !letter && !strings.ContainsRune("_-+=./:@%,", r)
		}) < 0
}
