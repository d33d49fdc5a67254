package aws

import (
	"github.com/awsenv/awsenv/pkg/exit"
)

// SignInNeeded says that a person has to sign in.
type SignInNeeded struct {
	// Step is what was being done, Problem why it cannot be.
	Step, Problem string
	// Command is what to run: `awsenv login --sso-session corp`.
	Command string
	// Seen is the token that does not serve any more, if there was one.
	Seen SSOToken
	Err  error
}

// Error says what is wrong with the sign-in.
func (e *SignInNeeded) Error() string { return e.Step + ": " + e.Problem }

// Unwrap is the error below, nil when there is none.
func (e *SignInNeeded) Unwrap() error { return e.Err }

// ExitCode is 4: a person is needed.
func (e *SignInNeeded) ExitCode() int { return exit.Person }

// Hints name the command.
func (e *SignInNeeded) Hints() []string { return []string{"run: " + e.Command} }
