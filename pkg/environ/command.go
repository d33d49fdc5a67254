package environ

import (
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/session"
)

// Command gives the environment of one command that runs with s, from awsenv's own
// environment: as after a load, with none of the credentials that stand there already,
// and without AWSENV_SAVED. A session without keys leaves the command without any:
// extra, which is applied last, says where it gets them.
//
// AWSENV_EXEC tells an awsenv further down which variables are not the person's, so
// that they never steer the calls for another profile.
func Command(environ []string, s session.Session, markers []string, extra ...Change) ([]string, error) {
	changes, after := changesFor(s, markers, lookupEntries(environ))
	if s.Keys.Empty() {
		changes = append(changes, unset(credentials(s))...)
	}
	changes = append(changes, foreign(environ)...)
	// What the person's AWS_PROFILE was is of no use where it is never put back.
	after.records = slices.DeleteFunc(after.records, func(r record) bool { return r.name == AWSProfile || r.name == AWSDefaultProfile })
	changes = append(changes, Change{Name: Saved, Unset: true}, Change{Name: Exec, Value: after.encode()})
	// The last word on a variable counts.
	changes = append(changes, extra...)
	slices.Reverse(changes)
	seen := make(map[string]bool, len(changes))
	changes = slices.DeleteFunc(changes, func(c Change) bool {
		again := seen[c.Name]
		seen[c.Name] = true
		return again
	})
	slices.Reverse(changes)
	return Apply(environ, changes)
}

// foreign takes away the credentials that a load leaves alone, since keys win over
// them in a shell: a command has one session and no way to another.
func foreign(environ []string) []Change {
	changes := endpoint()
	for _, name := range [...]string{
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
		"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME",
		"AWS_ACCESS_KEY", "AWS_SECRET_KEY", // older names, which the SDKs for Go and Java know
		"AWS_CREDENTIAL_FILE", // botocore's OriginalEC2Provider
	} {
		changes = append(changes, Change{Name: name, Unset: true})
	}
	for _, entry := range environ {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "AWS_BEARER_TOKEN_") {
			changes = append(changes, Change{Name: name, Unset: true})
		}
	}
	return changes
}

// endpoint takes away the two variables of a credentials endpoint on this machine.
func endpoint() []Change {
	return []Change{{Name: ContainerURL, Unset: true}, {Name: ContainerToken, Unset: true}}
}

// leaveExec are the changes that a load or a clear makes beside its own in a shell that
// `exec` started: the session that came with the shell is gone, its endpoint too.
func leaveExec(env Lookup) []Change {
	if _, inside := env(Exec); !inside {
		return nil
	}
	return append(endpoint(), Change{Name: Exec, Unset: true})
}

// lookupEntries looks variables up in a list.
func lookupEntries(environ []string) Lookup {
	values := make(map[string]string, len(environ))
	for _, entry := range environ {
		name, text, ok := strings.Cut(entry, "=")
		if _, twice := values[name]; ok && !twice {
			values[name] = text
		}
	}
	return func(name string) (string, bool) {
		text, set := values[name]
		return text, set
	}
}
