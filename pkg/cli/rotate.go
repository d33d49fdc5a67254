package cli

import (
	"fmt"
	"os"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/rotation"
)

// rotateCommand is `awsenv rotate [PROFILE]`.
type rotateCommand struct {
	Profile string `arg:"" optional:"" help:"The IAM user's profile, or a role's that it is the source of (default: default, else the only IAM user there is)."`
	KeepOld bool   `help:"Leave the old access key, switched off; the next rotate deletes it."`
	callFlags
}

// Run implements the command. The lock is taken before anything is read: what another
// rotation changes must not be out of date already.
func (c *rotateCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	unlock, err := a.lockRotation(c.NoPrompt, "a rotation whose steps cannot be recorded is not begun")
	if err != nil {
		return err
	}
	defer unlock()
	t, err := a.resolveUser(userCommand{name: "rotate", nothing: "nothing to rotate", doing: "rotating the key of", opens: true}, c.Profile, c.asked())
	if err != nil {
		return err
	}
	b := a.broker(t)
	codes, done := a.codes(t, b.Store)
	defer done()
	b.Codes = codes
	defer b.Client().Close()
	if err := b.Client().MayMakeKeys(); err != nil {
		return err
	}
	files := a.awsFiles(t.scope)
	r := rotation.New(c.home(a, t, files), b, t.Request)
	state, resumed, err := r.Look(a.context())
	if err != nil {
		return refused(err, t, r)
	}
	if resumed {
		a.Notice(foundText(state))
	}
	state, err = rotation.Run(a.context(), state, r, c.KeepOld)
	if err != nil {
		return explain(err, state, t)
	}
	if err := printLine(a.world.Stdout, doneText(state, t, r)); err != nil {
		return err
	}
	a.tellOfOldSession(files, t.Chain.Profile)
	return nil
}

// home is where the profile's pair stands.
func (c *rotateCommand) home(a *app, t *target, files edit.Files) rotation.Home {
	if name := t.Chain.Source.Stored; name != "" {
		return a.custodian(t.scope, c.asked()).Home(name)
	}
	return rotation.InFiles{Files: files, Profile: t.Chain.Profile}
}

// lockRotation keeps a second rotation out, and any other change of where an access key
// is kept. unbegun is what to say when the lock cannot be had.
func (a *app) lockRotation(noPrompt bool, unbegun string) (unlock func(), err error) {
	store := a.store(a.world.home())
	store.Holder = fmt.Sprintf("pid %d", os.Getpid())
	if noPrompt {
		var ok bool
		unlock, ok, err = store.TryLock(rotation.LockName)
		if err == nil && !ok {
			return nil, &fault{status: exit.Person, message: "another awsenv is rotating or moving a key (" + store.LockHolder(rotation.LockName) + "), and --no-prompt does not wait for it"}
		}
	} else {
		unlock, err = store.Lock(a.context(), rotation.LockName, a, "rotating or moving a key")
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", unbegun, err)
	}
	return unlock, err
}

// tellOfOldSession tells of a section that login --write made with the old key.
func (a *app) tellOfOldSession(files edit.Files, own string) {
	text, err := files.Read(edit.Credentials)
	if err != nil {
		return
	}
	if section, _ := text.Section(own + stsSuffix); writtenByLogin(section) {
		a.Notice(fmt.Sprintf("section [%s] of %s holds a session of the old key: awsenv login %s --write renews it", own+stsSuffix, files.Name(edit.Credentials), printable.Argument(own)))
	}
}
