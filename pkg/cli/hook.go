package cli

import (
	"io"

	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/shell"
)

// hookCommand is `awsenv hook SHELL`.
type hookCommand struct {
	Shell  string `arg:"" enum:"${hooked}" help:"The shell to print the hook for: ${hooked_words}."`
	Remove bool   `xor:"hook" help:"Print what takes the hook out of a running shell."`
	Write  bool   `xor:"hook" help:"Keep the hook as a file, which a shell reads faster, and print the line for its start-up file."`
}

// Run implements the command. It reads awsenv's own configuration and no AWS
// file: a shell start waits for it. A person who looks at the hook for a shell that
// evaluates no text is told how it gets there.
func (c *hookCommand) Run(a *app) error {
	a.evaluated = true
	if c.Write {
		return c.write(a)
	}
	text, err := c.text(a)
	if err != nil {
		return err
	}
	if shell.ByFile(c.Shell) && !c.Remove && a.world.StdoutIsTerminal() {
		file, line, _ := shell.StartUp(c.Shell)
		a.Notice("put into " + file + ": " + line)
		return nil
	}
	_, err = io.WriteString(a.world.Stdout, text)
	return err
}

func (c *hookCommand) text(a *app) (string, error) {
	if c.Remove {
		return shell.Remove(c.Shell)
	}
	conf, err := a.readConfig()
	if err != nil {
		return "", err
	}
	options, err := a.hookOptions(c.Shell, conf)
	if err != nil {
		return "", err
	}
	return shell.Render(c.Shell, options)
}

// hookOptions are what the configuration says of the hook.
func (a *app) hookOptions(name string, conf config.Config) (shell.Options, error) {
	d, err := dialect.Parse(name)
	if err != nil {
		return shell.Options{}, err
	}
	return shell.Options{
		Binary: a.world.Program(),
		Warn:   conf.Warn, Renew: conf.Renew, Notify: conf.Notify, Guard: conf.Guard,
		Format: conf.Prompt.Format, Expired: conf.Prompt.Expired,
		Colors: profileColors(conf),
		Quote:  d.Quote,
	}, nil
}

// profileColors are the colours that the configuration gives to profiles.
func profileColors(conf config.Config) map[string]string {
	colors := map[string]string{}
	for name, own := range conf.Profiles {
		if own.Color != "" {
			colors[name] = own.Color
		}
	}
	return colors
}
