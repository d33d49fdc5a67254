package cli

import (
	"cmp"
	"time"

	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/shell"
)

// promptCommand is `awsenv prompt`.
type promptCommand struct{}

// Run implements the command: the text that the hook keeps in AWSENV_PROMPT,
// without colours, from the environment and the configuration's [prompt] alone.
// With nothing loaded it prints nothing.
func (promptCommand) Run(a *app) error {
	held, ok := environ.FromEnv(environ.Lookup(a.world.Env))
	if !ok && held.Expires.IsZero() {
		return nil
	}
	profile := cmp.Or(shell.Shown(held.Profile), "aws")
	conf := a.configToShow()
	if held.Expires.IsZero() {
		return printLine(a.world.Stdout, profile)
	}
	// By the clock of a shell, which has whole seconds, as the hook's text is.
	now := a.world.Now().Truncate(time.Second)
	layout, left := conf.Prompt.Format, segment.Left(held.Expires.Sub(now))
	if left == segment.Expired {
		layout = conf.Prompt.Expired
	}
	format, err := segment.Layout(shell.Shown(layout))
	if err != nil {
		return err
	}
	return printLine(a.world.Stdout, format.Fill(func(name string) string {
		if name == segment.ProfileName {
			return profile
		}
		return left
	}))
}
