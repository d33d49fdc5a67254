package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/session"
)

// foundText says how far an earlier run came.
func foundText(s rotation.State) string {
	text := "an earlier rotation was not finished: "
	switch {
	case s.Place == rotation.Lost:
		return text + fmt.Sprintf("it made access key %s and ended before the key was stored; that key is deleted, and another one made", s.New)
	case s.Place == rotation.Staged:
		return text + fmt.Sprintf("it stored the new access key %s beside %s; going on from there", s.New, s.Old)
	case s.OldActive:
		return text + fmt.Sprintf("the profile has the new access key %s, and %s is still active; going on from there", s.New, s.Old)
	case s.OldThere:
		return fmt.Sprintf("an earlier rotation put access key %s in the place of %s, which is switched off and not deleted yet; going on from there", s.New, s.Old)
	}
	return text + fmt.Sprintf("access key %s is replaced by %s, and only what was kept for it is left", s.Old, s.New)
}

// doneText is what a rotation comes to.
func (r *rotator) doneText(s rotation.State) string {
	where := "profile " + r.want.Chain.Profile
	if len(r.changed) > 0 {
		where = strings.Join(r.changed, " and ")
	}
	text := fmt.Sprintf("access key %s of user %s is replaced by %s in %s", s.Old, session.NameOf(r.user), s.New, where)
	if s.OldThere {
		return text + fmt.Sprintf("\n%s is switched off and kept; awsenv rotate %s deletes it", s.Old, r.want.Chain.Profile)
	}
	return text + fmt.Sprintf("\n%s is deleted", s.Old)
}

// unfinished is an error in the middle of a rotation: it says how things stand.
type unfinished struct {
	error
	hints []string
}

func (u *unfinished) Unwrap() error   { return u.error }
func (u *unfinished) Hints() []string { return u.hints }

// explain adds to an error how far the rotation came, and what goes on with it.
func (r *rotator) explain(err error, s rotation.State) error {
	hints := hintsOf(err)
	var notStored *rotation.NotStored
	again := fmt.Sprintf("awsenv rotate %s goes on from there", r.want.Chain.Profile)
	switch {
	case errors.As(err, &notStored) && notStored.Left == nil:
		hints = append(hints, fmt.Sprintf("profile %q still has access key %s, and nothing else has changed", r.want.Chain.Profile, s.Old))
	case errors.As(err, &notStored):
		hints = append(hints, again+", and deletes that key first")
	case s.New == "" && limitExceeded(err):
		hints = append(hints, "IAM allows two access keys for a user, and does not list the second one yet: try again in a minute")
	case s.New == "":
		hints = append(hints, fmt.Sprintf("nothing has changed: profile %q still has access key %s", r.want.Chain.Profile, s.Old))
		if notAllowed(err) {
			hints = append(hints, r.rights()...)
		}
	default:
		hints = append(hints, standsText(s), again)
		if notAllowed(err) {
			hints = append(hints, r.rights()...)
		}
	}
	if s.New != "" && unknownKey(err) && s.Place == rotation.Staged {
		err = &fault{status: exitStatus(err), message: fmt.Sprintf("AWS does not accept the new access key %s after %s: %v", s.New, acceptance, err)}
	}
	return &unfinished{err, hints}
}

// standsText says which key is where.
func standsText(s rotation.State) string {
	switch {
	case s.Place == rotation.Lost:
		return fmt.Sprintf("the profile still has access key %s; %s has to be deleted first", s.Old, s.New)
	case s.Place == rotation.Staged:
		return fmt.Sprintf("the profile still has access key %s; the new one, %s, is stored beside it", s.Old, s.New)
	case s.OldActive:
		return fmt.Sprintf("the profile has the new access key %s; the old one, %s, is still active", s.New, s.Old)
	}
	return fmt.Sprintf("the profile has the new access key %s; the old one, %s, is switched off and not deleted", s.New, s.Old)
}

// rights say what a user has to be allowed.
func (r *rotator) rights() []string {
	hints := []string{"rotating takes iam:ListAccessKeys, iam:CreateAccessKey, iam:UpdateAccessKey and iam:DeleteAccessKey on the user itself"}
	if r.want.Chain.Source.MFASerial == "" {
		hints = append(hints, fmt.Sprintf("if the policy wants MFA for that, awsenv setup %s writes mfa_serial to the profile", r.want.Chain.Profile))
	}
	return hints
}

func limitExceeded(err error) bool {
	var refusal *aws.Refusal
	return errors.As(err, &refusal) && refusal.Code == "LimitExceeded"
}

// refused explains why a rotation does not even begin.
func (r *rotator) refused(err error) error {
	var two *rotation.TwoKeys
	var off *rotation.SwitchedOff
	switch {
	case errors.As(err, &two):
		return r.twoKeys(two)
	case errors.As(err, &off):
		return &fault{status: exitRefused,
			message: fmt.Sprintf("an earlier rotation made access key %s, and somebody has switched it off since", off.New),
			hints:   []string{"switch it on again, or delete it, in IAM; then run awsenv rotate " + r.want.Chain.Profile + " again"}}
	case notAllowed(err):
		return &unfinished{err, append(hintsOf(err), r.rights()...)}
	}
	return err
}

// exitRefused is the exit status when AWS's rules stand in the way.
const exitRefused = 5

func (r *rotator) twoKeys(two *rotation.TwoKeys) error {
	now := r.app.world.Now().Add(r.ahead)
	var said []string
	for _, k := range two.Keys {
		state := "active"
		if !k.Active {
			state = "switched off"
		}
		text := fmt.Sprintf("%s (%s, made %s, %s)", k.ID, state, k.Created.Format("2006-01-02"), ageText(now.Sub(k.Created)))
		if k.ID == two.Current {
			text += fmt.Sprintf(", which profile %q has", r.want.Chain.Profile)
		}
		said = append(said, text)
	}
	other := slices.IndexFunc(two.Keys, func(k rotation.Key) bool { return k.ID != two.Current })
	return &fault{status: exitRefused,
		message: fmt.Sprintf("user %s has two access keys already, the most that IAM allows: %s", session.NameOf(r.user), strings.Join(said, "; ")),
		hints: []string{fmt.Sprintf("find out what %s is used for; when nothing needs it any more, delete it: aws iam delete-access-key --profile %s --access-key-id %s",
			two.Keys[other].ID, r.want.Chain.Profile, two.Keys[other].ID)}}
}

// ageText is an age in days.
func ageText(age time.Duration) string { return daysOld(int(age / (24 * time.Hour))) }

func daysOld(days int) string {
	switch days {
	case 0:
		return "less than a day old"
	case 1:
		return "1 day old"
	}
	return fmt.Sprintf("%d days old", days)
}

// hintsOf are the hints of an error.
func hintsOf(err error) []string {
	var h hinted
	if errors.As(err, &h) {
		return slices.Clone(h.Hints())
	}
	return nil
}
