package cli

import "github.com/awsenv/awsenv/pkg/session"

// processCommand is `awsenv credential-process PROFILE`, the line that makes a profile
// usable by every program with an AWS SDK. Nothing is printed when it fails, since the
// program would try to read it.
type processCommand struct {
	Profile string `arg:"" optional:"" help:"The profile; none with --role-arn."`
	Stored  bool   `help:"Print the long-lived keys that awsenv keys import has taken in, as they are."`
	sessionFlags
}

// Run implements the command.
func (c *processCommand) Run(a *app) error {
	if c.Profile == "" && c.RoleARN == "" {
		return usage("awsenv credential-process needs a PROFILE", "credential_process = awsenv credential-process PROFILE")
	}
	if c.Stored {
		return c.stored(a)
	}
	flags := loadFlags{Format: formatProcess, sessionFlags: c.sessionFlags}
	load := loadCommand{Profile: c.Profile, loadFlags: flags}
	return load.Run(a)
}

// stored prints a pair of the store. The profile need not be in the AWS files: the name
// is the store's.
func (c *processCommand) stored(a *app) error {
	a.hear(c.voiceFlags)
	if c.RoleARN != "" || c.Profile == "" {
		return usage("awsenv credential-process --stored needs the PROFILE that was imported", "awsenv keys list shows which there are")
	}
	if a.world.StdoutIsTerminal() {
		return a.explainEval(formatProcess, false)
	}
	conf, err := a.readConfig()
	if err != nil {
		return err
	}
	in := &scope{config: conf, home: a.world.home(), env: a.envBeforeLoad()}
	keys, err := a.stored(in).Open(a.context(), c.Profile, c.NoPrompt)
	if err != nil {
		return err
	}
	return output{format: formatProcess}.session(a, session.Session{Profile: c.Profile, Keys: keys})
}
