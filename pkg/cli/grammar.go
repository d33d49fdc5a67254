package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/ssosync"
	"github.com/awsenv/awsenv/shell"
)

// grammar is the whole command line, as kong reads it. A field is a command; its
// Run method is in the file of the command's name.
type grammar struct {
	Load        loadCommand       `cmd:"" name:"(load)" default:"withargs" hidden:"" help:"Without a command, print the lines that load PROFILE's session."`
	Use         useCommand        `cmd:"" group:"Sessions" help:"Load PROFILE, also one that is named like a command."`
	Exec        execCommand       `cmd:"" group:"Sessions" help:"Run a command with PROFILE's session in its environment only."`
	Renew       renewCommand      `cmd:"" group:"Sessions" help:"Get a new session for what is loaded."`
	Unload      unloadCommand     `cmd:"" group:"Sessions" help:"Print the lines that unload the session, as --clear."`
	List        listCommand       `cmd:"" group:"Looking" help:"List the profiles, with what is cached for each."`
	Status      statusCommand     `cmd:"" group:"Looking" help:"Show what this shell holds and what is cached."`
	Login       loginCommand      `cmd:"" group:"Signing in and keys" help:"Sign in as a profile wants it: MFA session, IAM Identity Center, AWS console."`
	Logout      logoutCommand     `cmd:"" group:"Signing in and keys" help:"End a sign-in to IAM Identity Center or with aws login, at the server too."`
	SSO         ssoCommand        `cmd:"" name:"sso" group:"Signing in and keys" help:"Write profiles for what IAM Identity Center lets you use."`
	Setup       setupCommand      `cmd:"" group:"Signing in and keys" help:"Find an IAM user's name and MFA device, and write them to its profile."`
	Rotate      rotateCommand     `cmd:"" group:"Signing in and keys" help:"Replace an IAM user's access key, safely."`
	Keys        keysCommand       `cmd:"" group:"Signing in and keys" help:"Keep access keys encrypted, where the AWS CLI and every SDK still find them."`
	Whoami      whoamiCommand     `cmd:"" group:"Looking" help:"Ask AWS whose keys this shell or a profile has."`
	Console     consoleCommand    `cmd:"" group:"Sessions" help:"Sign in to AWS's web console in the browser."`
	Process     processCommand    `cmd:"" group:"Sessions" name:"credential-process" help:"Print PROFILE's session as credential_process wants it."`
	Forget      forgetCommand     `cmd:"" group:"Signing in and keys" help:"Delete cached sessions."`
	Doctor      doctorCommand     `cmd:"" group:"Looking" help:"Look for what is wrong with profiles, files, shell and network."`
	Hook        hookCommand       `cmd:"" group:"Shells" help:"Print the hook for a shell: the function awsenv, the warnings and the prompt."`
	Prompt      promptCommand     `cmd:"" group:"Looking" help:"Print the prompt segment: what is loaded and the time left."`
	Completion  completionCommand `cmd:"" group:"Shells" help:"Print the completion script of a shell."`
	HelpCommand helpCommand       `cmd:"" name:"help" help:"Explain a command."`
	Version     versionCommand    `cmd:"" help:"Print the version."`

	Help        helpFlag    `short:"h" help:"Show help for awsenv or for one of its commands."`
	VersionFlag versionFlag `name:"version" help:"Print the version."`
}

// errShown ends a parse whose answer has been printed already (help, version).
var errShown = errors.New("shown")

// helpFlag prints help as soon as it is met, before anything else about the
// arguments is checked.
type helpFlag bool

// BeforeReset implements kong's hook of that name.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if err := ctx.PrintUsage(false); err != nil {
		return err
	}
	return errShown
}

// versionFlag does for --version what the version command does.
type versionFlag bool

// BeforeReset implements kong's hook of that name.
func (versionFlag) BeforeReset(a *app) error {
	if err := printVersion(a); err != nil {
		return err
	}
	return errShown
}

// newParser builds the kong model. Help goes to standard output only when that
// is a terminal: elsewhere it might be evaluated.
func newParser(a *app, g *grammar) (*kong.Kong, error) {
	help := a.world.Stderr
	if a.world.StdoutIsTerminal() {
		help = a.world.Stdout
	}
	help = a.paintedHelp(help)
	return kong.New(g,
		kong.Name("awsenv"),
		kong.Description("Load AWS sessions into your shell: eval \"$(awsenv PROFILE)\"."),
		kong.NoDefaultHelp(),
		kong.Writers(help, a.world.Stderr),
		kong.Exit(func(int) {}),
		kong.Bind(a),
		kong.Help(printHelp),
		filledIn(),
	)
}

// filledIn is what the grammar names and others know.
func filledIn() kong.Vars {
	return kong.Vars{
		"shells":       oneOf(dialect.Names()),
		"hooked":       strings.Join(shell.Names(), ","),
		"hooked_words": oneOf(shell.Names()),
		"sso_template": ssosync.DefaultTemplate,
	}
}

// oneOf is a list as people write it: bash, zsh or fish.
func oneOf(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// parseAndRun is the way through kong, which every command line but the
// plainest loads takes.
func (a *app) parseAndRun() error {
	var g grammar
	parser, err := newParser(a, &g)
	if err != nil {
		return fmt.Errorf("building the command line's grammar: %w", err)
	}
	ctx, err := parser.Parse(a.world.Args)
	if errors.Is(err, errShown) {
		return nil
	}
	if err != nil {
		a.evaluated = meantForEval(err) && !otherFormat(a.world.Args)
		if slices.Contains(a.world.Args, "") {
			return emptyArgument()
		}
		if err := a.newToTheHook(); err != nil {
			return err
		}
		return newMisread(err).fault(foreignWord(a.world.Args))
	}
	return ctx.Run(a)
}

// meantForEval tells whether a command line that could not be parsed was meant
// to be evaluated by a shell: a load, a clear, "use" or "hook". Whatever stopped
// the parse before a command was reached counts as a load.
func meantForEval(err error) bool {
	var parse *kong.ParseError
	if !errors.As(err, &parse) || parse.Context == nil {
		return true
	}
	node := parse.Context.Selected()
	if node == nil {
		return true
	}
	return node.Name == loadNode || node.Name == "hook" || slices.Contains(shell.Loads(), node.Name)
}

// otherFormat reports whether arguments that could not be parsed ask for a format
// that no shell evaluates.
func otherFormat(args []string) bool {
	for i, arg := range args {
		value, joined := strings.CutPrefix(arg, "--format=")
		if arg == "--format" && i+1 < len(args) {
			value, joined = args[i+1], true
		}
		switch {
		case arg == "--":
			return false
		case !joined:
		case value == formatJSON, value == formatDotenv, value == formatINI, value == formatProcess:
			return true
		}
	}
	return false
}
