package custody

import (
	"context"
	"fmt"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/vault"
)

// Order is what is to be imported.
type Order struct {
	Profile string
	// Given is the pair that does not stand in a file yet, empty for the one that does.
	Given session.Keys
	// Keepers are those that a new store gets.
	Keepers []string
	// Replace asks whether another pair that is stored gives way.
	Replace func(old, next string) error
}

// Imported is what an import did.
type Imported struct {
	AccessKeyID string
	// Made says that the store is new; Already that there was nothing to do.
	Made, Already bool
	// Sharing are the profiles in the files that have the same pair, in plain text.
	Sharing []string
	// Deleted are the copies of the AWS files that held the pair.
	Deleted []string
}

// Import takes the pair of a profile into the store.
func (c Custodian) Import(ctx context.Context, o Order) (done Imported, err error) {
	keys, kinds, err := c.pair(o.Profile)
	if err != nil {
		return done, err
	}
	if !o.Given.Empty() {
		if !keys.Empty() && keys != o.Given {
			return done, refused(fmt.Sprintf("profile %q has another access key, %s, in %s", o.Profile, keys.AccessKeyID, c.Files.Name(kinds[0])),
				"awsenv keys import "+printable.Argument(o.Profile)+" takes that one in; or remove it from the file")
		}
		keys = o.Given
	}
	contents, _, err := c.Vault.File.Read()
	if err != nil {
		return done, err
	}
	entry, known := contents.Entries[o.Profile]
	if keys.Empty() && !known {
		return done, c.nothing(o.Profile)
	}
	plan, err := c.plan(o.Profile, keys)
	if err != nil {
		return done, err
	}
	chain, err := c.rehearse(o.Profile, plan)
	if err != nil {
		return done, err
	}
	if keys.Empty() {
		done.AccessKeyID, done.Already = entry.AccessKeyID, true
	} else {
		done.AccessKeyID = keys.AccessKeyID
		if done.Made, err = c.take(ctx, o, keys, chain); err != nil {
			return done, err
		}
	}
	changed, err := c.write(ctx, plan, kinds)
	done.Already = done.Already && !changed
	if err != nil && !keys.Empty() && len(kinds) > 0 {
		err = &Unfinished{err}
	}
	if err != nil {
		return done, err
	}
	done.Sharing, err = c.sharing(o.Profile, done.AccessKeyID)
	if err != nil {
		return done, err
	}
	done.Deleted, err = c.Files.RemoveBackupsWith(done.AccessKeyID)
	return done, err
}

// ownProfile is what to do where a profile already has its credentials from elsewhere.
const ownProfile = "put the access key into a profile of its own, and name that one as source_profile"

// nothing is the error for a profile without a pair anywhere.
func (c Custodian) nothing(name string) error {
	hint := "awsenv keys import " + printable.Argument(name) + " --stdin reads a pair from standard input"
	if !c.Set.Has(name) {
		return refused(fmt.Sprintf("there is no profile %q, and no key of that name is stored", name), hint)
	}
	chain, err := c.Resolve(c.Set, name)
	switch source := chain.Source; {
	case err != nil || source.Fallback:
	case source.Kind == profile.SourceKeys && source.Profile != name:
		return refused(fmt.Sprintf("profile %q uses the access key of profile %q", name, source.Profile), "awsenv keys import "+printable.Argument(source.Profile))
	case source.Kind != profile.SourceKeys:
		return refused(fmt.Sprintf("profile %q has no access key: its credentials come from elsewhere", name), ownProfile)
	}
	return refused(fmt.Sprintf("profile %q has no access key in the AWS files, and none is stored", name), hint)
}

// plans are the edits of an import.
type plans struct{ config, credentials edit.Plan }

// plan is what an import writes: the line, and then the file without the pair.
func (c Custodian) plan(name string, keys session.Keys) (plans, error) {
	line, err := c.Line(name)
	if err != nil {
		return plans{}, refused(fmt.Sprintf("profile %q cannot be led to the store: %v", name, err), "give the profile a plainer name, or put awsenv into a folder with a plainer one")
	}
	without := c.withoutPair(edit.Config, name, keys)
	config := func(text edit.Text) ([]edit.Change, error) {
		if process := standingIn(text, edit.Config, name).process; process != "" && !ours(process, name) {
			return nil, refused(fmt.Sprintf("profile %q has a credential_process of its own in %s", name, c.Files.Name(edit.Config)), "remove the line: the keys come from the store then")
		}
		changes, err := without(text)
		return append([]edit.Change{edit.Set(name, optionProcess, line)}, changes...), err
	}
	return plans{config, c.withoutPair(edit.Credentials, name, keys)}, nil
}

