package cli

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/config"
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

// newToTheHook is the error for a command that a hook from before its time took for a
// profile: with the name of the shell in front, and to be evaluated.
func (a *app) newToTheHook() error {
	words, said := a.world.Args, strings.Fields(a.world.Hook)
	if len(words) < 3 || len(said) < 2 || words[0] != "--shell" || words[1] != said[0] || !isCommand(words[2]) {
		return nil
	}
	if conf, err := a.readConfig(); err == nil && a.hookID(said[0], conf) == said[1] {
		return nil // it was typed like that
	}
	return usage(fmt.Sprintf("the hook in this shell is older than the command %q", words[2]),
		"open a new shell", shell.Outside(said[0])+"awsenv "+words[2]+" runs it in this one")
}

// hookID is the id of the hook for a shell that this program and a configuration make,
// empty when there is none.
func (a *app) hookID(name string, conf config.Config) string {
	options, err := a.hookOptions(name, conf)
	if err != nil {
		return ""
	}
	id, _ := shell.ID(name, options)
	return id
}
