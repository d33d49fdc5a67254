package cli

import (
	"errors"
	"fmt"

	"github.com/awsenv/awsenv/pkg/tty"
)

// offerImport asks a person whether the access key, which stands in plain text, is to be
// kept encrypted. Where nobody can be asked nothing is said: no is the answer, too.
func (c *setupCommand) offerImport(a *app, t *target) error {
	if t.Chain.Source.Stored != "" || c.NoPrompt || c.Quiet {
		return nil
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return nil
	}
	yes := false
	if terminal.Free() {
		yes, err = terminal.Confirm(a.context(), fmt.Sprintf("Keep the access key of %q encrypted, instead of in plain text? The AWS CLI goes on working.", t.Chain.Profile))
	}
	_ = terminal.Close()
	switch {
	case errors.Is(err, tty.ErrEOF):
		return nil
	case err != nil || !yes:
		return err
	}
	return (&keysCommand{Action: "import", Profile: t.Chain.Profile, Region: c.Region, voiceFlags: c.voiceFlags}).Run(a)
}
