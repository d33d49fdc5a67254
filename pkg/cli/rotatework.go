package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/mfa"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/session"
)

func (a *app) newRotator(w *target, codes *mfa.Codes) *rotator {
	b := a.broker(w)
	b.Codes = codes
	return &rotator{
		callers: &callers{app: a, want: w, broker: b, client: b.Client(), opened: map[string]session.Keys{}},
		store:   a.store(w.home),
	}
}

// look finds out who the user is, which keys there are, and what an earlier run left.
func (r *rotator) look(ctx context.Context) (s rotation.State, resumed bool, err error) {
	name, current := r.want.Chain.Profile, r.want.Chain.Source.Keys
	who, err := r.client.CallerIdentity(ctx, name, current)
	if err != nil {
		return s, false, err
	}
	if _, err := userOf(name, who); err != nil {
		return s, false, err
	}
	r.user = who.ARN
	listed, err := r.list(ctx)
	if err != nil {
		return s, false, r.refused(err)
	}
	if text, _, ok := r.store.Note(noteOf(r.user)); ok {
		r.before, _ = rotation.ParseRecord(text, r.user)
		r.record = r.before
	}
	stored, err := r.storedKeys()
	if err != nil {
		return s, false, err
	}
	s, resumed, err = rotation.Resume(rotation.Seen{
		Current: current.AccessKeyID, Staged: r.want.stagedKey().AccessKeyID, Stored: ids(stored),
		Keys: listed, Record: r.record, Now: r.app.world.Now().Add(r.ahead),
	})
	if err == nil {
		err = r.notInUse(ctx, s, listed)
	}
	if err != nil {
		return s, false, r.refused(err)
	}
	r.made = newKey(s.New, r.want.stagedKey(), stored)
	if s.New == "" || s.Place == rotation.Lost {
		err = r.rehearse(s.Old)
	}
	return s, resumed, err
}

// newKey finds the secret of a new key that an earlier run stored.
func newKey(id string, staged session.Keys, stored []keyInFile) session.Keys {
	if i := slices.IndexFunc(stored, func(k keyInFile) bool { return k.keys.AccessKeyID == id }); i >= 0 && id != "" {
		return stored[i].keys
	}
	return staged
}

// list lists the user's keys, and remembers their age.
func (r *rotator) list(ctx context.Context) (listed []rotation.Key, err error) {
	name := r.want.Chain.Profile
	err = r.call(ctx, r.want.Chain.Source.Keys, func(keys session.Keys) error {
		list, answered, err := r.client.AccessKeys(ctx, name, keys)
		if err != nil {
			return err
		}
		if !answered.IsZero() {
			r.ahead = answered.Sub(r.app.world.Now())
		}
		listed = nil
		for _, k := range list {
			listed = append(listed, rotation.Key(k))
		}
		r.app.keepKeyAges(r.store, list)
		return nil
	})
	return listed, err
}

// notInUse makes sure that a key which is only believed to be what a lost answer left
// was never used. A user who may not ask has to do with the minute of its creation.
func (r *rotator) notInUse(ctx context.Context, s rotation.State, listed []rotation.Key) error {
	if s.New == "" || s.Place != rotation.Lost || s.New == r.record.New {
		return nil
	}
	var used bool
	err := r.call(ctx, r.want.Chain.Source.Keys, func(keys session.Keys) (err error) {
		used, err = r.client.AccessKeyUsed(ctx, r.want.Chain.Profile, keys, s.New)
		return err
	})
	if used {
		return &rotation.TwoKeys{Current: s.Old, Keys: listed}
	}
	if err != nil && !notAllowed(err) {
		return err
	}
	return nil
}

