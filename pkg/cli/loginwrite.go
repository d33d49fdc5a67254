package cli

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/exit"
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

// writtenByLogin reports whether a section is as login --write wrote it.
func writtenByLogin(s edit.Section) bool { return s.Note == loginNote(s.Get("aws_access_key_id")) }

// loginSection is the section of an MFA session in the credentials file,
// <profile>-sts, which any AWS tool can use.
type loginSection struct {
	files edit.Files
	name  string
	// force overwrites what login --write did not write.
	force bool
}

// check refuses, before a code is spent, what write would refuse.
func (l loginSection) check() error {
	for _, option := range inTheWay {
		if kind, line := l.files.Standing(l.name, option); kind == edit.Config {
			return &fault{status: exit.Config,
				message: fmt.Sprintf("profile %q has %s in %s:%d, which would count in place of the keys of the MFA session", l.name, option, l.files.Name(kind), line),
				hints:   []string{"rename or remove that profile"}}
		}
	}
	_, err := l.files.Preview(edit.Credentials, func(text edit.Text) ([]edit.Change, error) { return nil, l.mayReplace(text) })
	return err
}

// mayReplace refuses a section that is there and was not written by login --write.
func (l loginSection) mayReplace(text edit.Text) error {
	section, there := text.Section(l.name)
	if !there || l.force || writtenByLogin(section) {
		return nil
	}
	return &fault{status: exit.Config,
		message: fmt.Sprintf("section [%s] of %s was not written by awsenv login --write, and is left as it is", l.name, l.files.Name(edit.Credentials)),
		hints:   []string{"--force overwrites its keys"}}
}

// write puts the session into the section, and says where its keys are.
func (l loginSection) write(a *app, s session.Session) (said string, err error) {
	changed, err := l.files.Edit(a.context(), edit.Credentials, func(text edit.Text) ([]edit.Change, error) {
		return l.changes(s), l.mayReplace(text)
	})
	if err != nil {
		return "", err
	}
	already := ""
	if !changed {
		already = "already "
	}
	return fmt.Sprintf("its keys are %sin section [%s] of %s: AWS_PROFILE=%s, or source_profile = %s",
		already, l.name, l.files.Name(edit.Credentials), l.name, l.name), nil
}

// changes write a session into the section. What else a person has put there, such as
// a region, stays.
func (l loginSection) changes(s session.Session) []edit.Change {
	changes := []edit.Change{
		edit.Note(l.name, loginNote(s.Keys.AccessKeyID)),
		edit.Set(l.name, "aws_access_key_id", s.Keys.AccessKeyID),
		edit.Set(l.name, "aws_secret_access_key", s.Keys.SecretAccessKey),
		edit.Set(l.name, "aws_session_token", s.Keys.SessionToken),
		edit.Set(l.name, "expiration", s.Expires.UTC().Format(expirationLayout)),
	}
	for _, option := range inTheWay {
		changes = append(changes, edit.Unset(l.name, option))
	}
	return changes
}
