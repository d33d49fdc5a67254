package cli

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
)

// userCommand is a command about an IAM user, in the words of its messages.
type userCommand struct {
	name string
	// nothing says what there is not when there is no user: "nothing to rotate".
	nothing string
	// doing is what happens to the source of a role: "rotating the key of".
	doing string
	// opens says that the command signs with the user's keys themselves.
	opens bool
}

// resolveUser resolves a profile, the default one when none is named, to the IAM
// user whose keys stand at its source in the AWS files.
func (a *app) resolveUser(c userCommand, name string, wish asked) (*target, error) {
	in, err := a.readScope()
	if err != nil {
		return nil, err
	}
	if name == "" {
		if name, err = onlyUser(in.set, c.name); err != nil {
			return nil, err
		}
	}
	return a.resolveUserIn(in, c, name, wish)
}

// resolveUserIn is resolveUser for files that have been read.
func (a *app) resolveUserIn(in *scope, c userCommand, name string, wish asked) (*target, error) {
	wish.user = true
	t, err := a.resolve(in, name, wish)
	if err != nil {
		return nil, err
	}
	_, ok := t.User()
	path, _ := in.set.Where(t.Chain.Source.Profile, "aws_access_key_id")
	if stored := t.Chain.Source.Stored != ""; !ok || path == "" && !stored {
		return nil, &fault{status: exit.Config,
			message: fmt.Sprintf("profile %q does not end at an IAM user's keys in the AWS files, so that there is %s", name, c.nothing),
			hints:   []string{"awsenv " + c.name + " takes the profile of an IAM user, or of a role with such a source_profile"}}
	}
	if c.opens && t.Chain.Source.Stored != "" {
		keys, err := a.stored(in).Open(a.context(), t.Chain.Source.Stored, wish.noPrompt)
		if err != nil {
			return nil, err
		}
		t.Request = t.WithKeys(keys)
	}
	if t.Chain.Profile != name && c.doing != "" {
		a.Notice(fmt.Sprintf("profile %q is a role; %s its source, %q", name, c.doing, t.Chain.Profile))
	}
	return t, t.Chain.Check(profile.IAM)
}

// onlyUser is the profile that a command for IAM users means without a name: default
// when it has keys, else the only profile with keys.
func onlyUser(set *profile.Set, command string) (string, error) {
	var users []string
	for _, name := range set.Names() {
		if isUser(set, name) {
			if name == "default" {
				return name, nil
			}
			users = append(users, name)
		}
	}
	if len(users) == 1 {
		return users[0], nil
	}
	return "", usage(fmt.Sprintf("there are %d profiles with an IAM user's keys, and none is called default", len(users)),
		"awsenv "+command+" PROFILE")
}

// isUser reports whether a profile has an IAM user's keys. Temporary keys, such as those
// that login --write leaves, are no user's.
func isUser(set *profile.Set, name string) bool {
	if token, _ := set.Option(name, "aws_session_token"); token != "" {
		return false
	}
	s := set.Describe(name)
	return s.Kind == profile.SourceKeys && s.RoleARN == ""
}
