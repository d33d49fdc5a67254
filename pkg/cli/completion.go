package cli

import (
	"io"

	"github.com/awsenv/awsenv/completions"
)

// completionCommand is `awsenv completion SHELL`.
type completionCommand struct {
	Shell string `arg:"" enum:"${hooked}" help:"The shell: ${hooked_words}."`
}

// Run implements the command.
func (c *completionCommand) Run(a *app) error {
	script, err := completions.Script(c.Shell)
	if err != nil {
		return err
	}
	_, err = io.WriteString(a.world.Stdout, script)
	return err
}
