package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/session"
)

// ageTimeout is how long a login waits for IAM, which is not where sessions come from:
// a network may reach STS alone.
const ageTimeout = 2 * time.Second

// learnKeyAge asks IAM when the key of a user's profile was made, once in the key's
// life, or once a day while IAM does not tell. caller are the keys that may ask. It
// is for commands that a person waits for and that speak with AWS anyway (setup, and
// login when it opens a session): a load never does it. A user who may not list keys
// is told nothing, and needs nothing. The error is an interruption.
func (a *app) learnKeyAge(t *target, caller session.Keys) error {
	store, id, now := a.store(t.home), t.Chain.Source.Keys.AccessKeyID, a.world.Now()
	if stored := t.Chain.Source.Stored; stored != "" {
		id, _ = a.stored(t.scope).ID(stored)
	}
	tried := "age of " + id
	if _, known := store.KeyCreated(id); known || !store.ReminderDue(tried, now) {
		return nil
	}
	client := a.client(t.Chain.Settings)
	defer client.Close()
	ctx, cancel := context.WithTimeout(a.context(), ageTimeout)
	defer cancel()
	list, _, err := client.AccessKeys(ctx, t.Chain.Source.Profile, caller)
	if a.context().Err() != nil {
		return a.context().Err()
	}
	if err != nil {
		a.Trace("the age of the access key is not known: " + err.Error())
		if err := store.PutReminder(tried, now); err != nil {
			a.Trace("it could not be noted that IAM was asked: " + err.Error())
		}
		return nil
	}
	rotation.KeepAges(store, list, a)
	return nil
}

// remindOfKeyAge says, once a day, that the key at the source of a session is older
// than the configuration wants. It goes by what was learned, and asks nobody. The store is
// not read for it: what comes from the cache waits for the next session.
func (a *app) remindOfKeyAge(t *target) {
	source := t.Chain.Source
	if a.quiet || source.Kind != profile.SourceKeys || source.Keys.Temporary() || source.Stored != "" && t.stored == nil {
		return
	}
	store, now, id := a.store(t.home), a.world.Now(), source.Keys.AccessKeyID
	if source.Stored != "" {
		id, _ = a.stored(t.scope).ID(source.Stored)
	}
	created, known := store.KeyCreated(id)
	if !known || now.Sub(created) <= t.config.KeyMaxAge || !store.ReminderDue(id, now) {
		return
	}
	a.Notice(fmt.Sprintf("access key %s of profile %q is %s: awsenv rotate %s replaces it", id, source.Profile, ageText(now.Sub(created)), printable.Argument(source.Profile)))
	if err := store.PutReminder(id, now); err != nil {
		a.Trace("the reminder could not be noted: " + err.Error())
	}
}

// keyEntry is an access key as `status` shows it.
type keyEntry struct {
	Profile     string `json:"profile"`
	AccessKeyID string `json:"access_key_id"`
	// Created is when IAM made it, RFC 3339 in UTC.
	Created string `json:"created"`
	AgeDays int    `json:"age_days"`
	// Due says that it is older than key_max_age.
	Due bool `json:"rotation_due"`
	// New is the key that a rotation which was not finished has staged beside it.
	New string `json:"new_access_key_id,omitempty"`
}

// keyAges are the users' keys whose age has been learned.
func (a *app) keyAges(in *scope) []keyEntry {
	list := []keyEntry{}
	store, now := a.store(in.home), a.world.Now()
	for _, name := range in.set.Names() {
		d := in.set.Describe(name)
		if d.Kind != profile.SourceKeys {
			continue
		}
		id, _ := in.set.Option(name, "aws_access_key_id")
		staged, _ := in.set.Option(name, rotation.StagedID)
		if d.Stored != "" {
			id, staged = a.storedIDs(in, d.Stored)
		}
		created, known := store.KeyCreated(id)
		if !known {
			continue
		}
		age := now.Sub(created)
		list = append(list, keyEntry{
			Profile: name, AccessKeyID: id, Created: created.UTC().Format(time.RFC3339),
			AgeDays: int(age / (24 * time.Hour)), Due: age > in.config.KeyMaxAge, New: staged,
		})
	}
	return list
}

// storedIDs are the access key of a stored pair and the one that its rotation has staged.
func (a *app) storedIDs(in *scope, name string) (id, staged string) {
	e, err := a.stored(in).entry(name)
	if err == nil && e.Next != nil {
		staged = e.Next.AccessKeyID
	}
	return e.AccessKeyID, staged
}

// line is a key as one line.
func (k keyEntry) line() string {
	text := fmt.Sprintf("%s, %s, %s", printable.Line(k.Profile), printable.Line(k.AccessKeyID), daysOld(k.AgeDays))
	switch {
	case k.New != "":
		text += fmt.Sprintf("; its rotation is not finished: awsenv rotate %s goes on with it", printable.Argument(printable.Line(k.Profile)))
	case k.Due:
		text += ": awsenv rotate " + printable.Argument(printable.Line(k.Profile)) + " replaces it"
	}
	return text
}
