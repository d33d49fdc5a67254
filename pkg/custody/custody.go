// Package custody moves the key pair of an IAM user between the person's AWS files and
// the encrypted store.
//
// Rules: at every moment one working copy of the pair is where the AWS CLI, the SDKs and
// awsenv find it. It is in the store, and was read back, before the files are touched;
// the line that leads to the store stands in the config file before the pair leaves the
// credentials file, whose keys win as long as they are there; the other way round it is
// the same. What was cut off is finished by running it again. What the files would mean
// afterwards is found out before anything is changed. No secret is in an error.
package custody

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/vault"
)

// Custodian does the moving.
type Custodian struct {
	Files edit.Files
	Set   *profile.Set
	Vault vault.Opener
	// Line is the credential_process of a profile whose keys are stored.
	Line func(name string) (string, error)
	// Resolve says what a profile means in a set.
	Resolve func(set *profile.Set, name string) (profile.Chain, error)
	// Identify asks AWS whose keys they are, with the settings of the chain.
	Identify func(ctx context.Context, chain profile.Chain, keys session.Keys) error
	Now      func() time.Time
}

// Error is why a pair stays where it is.
type Error struct {
	Problem string
	hints   []string
}

func (e *Error) Error() string { return e.Problem }

// Hints say what to do.
func (e *Error) Hints() []string { return e.hints }

// ExitCode is that of a faulty configuration.
func (e *Error) ExitCode() int { return exit.Config }

// Unfinished is an import that was stopped when the pair was in the store already.
type Unfinished struct{ Err error }

func (e *Unfinished) Error() string { return e.Err.Error() }

// Unwrap is what stopped it.
func (e *Unfinished) Unwrap() error { return e.Err }

// Hints are those of what stopped it, and how things stand.
func (e *Unfinished) Hints() (hints []string) {
	var inner interface{ Hints() []string }
	if errors.As(e.Err, &inner) {
		hints = slices.Clone(inner.Hints())
	}
	return append(hints, "the key is stored, and stands in the AWS files, too: the same command finishes it when that is mended")
}

func refused(problem string, hints ...string) *Error { return &Error{problem, hints} }

const (
	optionID      = "aws_access_key_id"
	optionSecret  = "aws_secret_access_key"
	optionProcess = "credential_process"
)

// standing is what stands of a profile's pair in one of the files.
type standing struct {
	kind edit.FileKind
	keys session.Keys
	// process is the credential_process there, empty for none.
	process string
}

// standing reads one of the files.
func (c Custodian) standing(kind edit.FileKind, name string) (standing, error) {
	text, err := c.Files.Read(kind)
	if err != nil {
		return standing{}, err
	}
	return standingIn(text, kind, name), nil
}

func standingIn(text edit.Text, kind edit.FileKind, name string) standing {
	section, _ := text.Section(name)
	token := section.Get("aws_security_token")
	if token == "" {
		token = section.Get("aws_session_token")
	}
	return standing{kind, session.Keys{AccessKeyID: section.Get(optionID), SecretAccessKey: section.Get(optionSecret), SessionToken: token}, section.Get(optionProcess)}
}

// pair is the pair that stands in the files, and in which of them.
func (c Custodian) pair(name string) (keys session.Keys, kinds []edit.FileKind, err error) {
	for _, kind := range c.Files.EndingWith(edit.Credentials) {
		s, err := c.standing(kind, name)
		switch {
		case err != nil:
			return keys, nil, err
		case s.keys.Empty():
			continue
		case s.keys.Temporary():
			return keys, nil, refused(fmt.Sprintf("the keys of profile %q in %s are a session's, which ends by itself", name, c.Files.Name(kind)),
				"only the keys of an IAM user are kept")
		case s.keys.AccessKeyID == "" || s.keys.SecretAccessKey == "":
			return keys, nil, refused(fmt.Sprintf("profile %q has half a pair of keys in %s", name, c.Files.Name(kind)), "fill in what is missing, or remove it")
		case !keys.Empty() && keys != s.keys:
			return keys, nil, refused(fmt.Sprintf("profile %q has one pair of keys in %s and another one in %s", name, c.Files.Name(kinds[0]), c.Files.Name(kind)),
				"remove the one that is not used: the credentials file wins")
		}
		keys, kinds = s.keys, append(kinds, kind)
	}
	return keys, kinds, nil
}

// withoutPair is the plan that takes a pair out of a file, if it still stands there.
func (c Custodian) withoutPair(kind edit.FileKind, name string, keys session.Keys) edit.Plan {
	return func(text edit.Text) ([]edit.Change, error) {
		switch now := standingIn(text, kind, name).keys; {
		case now.Empty():
			return nil, nil
		case now != keys:
			return nil, refused(fmt.Sprintf("the keys of profile %q in %s were changed by another program meanwhile", name, c.Files.Name(kind)), "run the same command again")
		}
		return []edit.Change{edit.Unset(name, optionID), edit.Unset(name, optionSecret)}, nil
	}
}

// ours reports whether a credential_process asks the store for a name.
func ours(process, name string) bool { return profile.StoredProcessName(process) == name }

// users are the profiles that get the stored pair of a name, other than the one of that
// name.
func (c Custodian) users(name string) (all []string) {
	for _, p := range c.Set.Names() {
		if p != name && c.Set.Describe(p).Stored == name {
			all = append(all, fmt.Sprintf("%q", p))
		}
	}
	slices.Sort(all)
	return all
}

// used is the error for a pair that other profiles need.
func (c Custodian) used(name string) error {
	others := c.users(name)
	if len(others) == 0 {
		return nil
	}
	return refused(fmt.Sprintf("the stored keys of %q are also those of profile %s", name, strings.Join(others, ", ")),
		"give those profiles another credential_process, or source_profile, first")
}
