package rotation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/session"
)

// LockName is the lock that keeps a second rotation out, of whatever user. It has to be
// held before the files are read.
const LockName = "rotate"

// Rotator does the steps of one rotation: Look, then Run with it as the Work.
type Rotator struct {
	caller
	home  Home
	store cache.Store
	// made is the new key, empty until it is known.
	made session.Keys
	// user is the IAM user's ARN, ahead how far IAM's clock is ahead of ours.
	user  string
	ahead time.Duration
	// record is the latest one, before the one that this run found.
	record, before Record
	// created is when the new key was made, zero when this run did not learn it.
	created time.Time
	// changed are the profiles that have the new key now, by the file's name.
	changed []string
}

// Format hides the keys, for every verb.
func (r Rotator) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "rotation of "+r.user) }

// New rotates the key of an IAM user's own profile, for which the request is, in a home
// that was read under the lock. The broker is what its calls, its records and its
// words go through.
func New(home Home, b *broker.Broker, r broker.Request) *Rotator {
	return &Rotator{caller: caller{broker: b, request: r, opened: map[string]session.Keys{}}, home: home, store: b.Store}
}

// User is the name of the IAM user, once Look has found it.
func (r *Rotator) User() string { return awsterms.Name(r.user) }

// Changed are the places that have the new key now, as messages show them.
func (r *Rotator) Changed() []string { return r.changed }

// profile is the user's own profile, old its access key.
func (r *Rotator) profile() string   { return r.request.Chain.Profile }
func (r *Rotator) old() session.Keys { return r.request.Chain.Source.Keys }
func (r *Rotator) iamNow() time.Time { return r.broker.Now().Add(r.ahead) }
func (r *Rotator) noteName() string  { return "rotation of " + r.user }

// Look finds out who the user is, which keys there are, and what an earlier run left;
// resumed tells that this one goes on with it. The errors are those of Resume,
// *Unreplaceable, *aws.NotUser, and those of the files and the calls.
func (r *Rotator) Look(ctx context.Context) (s State, resumed bool, err error) {
	who, err := r.broker.Client().CallerIdentity(ctx, r.profile(), r.old())
	if err != nil {
		return s, false, err
	}
	if _, err := who.User(r.profile()); err != nil {
		return s, false, err
	}
	r.user = who.ARN
	listed, err := r.list(ctx)
	if err != nil {
		return s, false, err
	}
	if text, _, ok := r.store.Note(r.noteName()); ok {
		r.before, _ = ParseRecord(text, r.user)
		r.record = r.before
	}
	stored, err := r.home.Stored()
	if err != nil {
		return s, false, err
	}
	staged, err := r.home.Staged()
	if err != nil {
		return s, false, err
	}
	s, resumed, err = Resume(Seen{
		Current: r.old().AccessKeyID, Staged: staged.AccessKeyID, Stored: ids(stored),
		Keys: listed, Record: r.record, Now: r.iamNow(),
	})
	if err != nil {
		return s, false, err
	}
	if err := r.neverUsed(ctx, s, listed); err != nil {
		return s, false, err
	}
	r.made = secretOf(s.New, staged, stored)
	if s.New == "" || s.Place == Lost {
		err = r.home.Rehearse(s.Old)
	}
	return s, resumed, err
}

// list lists the user's keys, and remembers their age.
func (r *Rotator) list(ctx context.Context) (listed []Key, err error) {
	err = r.call(ctx, r.old(), func(keys session.Keys) error {
		var answered time.Time
		listed, answered, err = r.broker.Client().AccessKeys(ctx, r.profile(), keys)
		if err != nil {
			return err
		}
		if !answered.IsZero() {
			r.ahead = answered.Sub(r.broker.Now())
		}
		KeepAges(r.store, listed, r.broker.Tell)
		return nil
	})
	return listed, err
}

// neverUsed makes sure that a key which is only believed to be what a lost answer left
// was never used. Where the user may not ask, the minute of its creation must do.
func (r *Rotator) neverUsed(ctx context.Context, s State, listed []Key) error {
	if s.New == "" || s.Place != Lost || s.New == r.record.New {
		return nil
	}
	var used bool
	err := r.call(ctx, r.old(), func(keys session.Keys) (err error) {
		used, err = r.broker.Client().AccessKeyUsed(ctx, r.profile(), keys, s.New)
		return err
	})
	if used {
		return &TwoKeys{Current: s.Old, Keys: listed, Now: r.iamNow()}
	}
	if aws.Refused(err, aws.KindNotAuthorized) {
		return nil
	}
	return err
}

