package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/session"
)

// The options that hold the new key in the profile's own section until AWS accepts
// it. No AWS tool knows them, so that the profile goes on working with the old key.
const (
	stagedID     = "awsenv_new_access_key_id"
	stagedSecret = "awsenv_new_secret_access_key"
)

// keyKinds are the files that access keys stand in, the profile's own one last: as
// long as the new key is staged there, the others are not known to be done.
func (w *target) keyKinds() []edit.FileKind {
	if w.fileOf("aws_access_key_id") == edit.Config {
		return []edit.FileKind{edit.Credentials, edit.Config}
	}
	return []edit.FileKind{edit.Config, edit.Credentials}
}

// parseOne reads one of the files by itself.
func parseOne(text []byte, kind edit.FileKind) (*profile.Set, error) {
	file := profile.File{Text: text}
	if kind == edit.Config {
		return profile.Parse(file, profile.File{})
	}
	return profile.Parse(profile.File{}, file)
}

// keyInFile is an access key of a profile in one of the files.
type keyInFile struct {
	profile string
	keys    session.Keys
}

// keysIn are the long-term keys of a file's profiles, staged ones not among them.
func keysIn(text []byte, kind edit.FileKind) ([]keyInFile, error) {
	set, err := parseOne(text, kind)
	if err != nil {
		return nil, err
	}
	var list []keyInFile
	for _, name := range set.Names() {
		id, _ := set.Option(name, "aws_access_key_id")
		secret, _ := set.Option(name, "aws_secret_access_key")
		token, _ := set.Option(name, "aws_session_token")
		if id != "" && token == "" {
			list = append(list, keyInFile{name, session.Keys{AccessKeyID: id, SecretAccessKey: secret}})
		}
	}
	return list, nil
}

// storedKeys are the keys of all profiles in both files.
func (r *rotator) storedKeys() ([]keyInFile, error) {
	var all []keyInFile
	for _, kind := range r.want.keyKinds() {
		list, err := keysIn(r.app.readAWSFile(r.want.awsPath(kind), r.want.home).Text, kind)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

func ids(list []keyInFile) []string {
	var all []string
	for _, k := range list {
		all = append(all, k.keys.AccessKeyID)
	}
	return all
}

// stagedKey is the new key that an earlier run staged, empty for none.
func (w *target) stagedKey() session.Keys {
	id, _ := w.set.Option(w.Chain.Profile, stagedID)
	secret, _ := w.set.Option(w.Chain.Profile, stagedSecret)
	if id == "" || secret == "" {
		return session.Keys{}
	}
	return session.Keys{AccessKeyID: id, SecretAccessKey: secret}
}

// stage writes the new key beside the old one.
func (r *rotator) stage(ctx context.Context) error {
	name := r.want.Chain.Profile
	_, err := r.edit(ctx, r.want.fileOf("aws_access_key_id"), func([]byte) ([]edit.Change, error) {
		return []edit.Change{edit.Set(name, stagedID, r.made.AccessKeyID), edit.Set(name, stagedSecret, r.made.SecretAccessKey)}, nil
	})
	return err
}

// unstage takes a staged key out again.
func (r *rotator) unstage(ctx context.Context, id string) error {
	if there, _ := r.want.set.Option(r.want.Chain.Profile, stagedID); there != id && r.made.AccessKeyID != id {
		return nil
	}
	_, err := r.edit(ctx, r.want.fileOf("aws_access_key_id"), func(text []byte) ([]edit.Change, error) {
		return unstaged(text, r.want.fileOf("aws_access_key_id"), r.want.Chain.Profile, id)
	})
	return err
}

// unstaged are the changes that take a staged key out of a section, none when it is
// not there.
func unstaged(text []byte, kind edit.FileKind, name, id string) ([]edit.Change, error) {
	section, _, err := edit.Look(text, kind, name)
	if there, _ := section.Get(stagedID); err != nil || there != id {
		return nil, err
	}
	return []edit.Change{edit.Unset(name, stagedID), edit.Unset(name, stagedSecret)}, nil
}

// promote puts the new key in the old one's place in every profile of both files.
func (r *rotator) promote(ctx context.Context, old string) error {
	for _, kind := range r.want.keyKinds() {
		var names []string
		_, err := r.edit(ctx, kind, func(text []byte) (changes []edit.Change, err error) {
			changes, names, err = r.promotion(text, kind, old, r.made)
			return changes, err
		})
		if err != nil {
			return err
		}
		if len(names) > 0 {
			r.changed = append(r.changed, fmt.Sprintf("%s (%s)", r.want.shortPath(r.want.awsPath(kind)), profileList(names)))
		}
	}
	return nil
}

// promotion are the changes of one file, and the profiles that they concern.
func (r *rotator) promotion(text []byte, kind edit.FileKind, old string, to session.Keys) (changes []edit.Change, names []string, err error) {
	list, err := keysIn(text, kind)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range list {
		if k.keys.AccessKeyID == old {
			names = append(names, k.profile)
			changes = append(changes, edit.Set(k.profile, "aws_access_key_id", to.AccessKeyID), edit.Set(k.profile, "aws_secret_access_key", to.SecretAccessKey))
		}
	}
	own, err := unstaged(text, kind, r.want.Chain.Profile, to.AccessKeyID)
	return append(changes, own...), names, err
}

// rehearse finds out, before there is a new key, whether it could be put in the old
// one's place everywhere.
func (r *rotator) rehearse(old string) error {
	stand := session.Keys{AccessKeyID: old + "X", SecretAccessKey: strings.Repeat("x", 40)}
	for _, kind := range r.want.keyKinds() {
		file := r.app.editable(r.want, kind)
		if file.Path == "" {
			continue
		}
		result, err := file.Preview(func(text []byte) ([]edit.Change, error) {
			changes, _, err := r.promotion(text, kind, old, stand)
			return changes, err
		})
		if err != nil {
			return err
		}
		list, err := keysIn(result.After, kind)
		if err != nil {
			return err
		}
		if slices.Contains(ids(list), old) {
			return &fault{status: exitConfig, message: fmt.Sprintf("access key %s stands where it cannot be replaced in %s", old, file.Name)}
		}
	}
	return nil
}

// tellWritten tells of a section that login --write made with the old key.
func (r *rotator) tellWritten() {
	own := r.want.Chain.Profile
	file := r.app.editable(r.want, edit.Credentials)
	section, _, err := edit.Look(r.app.readAWSFile(file.Path, r.want.home).Text, edit.Credentials, own+stsSuffix)
	if id, _ := section.Get("aws_access_key_id"); err == nil && section.Note != "" && section.Note == loginNote(id) {
		r.app.Notice(fmt.Sprintf("section [%s] of %s holds a session of the old key: awsenv login %s --write renews it", own+stsSuffix, file.Name, own))
	}
}

// edit changes one of the files, again when somebody else wrote it in between.
func (r *rotator) edit(ctx context.Context, kind edit.FileKind, plan func([]byte) ([]edit.Change, error)) (edit.Result, error) {
	if r.want.awsPath(kind) == "" {
		return edit.Result{}, nil
	}
	for try := 1; ; try++ {
		result, err := r.app.applyTo(ctx, r.want, kind, plan)
		var raced *edit.Error
		if try == 3 || !errors.As(err, &raced) || !raced.Changed {
			return result, err
		}
	}
}

func profileList(names []string) string {
	if len(names) == 1 {
		return "profile " + names[0]
	}
	return "profiles " + strings.Join(names, ", ")
}
