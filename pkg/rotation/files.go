package rotation

import (
	"context"
	"fmt"
	"io"
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

// Home is where a profile's pair stands, and where the new one waits beside it.
type Home interface {
	// Staged is the new pair that waits, empty for none.
	Staged() (session.Keys, error)
	// Stored are all long-term pairs that stand as some profile's own.
	Stored() ([]edit.StoredKey, error)
	// Stage writes the new pair durably beside the old one, Unstage takes it out again.
	Stage(ctx context.Context, made session.Keys) error
	Unstage(ctx context.Context, id string) error
	// Promote puts the new pair in the old one's place for every profile that has that:
	// in the profile's own last, since as long as the new one is staged there the others
	// are not known to be done. It names the places, also beside an error.
	Promote(ctx context.Context, old string, made session.Keys) (changed []string, err error)
	// Rehearse finds out, before there is a new pair, whether it could be put in the old
	// one's place everywhere. The error is an *Unreplaceable, or the files'.
	Rehearse(old string) error
}

// InFiles is the place of a pair in the AWS files.
type InFiles struct {
	Files edit.Files
	// Profile is the one whose own pair it is.
	Profile string
}

// Format hides the files, which hold keys, for every verb.
func (r InFiles) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "keys of "+r.Profile) }

// ownFile is the file that the profile's key stands in.
func (r InFiles) ownFile() edit.FileKind {
	return r.Files.Holding(r.Profile, "aws_access_key_id")
}

// Stored implements Home.
func (r InFiles) Stored() ([]edit.StoredKey, error) { return r.Files.Keys() }

// Staged implements Home.
func (r InFiles) Staged() (session.Keys, error) {
	text, err := r.Files.Read(r.ownFile())
	if err != nil {
		return session.Keys{}, err
	}
	section, _ := text.Section(r.Profile)
	keys := session.Keys{AccessKeyID: section.Get(StagedID), SecretAccessKey: section.Get(stagedSecret)}
	if keys.AccessKeyID == "" || keys.SecretAccessKey == "" {
		return session.Keys{}, nil
	}
	return keys, nil
}

// Stage implements Home.
func (r InFiles) Stage(ctx context.Context, made session.Keys) error {
	_, err := r.Files.Edit(ctx, r.ownFile(), func(edit.Text) ([]edit.Change, error) {
		return []edit.Change{edit.Set(r.Profile, StagedID, made.AccessKeyID), edit.Set(r.Profile, stagedSecret, made.SecretAccessKey)}, nil
	})
	return err
}

// Unstage implements Home.
func (r InFiles) Unstage(ctx context.Context, id string) error {
	_, err := r.Files.Edit(ctx, r.ownFile(), func(text edit.Text) ([]edit.Change, error) {
		return unstaged(text, r.Profile, id), nil
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

// Promote implements Home.
func (r InFiles) Promote(ctx context.Context, old string, made session.Keys) (changed []string, err error) {
	for _, kind := range r.Files.EndingWith(r.ownFile()) {
		var names []string
		_, err := r.Files.Edit(ctx, kind, func(text edit.Text) (changes []edit.Change, err error) {
			changes, names = r.promotion(text, old, made)
			return changes, nil
		})
		if err != nil {
			return changed, err
		}
		if len(names) > 0 {
			changed = append(changed, PlaceText(r.Files.Name(kind), names))
		}
	}
	return changed, nil
}

// PlaceText is a place with the profiles in it, as messages show it.
func PlaceText(place string, names []string) string {
	word := "profile"
	if len(names) > 1 {
		word = "profiles"
	}
	return fmt.Sprintf("%s (%s %s)", place, word, strings.Join(names, ", "))
}

// promotion are the changes of one file, and the profiles that they concern.
func (r InFiles) promotion(text edit.Text, old string, to session.Keys) (changes []edit.Change, names []string) {
	for _, k := range text.Keys() {
		if k.Keys.AccessKeyID == old {
			names = append(names, k.Profile)
			changes = append(changes, edit.Set(k.Profile, "aws_access_key_id", to.AccessKeyID), edit.Set(k.Profile, "aws_secret_access_key", to.SecretAccessKey))
		}
	}
	return append(changes, unstaged(text, r.Profile, to.AccessKeyID)...), names
}

// Rehearse implements Home.
func (r InFiles) Rehearse(old string) error {
	stand := session.Keys{AccessKeyID: old + "X", SecretAccessKey: strings.Repeat("x", 40)}
	for _, kind := range r.Files.EndingWith(r.ownFile()) {
		result, err := r.Files.Preview(kind, func(text edit.Text) ([]edit.Change, error) {
			changes, _ := r.promotion(text, old, stand)
			return changes, nil
		})
		if err != nil {
			return err
		}
		if slices.Contains(ids(result.After.Keys()), old) {
			return &Unreplaceable{old, r.Files.Name(kind)}
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