// rehearse makes sure that the profile gets the stored pair after the edits, and nothing
// else.
func (c Custodian) rehearse(name string, p plans) (profile.Chain, error) {
	set, err := c.Files.Rehearse(p.config, p.credentials)
	if err != nil {
		return profile.Chain{}, err
	}
	chain, err := c.Resolve(set, name)
	if err != nil {
		return chain, refused(fmt.Sprintf("profile %q would not use its stored keys: %v", name, err), ownProfile)
	}
	if len(chain.Roles) > 0 || chain.Source.Stored != name || chain.Source.Profile != name {
		return chain, refused(fmt.Sprintf("profile %q would not use its stored keys: something else in it counts before a credential_process (a role, a sign-in)", name),
			ownProfile)
	}
	return chain, nil
}

// take checks the pair and puts it into the store, unless it is there.
func (c Custodian) take(ctx context.Context, o Order, keys session.Keys, chain profile.Chain) (made bool, err error) {
	contents, there, err := c.Vault.File.Read()
	if err != nil {
		return false, err
	}
	var key seal.Key
	if there {
		if key, err = c.Vault.Key(ctx, contents); err != nil {
			return false, err
		}
		defer clear(key)
	}
	entry, known := contents.Entries[o.Profile]
	if known {
		if now, err := contents.Open(key, o.Profile, entry.Pair); err == nil && now == keys {
			return false, nil
		}
		if err := rotated(o.Profile, entry); err != nil {
			return false, err
		}
		if entry.AccessKeyID != keys.AccessKeyID {
			if err := o.Replace(entry.AccessKeyID, keys.AccessKeyID); err != nil {
				return false, err
			}
		}
	}
	if err := c.Identify(ctx, chain, keys); err != nil {
		return false, err
	}
	return c.put(ctx, o, key, keys)
}

// put writes the pair into the store, which it makes if there is none, and reads it back.
func (c Custodian) put(ctx context.Context, o Order, key seal.Key, keys session.Keys) (made bool, err error) {
	var fresh vault.Contents
	err = c.Vault.File.Change(ctx, func(now *vault.Contents) (err error) {
		switch {
		case len(now.Keepers) > 0 && key != nil && now.Fits(key):
		case len(now.Keepers) > 0: // made meanwhile
			key, err = c.Vault.Key(ctx, *now)
		default:
			made = true
			key, err = c.Vault.Found(ctx, &fresh, o.Keepers)
			*now = fresh
		}
		if err != nil {
			return err
		}
		return now.Put(key, o.Profile, keys, c.Now())
	})
	if err != nil {
		c.Vault.Dismiss(ctx, fresh.Keepers)
		return false, err
	}
	defer clear(key)
	if made {
		c.Vault.Keep(key)
	}
	contents, _, err := c.Vault.File.Read()
	if err != nil {
		return made, err
	}
	if back, err := contents.Open(key, o.Profile, contents.Entries[o.Profile].Pair); err != nil || back != keys {
		return made, refused(fmt.Sprintf("the keys of %q do not come back from %s as they were put there: the AWS files are left as they are", o.Profile, c.Vault.File.Name))
	}
	return made, nil
}

// write edits both files: the line comes before the pair goes.
func (c Custodian) write(ctx context.Context, p plans, kinds []edit.FileKind) (changed bool, err error) {
	how := c.Files.Edit
	for _, kind := range kinds {
		if kind == edit.Config {
			how = c.Files.TakeOut
		}
	}
	if changed, err = how(ctx, edit.Config, p.config); err != nil {
		return changed, err
	}
	for _, kind := range kinds {
		if kind == edit.Credentials {
			_, err = c.Files.TakeOut(ctx, kind, p.credentials)
			changed = true
		}
	}
	return changed, err
}

// sharing are the other profiles in the files that have the pair.
func (c Custodian) sharing(name, id string) (names []string, err error) {
	stored, err := c.Files.Keys()
	for _, s := range stored {
		if s.Keys.AccessKeyID == id && s.Profile != name {
			names = append(names, s.Profile)
		}
	}
	return names, err
}
