package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/session"
)

// rotateCommand is `awsenv rotate [PROFILE]`.
type rotateCommand struct {
	Profile string `arg:"" optional:"" help:"The IAM user's profile, or a role's that it is the source of (default: default, else the only IAM user there is)."`
	KeepOld bool   `help:"Leave the old access key, switched off; the next rotate deletes it."`
	callFlags
}

// Run implements the command.
func (c *rotateCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	ctx := a.context()
	// The lock is taken before anything is read: what another rotation changes must
	// not be out of date already.
	unlock, err := c.lock(ctx, a)
	var person *fault
	if err != nil && ctx.Err() == nil && !errors.As(err, &person) {
		err = fmt.Errorf("a rotation whose steps cannot be recorded is not begun: %w", err)
	}
	if err != nil {
		return err
	}
	defer unlock()
	w, err := a.resolveUser(userCommand{name: "rotate", nothing: "nothing to rotate", doing: "rotating the key of"}, c.Profile, c.asked())
	if err != nil {
		return err
	}
	codes, done := a.codes(w, a.store(w.home))
	defer done()
	r := a.newRotator(w, codes)
	defer r.client.Close()
	state, resumed, err := r.look(ctx)
	if err != nil {
		return err
	}
	if resumed {
		a.Notice(foundText(state))
	}
	state, err = rotation.Run(ctx, state, r, c.KeepOld)
	if err != nil {
		return r.explain(err, state)
	}
	if err := printLine(a.world.Stdout, r.doneText(state)); err != nil {
		return err
	}
	r.tellWritten()
	return nil
}

// lock keeps a second rotation out, of whatever user.
func (c *rotateCommand) lock(ctx context.Context, a *app) (unlock func(), err error) {
	const name = "rotate"
	store := a.store(a.world.home())
	store.Holder = fmt.Sprintf("pid %d", os.Getpid())
	if c.NoPrompt {
		unlock, ok, err := store.TryLock(name)
		if err == nil && !ok {
			err = &fault{status: exitPerson, message: "another awsenv is rotating a key (" + store.LockHolder(name) + "), and --no-prompt does not wait for it"}
		}
		return unlock, err
	}
	return store.Lock(ctx, name, a, "rotating a key")
}

// noteOf is what the record of a user's rotation is called.
func noteOf(user string) string { return "rotation of " + user }

// Record implements rotation.Work.
func (r *rotator) Record(s rotation.State, next rotation.Step) error {
	if next == rotation.Settle {
		// What is left to be done needs no record, and Settle writes or removes it.
		return nil
	}
	record := rotation.Record{User: r.user, Old: s.Old, New: s.New, Since: r.record.Since, Step: next}
	if next == rotation.Create {
		record.Since = r.app.world.Now().Add(r.ahead).UTC()
	}
	if err := r.write(record); err != nil {
		return fmt.Errorf("nothing was done, because it could not be recorded: %w", err)
	}
	return nil
}

// write replaces the record.
func (r *rotator) write(record rotation.Record) error {
	text, err := record.Text()
	if err != nil {
		return err
	}
	if err := r.store.PutNote(noteOf(r.user), text, r.app.world.Now()); err != nil {
		return err
	}
	r.record = record
	return nil
}

// unrecord puts back the record as it was before a Create that made nothing.
func (r *rotator) unrecord() {
	err := r.store.RemoveNote(noteOf(r.user))
	if r.before.Old != "" {
		err = r.write(r.before)
	}
	if err != nil {
		r.app.Trace("the record of the rotation could not be removed: " + err.Error())
	}
}

// rotator does the steps of one rotation.
type rotator struct {
	*callers
	store cache.Store
	// made is the new key, empty until it is known.
	made session.Keys
	// user is the IAM user's ARN, ahead how far IAM's clock is ahead of ours.
	user  string
	ahead time.Duration
	// record is the latest one, before the one that this run found.
	record, before rotation.Record
	// created is when the new key was made, zero when this run did not learn it.
	created time.Time
	// changed are the profiles that have the new key now, by the file's name.
	changed []string
}
