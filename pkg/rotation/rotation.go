// Package rotation replaces an IAM user's access key by a new one, and finishes or rolls
// back a replacement that was cut off.
//
// Rules: what is next is decided by pure functions (State.Next, Resume) over what IAM
// lists, what the files hold and what an earlier run recorded; Rotator does it, with the
// files, the calls, the store and the voice that it is given. There is one order of
// steps, for a fresh rotation and for one that is taken up again:
//
//	create, stage, await, promote, deactivate, verify, delete, settle
//
// The new key is staged beside the old one until AWS accepts it, so that the profile
// works at every moment. A key is deleted only when it is the one being replaced, or
// when it is certain that a rotation made it and that nobody can know its secret.
// No secret is in a State, a Record or an error.
package rotation

import "github.com/awsenv/awsenv/pkg/aws"

// Key is an access key as IAM lists it.
type Key = aws.AccessKey

// Step is what has to be done next.
type Step string

// The steps of a rotation, in their order.
const (
	// Discard deletes a new key whose secret nobody has.
	Discard Step = "discard"
	// Create makes the new key.
	Create Step = "create"
	// Stage writes it durably beside the old one.
	Stage Step = "stage"
	// Await waits until AWS accepts it.
	Await Step = "await"
	// Promote puts it in the old one's place, wherever that stands.
	Promote Step = "promote"
	// Deactivate switches the old one off; the call is signed with the new one.
	Deactivate Step = "deactivate"
	// Verify makes sure that the new one works while the old one is off.
	Verify Step = "verify"
	// Delete deletes the old one.
	Delete Step = "delete"
	// Settle forgets what was kept for the old one.
	Settle Step = "settle"
	// Done is the end.
	Done Step = ""
)

// Place is where the new key's secret is.
type Place int

const (
	// Lost: in nobody's hands.
	Lost Place = iota
	// InHand: in this process only.
	InHand
	// Staged: in a file, but not yet everywhere in the old one's place.
	Staged
	// InPlace: where the old one was.
	InPlace
)

// State is how far a rotation has come.
type State struct {
	// Old is the key to be replaced, New the one that replaces it; New is empty
	// until there is one.
	Old, New string
	Place    Place
	// OldThere and OldActive are what IAM says of the old key.
	OldThere, OldActive bool
	// Accepted, Verified and Settled are what this run has done.
	Accepted, Verified, Settled bool
}

// Next is the step that is next. keepOld stops before the old key is deleted.
func (s State) Next(keepOld bool) Step {
	switch {
	case s.New == "":
		return Create
	case s.Place == Lost:
		return Discard
	case s.Place == InHand:
		return Stage
	case !s.Accepted:
		return Await
	case s.Place == Staged:
		return Promote
	case s.OldThere && s.OldActive:
		return Deactivate
	case s.OldThere && !s.Verified:
		return Verify
	case s.OldThere && !keepOld:
		return Delete
	case !s.Settled:
		return Settle
	}
	return Done
}

// After is the state once a step is done; made is the key that Create made.
func (s State) After(step Step, made string) State {
	switch step {
	case Discard:
		s.New, s.Place = "", Lost
	case Create:
		s.New, s.Place = made, InHand
	case Stage:
		s.Place = Staged
	case Await:
		s.Accepted = true
	case Promote:
		s.Place = InPlace
	case Deactivate:
		s.OldActive = false
	case Verify:
		s.Verified = true
	case Delete:
		s.OldThere = false
	case Settle:
		s.Settled = true
	}
	return s
}