// Do implements rotation.Work.
func (r *rotator) Do(ctx context.Context, s rotation.State, step rotation.Step) (made string, err error) {
	name, old := r.want.Chain.Profile, r.want.Chain.Source.Keys
	r.app.Trace(fmt.Sprintf("rotation: %s (old %s, new %s)", step, s.Old, s.New))
	switch step {
	case rotation.Create:
		return r.create(ctx)
	case rotation.Stage:
		return "", r.stage(ctx)
	case rotation.Await, rotation.Verify:
		return "", r.identify(ctx)
	case rotation.Promote:
		return "", r.promote(ctx, s.Old)
	case rotation.Deactivate:
		return "", r.withNew(ctx, func(keys session.Keys) error {
			return r.client.DeactivateAccessKey(ctx, name, keys, s.Old)
		})
	case rotation.Delete:
		return "", r.withNew(ctx, func(keys session.Keys) error { return r.client.DeleteAccessKey(ctx, name, keys, s.Old) })
	case rotation.Discard:
		// The file first: a key that stands there has to be one that exists.
		if err := r.unstage(ctx, s.New); err != nil {
			return "", err
		}
		err := r.call(ctx, old, func(keys session.Keys) error { return r.client.DeleteAccessKey(ctx, name, keys, s.New) })
		if err == nil {
			r.before = rotation.Record{} // what it was about is no more
		}
		return "", err
	case rotation.Settle:
		return "", r.settle(s)
	}
	return "", fmt.Errorf("rotation: there is no step %q", step)
}

// withNew makes a call of IAM with the new key.
func (r *rotator) withNew(ctx context.Context, do func(session.Keys) error) error {
	return r.patiently(ctx, r.made.AccessKeyID, func() error { return r.call(ctx, r.made, do) })
}

// identify waits until AWS accepts the new key.
func (r *rotator) identify(ctx context.Context) error {
	return r.patiently(ctx, r.made.AccessKeyID, func() error {
		who, err := r.client.CallerIdentity(ctx, r.want.Chain.Profile, r.made)
		if err == nil && who.ARN != r.user {
			err = fmt.Errorf("access key %s belongs to %s, not to %s", r.made.AccessKeyID, who.ARN, r.user)
		}
		return err
	})
}

// create makes the new key. When it is not certain that none was made, the one that
// may have been is looked for at once; the next run looks for it, too.
func (r *rotator) create(ctx context.Context) (string, error) {
	sent := false
	var made aws.NewAccessKey
	err := r.call(ctx, r.want.Chain.Source.Keys, func(keys session.Keys) (err error) {
		sent = true
		made, err = r.client.CreateAccessKey(ctx, r.want.Chain.Profile, keys)
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
func (r *rotator) deleteOrphan(ctx context.Context, lost error) error {
	stored, err := r.storedKeys()
	if err != nil {
		return lost
	}
	listed, err := r.list(ctx)
	if err != nil {
		return lost
	}
	orphan := rotation.Orphan(r.record, listed, ids(stored))
	if orphan == "" {
		return lost
	}
	err = r.call(ctx, r.want.Chain.Source.Keys, func(keys session.Keys) error {
		return r.client.DeleteAccessKey(ctx, r.want.Chain.Profile, keys, orphan)
	})
	if err != nil {
		return fmt.Errorf("%w (AWS made access key %s all the same, and it could not be deleted: %w)", lost, orphan, err)
	}
	r.unrecord()
	return fmt.Errorf("%w (AWS had made access key %s all the same; it is deleted again)", lost, orphan)
}

// settle forgets what was kept for the old key.
func (r *rotator) settle(s rotation.State) error {
	if _, err := r.store.RemoveMFASessionsOf(s.Old); err != nil {
		return fmt.Errorf("forgetting the sessions of the old key: %w", err)
	}
	if !r.created.IsZero() {
		r.app.keepKeyAges(r.store, []aws.AccessKey{{ID: s.New, Created: r.created}})
	}
	if s.OldThere {
		record := r.record
		record.Old, record.New, record.User, record.Step, record.Kept = s.Old, s.New, r.user, rotation.Delete, true
		return r.write(record)
	}
	if err := r.store.RemoveKeyCreated(s.Old); err != nil {
		return err
	}
	return r.store.RemoveNote(noteOf(r.user))
}
