package cli

import (
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/shell"
)

// hookVersion tells the person when the hook that waits for this code is not served any
// more; the change that it gives lets the hook know, so that it is said once in a shell.
// The code itself is as good for that hook as for any. A renewal at the prompt is quiet,
// and leaves it to the next command.
func (a *app) hookVersion() []environ.Change {
	problem, ok := shell.Served(a.world.Hook)
	if ok || a.quiet {
		return nil
	}
	a.Warn(problem)
	return []environ.Change{{Name: shell.VersionVariable, Unset: true}}
}
