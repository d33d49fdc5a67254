package aws

import "github.com/awsenv/awsenv/pkg/exit"

// ConfigError is a setting that no call can be made with.
type ConfigError struct {
	// Problem says what is wrong, with the value.
	Problem string
	// Do says what to change.
	Do string
}

func (e *ConfigError) Error() string { return e.Problem }

// ExitCode is 3: profile or configuration.
func (e *ConfigError) ExitCode() int { return exit.Config }

// Hints say what to change.
func (e *ConfigError) Hints() []string {
	if e.Do == "" {
		return nil
	}
	return []string{e.Do}
}
