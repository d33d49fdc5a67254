package rotation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/session"
)

// The options that hold the new key in the profile's own section until AWS accepts
// it. No AWS tool knows them, so that the profile goes on working with the old key.
const (
	StagedID     = "awsenv_new_access_key_id"
	stagedSecret = "awsenv_new_secret_access_key"
)

// Unreplaceable says that a key stands where no edit reaches it.
type Unreplaceable struct{ Key, File string }

func (e *Unreplaceable) Error() string {
	return fmt.Sprintf("access key %s stands where it cannot be replaced in %s", e.Key, e.File)
}

// ExitCode is 3: profile or configuration.
func (e *Unreplaceable) ExitCode() int { return exit.Config }

// ownFile is the file that the profile's key stands in.
func (r *Rotator) ownFile() edit.FileKind {
	return r.files.Holding(r.profile(), "aws_access_key_id")
}

// staged is the new key that stands beside the old one, empty for none.
func (r *Rotator) staged() (session.Keys, error) {
	text, err := r.files.Read(r.ownFile())
	if err != nil {
		return session.Keys{}, err
	}
	section, _ := text.Section(r.profile())
	keys := session.Keys{AccessKeyID: section.Get(StagedID), SecretAccessKey: section.Get(stagedSecret)}
	if keys.AccessKeyID == "" || keys.SecretAccessKey == "" {
		return session.Keys{}, nil
	}
	return keys, nil
}

// stage writes the new key beside the old one.
func (r *Rotator) stage(ctx context.Context) error {
	_, err := r.files.Edit(ctx, r.ownFile(), func(edit.Text) ([]edit.Change, error) {
		return []edit.Change{edit.Set(r.profile(), StagedID, r.made.AccessKeyID), edit.Set(r.profile(), stagedSecret, r.made.SecretAccessKey)}, nil
	})
	return err
}

// unstage takes a staged key out again.
func (r *Rotator) unstage(ctx context.Context, id string) error {
	_, err := r.files.Edit(ctx, r.ownFile(), func(text edit.Text) ([]edit.Change, error) {
		return unstaged(text, r.profile(), id), nil
	})
	return err
}

// unstaged are the changes that take a staged key out of a section, none when it is
// not there.
func unstaged(text edit.Text, name, id string) []edit.Change {
	if section, _ := text.Section(name); section.Get(StagedID) != id {
		return nil
	}
	return []edit.Change{edit.Unset(name, StagedID), edit.Unset(name, stagedSecret)}
}

// promote puts the new key in the old one's place in every profile of both files: in
// the profile's own last, since as long as the new key is staged there the others are
// not known to be done.
func (r *Rotator) promote(ctx context.Context, old string) error {
	for _, kind := range r.files.EndingWith(r.ownFile()) {
		var names []string
		_, err := r.files.Edit(ctx, kind, func(text edit.Text) (changes []edit.Change, err error) {
			changes, names = r.promotion(text, old, r.made)
			return changes, nil
		})
		if err != nil {
			return err
		}
		switch len(names) {
		case 0:
		case 1:
			r.changed = append(r.changed, fmt.Sprintf("%s (profile %s)", r.files.Name(kind), names[0]))
		default:
			r.changed = append(r.changed, fmt.Sprintf("%s (profiles %s)", r.files.Name(kind), strings.Join(names, ", ")))
		}
	}
	return nil
}

// promotion are the changes of one file, and the profiles that they concern.
func (r *Rotator) promotion(text edit.Text, old string, to session.Keys) (changes []edit.Change, names []string) {
	for _, k := range text.Keys() {
		if k.Keys.AccessKeyID == old {
			names = append(names, k.Profile)
			changes = append(changes, edit.Set(k.Profile, "aws_access_key_id", to.AccessKeyID), edit.Set(k.Profile, "aws_secret_access_key", to.SecretAccessKey))
		}
	}
	return append(changes, unstaged(text, r.profile(), to.AccessKeyID)...), names
}

// rehearse finds out, before there is a new key, whether it could be put in the old
// one's place everywhere.
func (r *Rotator) rehearse(old string) error {
	stand := session.Keys{AccessKeyID: old + "X", SecretAccessKey: strings.Repeat("x", 40)}
	for _, kind := range r.files.EndingWith(r.ownFile()) {
		result, err := r.files.Preview(kind, func(text edit.Text) ([]edit.Change, error) {
			changes, _ := r.promotion(text, old, stand)
			return changes, nil
		})
		if err != nil {
			return err
		}
		if slices.Contains(ids(result.After.Keys()), old) {
			return &Unreplaceable{old, r.files.Name(kind)}
		}
	}
	return nil
}

func ids(list []edit.StoredKey) (all []string) {
	for _, k := range list {
		all = append(all, k.Keys.AccessKeyID)
	}
	return all
}

// secretOf is a new key with the secret that an earlier run stored.
func secretOf(id string, staged session.Keys, stored []edit.StoredKey) session.Keys {
	if i := slices.Index(ids(stored), id); i >= 0 && id != "" {
		return stored[i].Keys
	}
	return staged
}
