package cli

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/session"
)

// stsSuffix ends the name of the section that login --write writes.
const stsSuffix = "-sts"

// expirationLayout is how `expiration` is written beside temporary keys.
const expirationLayout = "2006-01-02 15:04:05-07:00"

// inTheWay are options that would count in place of the keys of a section.
var inTheWay = [...]string{"role_arn", "web_identity_token_file", "sso_account_id", "sso_role_name", "aws_security_token"}

// loginNote marks a section as login --write's own. It names the access key, so that
// it means nothing any more once somebody has put other keys there.
func loginNote(accessKeyID string) string {
	return "login --write wrote " + accessKeyID + " here and will replace it"
}

// checkWrite refuses, before a code is spent, what writeLogin would refuse.
func (a *app) checkWrite(w *target, force bool) error {
	name := w.Chain.Profile + stsSuffix
	for _, option := range inTheWay {
		if path, line := w.set.Where(name, option); path != "" && path == w.awsPath(edit.Config) && path != w.awsPath(edit.Credentials) {
			return &fault{status: exitConfig,
				message: fmt.Sprintf("profile %q has %s in %s:%d, which would count in place of the keys of the MFA session", name, option, w.shortPath(path), line),
				hints:   []string{"rename or remove that profile"}}
		}
	}
	_, err := a.editable(w, edit.Credentials).Preview(func(text []byte) ([]edit.Change, error) {
		return nil, a.mayReplace(w, text, name, force)
	})
	return err
}

// mayReplace refuses a section that is there and was not written by login --write.
func (a *app) mayReplace(w *target, text []byte, name string, force bool) error {
	section, there, err := edit.Look(text, edit.Credentials, name)
	if err != nil || !there || force {
		return err
	}
	id, _ := section.Get("aws_access_key_id")
	if section.Note != "" && section.Note == loginNote(id) {
		return nil
	}
	return &fault{status: exitConfig,
		message: fmt.Sprintf("section [%s] of %s was not written by awsenv login --write, and is left as it is", name, w.shortPath(w.awsPath(edit.Credentials))),
		hints:   []string{"--force overwrites its keys"}}
}

// writeLogin puts the MFA session into the credentials file, as the section
// <profile>-sts that any AWS tool can use, and says where they are.
func (a *app) writeLogin(w *target, s session.Session, force bool) (said string, err error) {
	name := w.Chain.Profile + stsSuffix
	r, err := a.applyTo(a.context(), w, edit.Credentials, func(text []byte) ([]edit.Change, error) {
		if err := a.mayReplace(w, text, name, force); err != nil {
			return nil, err
		}
		return loginChanges(name, s), nil
	})
	if err != nil {
		return "", err
	}
	text := "its keys are in section [%s] of %s: AWS_PROFILE=%s, or source_profile = %s"
	if !r.Changed {
		text = "its keys are already in section [%s] of %s: AWS_PROFILE=%s, or source_profile = %s"
	}
	return fmt.Sprintf(text, name, w.shortPath(w.awsPath(edit.Credentials)), name, name), nil
}

// loginChanges write a session into its section. What else a person has put there,
// such as a region, stays.
func loginChanges(name string, s session.Session) []edit.Change {
	changes := []edit.Change{
		edit.Note(name, loginNote(s.Keys.AccessKeyID)),
		edit.Set(name, "aws_access_key_id", s.Keys.AccessKeyID),
		edit.Set(name, "aws_secret_access_key", s.Keys.SecretAccessKey),
		edit.Set(name, "aws_session_token", s.Keys.SessionToken),
		edit.Set(name, "expiration", s.Expires.UTC().Format(expirationLayout)),
	}
	for _, option := range inTheWay {
		changes = append(changes, edit.Unset(name, option))
	}
	return changes
}

// settleGuess removes the mark of a guessed mfa_serial that AWS has accepted.
func (a *app) settleGuess(w *target) {
	if !a.isGuess(w) {
		return
	}
	kind := w.fileOf("mfa_serial")
	_, err := a.applyTo(a.context(), w, kind, func([]byte) ([]edit.Change, error) {
		return []edit.Change{edit.Note(w.Chain.Profile, "")}, nil
	})
	if err != nil {
		a.Warn("mfa_serial was a guess, and is right; the comment that says so could not be removed: " + err.Error())
		return
	}
	a.Notice("mfa_serial was a guess, and is right: the comment that said so is removed")
}
