package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/vault"
)

// keysCommand is `awsenv keys ACTION`.
type keysCommand struct {
	Action   string   `arg:"" enum:"import,list,export,remove,move,unlock,lock,add-keeper,remove-keeper" help:"import takes a profile's access key out of ~/.aws/credentials, export puts it back, remove forgets it; list shows what is stored; unlock and lock, for all of it; move, add-keeper and remove-keeper settle who can unlock it."`
	Profile  string   `arg:"" optional:"" help:"The profile of import, export and remove; the keeper of add-keeper and remove-keeper."`
	Stdin    bool     `help:"import: read the key from standard input, as JSON or as the console's CSV."`
	Keeper   string   `placeholder:"KEEPER" help:"import: who can unlock a new store: passphrase, command, secret-service, keychain or dpapi."`
	To       string   `placeholder:"KEEPER" help:"move: who alone can unlock the store from now on."`
	For      lifetime `placeholder:"TIME" help:"unlock: how long, instead of what the configuration says."`
	All      bool     `help:"export: every key that is stored."`
	JSON     bool     `name:"json" help:"list: print JSON."`
	Region   string   `placeholder:"REGION" help:"Region to call." group:"Session"`
	NoPrompt bool     `help:"Never ask; exit with status 4 where an answer is needed." group:"Codes and questions"`
	voiceFlags
}

func (c *keysCommand) asked() asked { return asked{region: c.Region, noPrompt: c.NoPrompt} }

// keysAction is one of the actions.
type keysAction struct {
	// takes is what its word stands for, empty for an action without one; optional says
	// that it can be left out.
	takes    string
	optional bool
	// flags are those that are its own.
	flags []string
	run   func(*keysCommand, *app) error
}

// keysActions are all of them, by name.
func keysActions() map[string]keysAction {
	return map[string]keysAction{
		"import":        {takes: "PROFILE", flags: []string{"stdin", "keeper"}, run: (*keysCommand).importPair},
		"list":          {flags: []string{"json"}, run: (*keysCommand).list},
		"export":        {takes: "PROFILE", optional: true, flags: []string{"all"}, run: (*keysCommand).export},
		"remove":        {takes: "PROFILE", run: (*keysCommand).remove},
		"move":          {flags: []string{"to"}, run: (*keysCommand).move},
		"unlock":        {flags: []string{"for"}, run: (*keysCommand).unlock},
		"lock":          {run: (*keysCommand).lock},
		"add-keeper":    {takes: "KEEPER", run: (*keysCommand).addKeeper},
		"remove-keeper": {takes: "KEEPER", run: (*keysCommand).removeKeeper},
	}
}

// Run implements the command.
func (c *keysCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	action := keysActions()[c.Action]
	if err := c.check(action); err != nil {
		return err
	}
	return c.ended(a, action.run(c, a))
}

// ended tells an error about a locked store whether a person could be asked, so that its
// hints do not lead in a circle.
func (c *keysCommand) ended(a *app, err error) error {
	var locked *vault.NotUnlocked
	if errors.As(err, &locked) {
		ask, _ := a.hiddenQuestion(c.NoPrompt)
		locked.Asked = ask != nil
	}
	return err
}

// check refuses what does not belong to the action.
func (c *keysCommand) check(action keysAction) error {
	name := "awsenv keys " + c.Action
	for _, flag := range [...]struct {
		name  string
		given bool
	}{{"stdin", c.Stdin}, {"keeper", c.Keeper != ""}, {"to", c.To != ""}, {"for", c.For.Given}, {"all", c.All}, {"json", c.JSON}} {
		if flag.given && !slices.Contains(action.flags, flag.name) {
			return usage(fmt.Sprintf("%s has no flag --%s", name, flag.name), "awsenv keys --help shows what there is")
		}
	}
	switch {
	case action.takes == "" && c.Profile != "":
		return usage(fmt.Sprintf("%s takes flags only, and %q is none", name, c.Profile))
	case action.takes != "" && c.Profile == "" && !action.optional:
		return usage(name + " needs a " + action.takes)
	case action.takes == "KEEPER":
		return knownKeeper(c.Profile)
	}
	for _, named := range [...]string{c.Keeper, c.To} {
		if err := knownKeeper(named); named != "" && err != nil {
			return err
		}
	}
	return nil
}

// knownKeeper refuses a name that no keeper has.
func knownKeeper(name string) error {
	if !slices.Contains(config.KeeperNames(), name) {
		return usage(fmt.Sprintf("%q is no keeper", name), "the keepers are "+strings.Join(config.KeeperNames(), ", "))
	}
	return nil
}

// agree asks before something that is not easily undone.
func (c *keysCommand) agree(a *app, question, undone string) error {
	return a.agree(c.NoPrompt, confirmation{question: question, undone: undone,
		unasked: &fault{status: exit.Person, message: undone + ", because it is to be confirmed, and nobody can be asked", hints: []string{"run it on a terminal"}}})
}

// store reads the person's files and the store that there has to be.
func (c *keysCommand) store(a *app) (*scope, vault.Opener, vault.Contents, error) {
	in, err := a.readScope()
	if err != nil {
		return nil, vault.Opener{}, vault.Contents{}, err
	}
	o := a.opener(in, c.NoPrompt)
	contents, there, err := o.File.Read()
	if err == nil && !there {
		err = &fault{status: exit.Config, message: fmt.Sprintf("no keys are stored: there is no %s (HOME is %q)", o.File.Name, in.home), hints: []string{"awsenv keys import PROFILE stores the first one"}}
	}
	return in, o, contents, err
}
