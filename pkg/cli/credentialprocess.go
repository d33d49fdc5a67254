package cli

// processCommand is `awsenv credential-process PROFILE`, the line that makes a profile
// usable by every program with an AWS SDK. Nothing is printed when it fails, since the
// program would try to read it.
type processCommand struct {
	Profile string `arg:"" optional:"" help:"The profile; none with --role-arn."`
	sessionFlags
}

// Run implements the command.
func (c *processCommand) Run(a *app) error {
	if c.Profile == "" && c.RoleARN == "" {
		return usage("awsenv credential-process needs a PROFILE", "credential_process = awsenv credential-process PROFILE")
	}
	flags := loadFlags{Format: formatProcess, sessionFlags: c.sessionFlags}
	load := loadCommand{Profile: c.Profile, loadFlags: flags}
	return load.Run(a)
}