// Do implements Work.
func (r *Rotator) Do(ctx context.Context, s State, step Step) (made string, err error) {
	r.broker.Tell.Trace(fmt.Sprintf("rotation: %s (old %s, new %s)", step, s.Old, s.New))
	switch step {
	case Create:
		return r.create(ctx)
	case Stage:
		return "", r.home.Stage(ctx, r.made)
	case Await, Verify:
		return "", r.identify(ctx)
	case Promote:
		changed, err := r.home.Promote(ctx, s.Old, r.made)
		r.changed = append(r.changed, changed...)
		return "", err
	case Deactivate:
		return "", r.withNew(ctx, func(keys session.Keys) error {
			return r.broker.Client().DeactivateAccessKey(ctx, r.profile(), keys, s.Old)
		})
	case Delete:
		return "", r.withNew(ctx, func(keys session.Keys) error {
			return r.broker.Client().DeleteAccessKey(ctx, r.profile(), keys, s.Old)
		})
	case Discard:
		return "", r.discard(ctx, s.New)
	case Settle:
		return "", r.settle(s)
	}
	return "", fmt.Errorf("rotation: there is no step %q", step)
}

// withNew makes a call of IAM with the new key.
func (r *Rotator) withNew(ctx context.Context, do func(session.Keys) error) error {
	return r.patiently(ctx, r.made.AccessKeyID, func() error { return r.call(ctx, r.made, do) })
}

// identify waits until AWS accepts the new key.
func (r *Rotator) identify(ctx context.Context) error {
	return r.patiently(ctx, r.made.AccessKeyID, func() error {
		who, err := r.broker.Client().CallerIdentity(ctx, r.profile(), r.made)
		if err == nil && who.ARN != r.user {
			err = fmt.Errorf("access key %s belongs to %s, not to %s", r.made.AccessKeyID, who.ARN, r.user)
		}
		return err
	})
}

// create makes the new key. When it is not certain that none was made, the one that
// may have been is looked for at once; the next run looks for it, too.
func (r *Rotator) create(ctx context.Context) (string, error) {
	sent := false
	var made aws.NewAccessKey
	err := r.call(ctx, r.old(), func(keys session.Keys) (err error) {
		sent = true
		made, err = r.broker.Client().CreateAccessKey(ctx, r.profile(), keys)
		return err
	})
	var refusal *aws.Refusal
	switch {
	case err == nil:
		r.made, r.created = made.Keys, made.Created
		return made.Keys.AccessKeyID, nil
	case !sent || errors.As(err, &refusal):
		r.unrecord()
		return "", err
	}
	return "", r.deleteOrphan(context.WithoutCancel(ctx), err)
}

// deleteOrphan deletes the key that a Create with a lost answer has left, if it is
// listed yet.
func (r *Rotator) deleteOrphan(ctx context.Context, lost error) error {
	stored, err := r.home.Stored()
	if err != nil {
		return lost
	}
	listed, err := r.list(ctx)
	if err != nil {
		return lost
	}
	orphan := Orphan(r.record, listed, ids(stored))
	if orphan == "" {
		return lost
	}
	if err := r.deleteWithOld(ctx, orphan); err != nil {
		return fmt.Errorf("%w (AWS made access key %s all the same, and it could not be deleted: %w)", lost, orphan, err)
	}
	r.unrecord()
	return fmt.Errorf("%w (AWS had made access key %s all the same; it is deleted again)", lost, orphan)
}

// discard deletes a new key whose secret nobody has: from the file first, since a key
// that stands there has to be one that exists.
func (r *Rotator) discard(ctx context.Context, id string) error {
	if err := r.home.Unstage(ctx, id); err != nil {
		return err
	}
	if err := r.deleteWithOld(ctx, id); err != nil {
		return err
	}
	r.before = Record{} // what it was about is no more
	return nil
}

func (r *Rotator) deleteWithOld(ctx context.Context, id string) error {
	return r.call(ctx, r.old(), func(keys session.Keys) error {
		return r.broker.Client().DeleteAccessKey(ctx, r.profile(), keys, id)
	})
}

// settle forgets what was kept for the old key.
func (r *Rotator) settle(s State) error {
	if _, err := r.store.RemoveMFASessionsOf(s.Old); err != nil {
		return fmt.Errorf("forgetting the sessions of the old key: %w", err)
	}
	KeepAges(r.store, []Key{{ID: s.New, Created: r.created}}, r.broker.Tell)
	if s.OldThere {
		return r.write(Record{User: r.user, Old: s.Old, New: s.New, Since: r.record.Since, Step: Delete, Kept: true})
	}
	if err := r.store.RemoveKeyCreated(s.Old); err != nil {
		return err
	}
	return r.store.RemoveNote(r.noteName())
}
