package cli

import (
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/tty"
)

// promptCommand is `awsenv prompt`.
type promptCommand struct{}

// Run implements the command: the text that the hook keeps in AWSENV_PROMPT,
// without colours, from the environment and the configuration's [prompt] alone.
// With nothing loaded it prints nothing.
func (promptCommand) Run(a *app) error {
	held, ok := environ.FromEnv(environ.Lookup(a.world.Env))
	if !ok {
		return nil
	}
	conf, err := a.readConfig()
	if err != nil {
		return err
	}
	layout, left := conf.Prompt.Format, ""
	if !held.Expires.IsZero() {
		left = segment.Left(held.Expires.Sub(a.world.Now()))
	}
	if left == segment.Expired {
		layout = conf.Prompt.Expired
	}
	format, err := segment.ParseFormat(layout)
	if err != nil {
		return err
	}
	return printLine(a.world.Stdout, tty.Clean(format.Text(held.Profile, left)))
}
