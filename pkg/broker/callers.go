package broker

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
)

// callersVariable is set for the programs alone that awsenv runs for a profile: whose
// programs are running already, one name a line. It comes back when such a program
// calls awsenv, at once or by way of the AWS CLI.
const callersVariable = "AWSENV_CALLERS"

// WithCaller is the environment of a program that is run for somebody.
func WithCaller(environ []string, name string) []string {
	const begin = callersVariable + "="
	callers := append(callersIn(environ), name)
	others := slices.DeleteFunc(slices.Clone(environ), func(pair string) bool { return strings.HasPrefix(pair, begin) })
	return append(others, begin+strings.Join(callers, "\n"))
}

// CalledBy reports whether we run within the program of somebody.
func CalledBy(environ []string, name string) bool { return slices.Contains(callersIn(environ), name) }

func callersIn(environ []string) []string {
	for _, pair := range environ {
		if names, ok := strings.CutPrefix(pair, callersVariable+"="); ok && names != "" {
			return strings.Split(names, "\n")
		}
	}
	return nil
}

// CallsItself says that a profile's credential_process asks for the profile itself, which
// would start processes without end.
type CallsItself struct{ Profile string }

// Error names the profile.
func (e *CallsItself) Error() string { return fmt.Sprintf("profile %q calls itself", e.Profile) }

// ExitCode is 3: profile or configuration.
func (e *CallsItself) ExitCode() int { return exit.Config }

// Hints say where the circle is.
func (e *CallsItself) Hints() []string {
	return []string{"its credential_process leads back to it: it has to get the keys elsewhere",
		"if it was not run by one, unset " + callersVariable}
}

// circle finds out before anything is waited for whether the program that would be run
// for the request is running already.
func (b *Broker) circle(r Request) error {
	source := r.Chain.Source
	if source.Kind == profile.SourceProcess && CalledBy(b.Environ(), source.Profile) {
		return &CallsItself{source.Profile}
	}
	return nil
}
