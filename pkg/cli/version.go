package cli

// versionCommand prints the version: "awsenv 1.2.3".
type versionCommand struct{}

// Run implements the command.
func (versionCommand) Run(a *app) error { return printVersion(a) }

func printVersion(a *app) error { return printLine(a.world.Stdout, "awsenv "+version()) }
