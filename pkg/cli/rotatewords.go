package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/rotation"
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
func doneText(s rotation.State, t *target, r *rotation.Rotator) string {
	where := "profile " + t.Chain.Profile
	if changed := r.Changed(); len(changed) > 0 {
		where = strings.Join(changed, " and ")
	}
	text := fmt.Sprintf("access key %s of user %s is replaced by %s in %s", s.Old, r.User(), s.New, where)
	if s.OldThere {
		return text + fmt.Sprintf("\n%s is switched off and kept; awsenv rotate %s deletes it", s.Old, printable.Argument(t.Chain.Profile))
	}
	return text + fmt.Sprintf("\n%s is deleted", s.Old)
}

// explain adds to an error how far the rotation came, and what goes on with it.
func explain(err error, s rotation.State, t *target) error {
	hints := hintsOf(err)
	var notStored *rotation.NotStored
	again := fmt.Sprintf("awsenv rotate %s goes on from there", printable.Argument(t.Chain.Profile))
	switch {
	case errors.As(err, &notStored) && notStored.Left == nil:
		hints = append(hints, fmt.Sprintf("profile %q still has access key %s, and nothing else has changed", t.Chain.Profile, s.Old))
	case errors.As(err, &notStored):
		hints = append(hints, again+", and deletes that key first")
	case s.New == "" && limitExceeded(err):
		hints = append(hints, "IAM allows two access keys for a user, and does not list the second one yet: try again in a minute")
	case s.New == "":
		hints = append(hints, fmt.Sprintf("nothing has changed: profile %q still has access key %s", t.Chain.Profile, s.Old))
	default:
		hints = append(hints, standsText(s), again)
	}
	if aws.Refused(err, aws.KindNotAuthorized) {
		hints = append(hints, rights(t)...)
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
func rights(t *target) []string {
	hints := []string{"rotating takes iam:ListAccessKeys, iam:CreateAccessKey, iam:UpdateAccessKey and iam:DeleteAccessKey on the user itself"}
	if t.Chain.Source.MFASerial == "" {
		hints = append(hints, fmt.Sprintf("if the policy wants MFA for that, awsenv setup %s writes mfa_serial to the profile", printable.Argument(t.Chain.Profile)))
	}
	return hints
}

func limitExceeded(err error) bool {
	var refusal *aws.Refusal
	return errors.As(err, &refusal) && refusal.Code == "LimitExceeded"
}

// refused explains why a rotation does not even begin.
func refused(err error, t *target, r *rotation.Rotator) error {
	var two *rotation.TwoKeys
	var off *rotation.SwitchedOff
	switch {
	case errors.As(err, &two):
		return twoKeys(two, t, r)
	case errors.As(err, &off):
		return &fault{status: exit.Refused,
			message: fmt.Sprintf("an earlier rotation made access key %s, and somebody has switched it off since", off.New),
			hints:   []string{"switch it on again, or delete it, in IAM; then run awsenv rotate " + printable.Argument(t.Chain.Profile) + " again"}}
	case aws.Refused(err, aws.KindNotAuthorized):
		return &unfinished{err, append(hintsOf(err), rights(t)...)}
	}
	return err
}

func twoKeys(two *rotation.TwoKeys, t *target, r *rotation.Rotator) error {
	var said []string
	for _, k := range two.Keys {
		state := "active"
		if !k.Active {
			state = "switched off"
		}
		text := fmt.Sprintf("%s (%s, made %s, %s)", k.ID, state, k.Created.Format("2006-01-02"), ageText(two.Now.Sub(k.Created)))
		if k.ID == two.Current {
			text += fmt.Sprintf(", which profile %q has", t.Chain.Profile)
		}
		said = append(said, text)
	}
	other := slices.IndexFunc(two.Keys, func(k rotation.Key) bool { return k.ID != two.Current })
	return &fault{status: exit.Refused,
		message: fmt.Sprintf("user %s has two access keys already, the most that IAM allows: %s", r.User(), strings.Join(said, "; ")),
		hints: []string{fmt.Sprintf("find out what %s is used for; when nothing needs it any more, delete it: aws iam delete-access-key --profile %s --access-key-id %s",
			two.Keys[other].ID, t.Chain.Profile, two.Keys[other].ID)}}
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
