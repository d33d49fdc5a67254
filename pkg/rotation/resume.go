package rotation

import (
	"fmt"
	"slices"
	"time"
)

// Seen is what a run finds before it does anything.
type Seen struct {
	// Current is the profile's access key, Staged the new one that stands beside it,
	// empty for none.
	Current, Staged string
	// Stored are all access keys that stand in the files as some profile's.
	Stored []string
	// Keys are the user's access keys, as IAM lists them.
	Keys []Key
	// Record is what an earlier run left, zero for nothing.
	Record Record
	// Now is IAM's clock.
	Now time.Time
}

// TwoKeys says that there is a key that no rotation of ours accounts for. IAM allows
// two, so that there is no room for a new one.
type TwoKeys struct {
	// Current is the profile's key; Keys are all of them.
	Current string
	Keys    []Key
	// Now is IAM's clock.
	Now time.Time
}

func (e *TwoKeys) Error() string {
	return fmt.Sprintf("there are %d access keys, and only %s is known", len(e.Keys), e.Current)
}

// SwitchedOff says that somebody else switched the new key off.
type SwitchedOff struct{ New string }

func (e *SwitchedOff) Error() string {
	return fmt.Sprintf("the new access key %s was switched off by somebody else", e.New)
}

const (
	// window is how long after the record of Create the key's creation can lie: a
	// request has seconds, not minutes.
	window = time.Minute
	// slack is what IAM's clocks, which have whole seconds, may differ by.
	slack = 2 * time.Second
	// listLag is how long IAM may leave a new key out of its list.
	listLag = 10 * time.Minute
)

// Resume finds out how far a rotation has come. resumed is true when there is one to
// be finished or rolled back. The errors are *TwoKeys and *SwitchedOff.
func Resume(seen Seen) (s State, resumed bool, err error) {
	s = seen.state()
	if s.New == "" {
		s.Old = seen.Current
	}
	old, there := seen.key(s.Old)
	s.OldThere, s.OldActive = there, there && old.Active
	for _, k := range seen.Keys {
		if k.ID != s.Old && k.ID != s.New {
			return s, false, &TwoKeys{seen.Current, seen.Keys, seen.Now}
		}
	}
	if s.New == "" {
		return s, false, nil
	}
	if seen.Record.Kept && seen.Record.New == s.New && s.OldActive {
		// It was switched off, and somebody needed it again.
		return s, false, &TwoKeys{seen.Current, seen.Keys, seen.Now}
	}
	if k, there := seen.key(s.New); there && !k.Active && s.Place != Lost {
		return s, false, &SwitchedOff{s.New}
	}
	return s, true, nil
}

// state tells which key is the old one, which the new one, and where that is.
func (seen Seen) state() State {
	r := seen.Record
	switch {
	case seen.Staged != "":
		s := State{Old: seen.Current, New: seen.Staged, Place: Staged}
		if seen.Current == seen.Staged {
			s.Old = r.Old
		}
		if !seen.alive(seen.Staged) {
			s.Place = Lost
		}
		return s
	case r.New != "" && slices.Contains(seen.Stored, r.New):
		if _, there := seen.key(r.Old); r.Kept && !there && !slices.Contains(seen.Stored, r.Old) {
			return State{} // kept once, and deleted by hand since: that is over
		}
		place := InPlace
		if slices.Contains(seen.Stored, r.Old) {
			place = Staged
		}
		return State{Old: r.Old, New: r.New, Place: place}
	case r.Old != seen.Current:
		return State{} // the record is about a key that is not in use any more
	case r.New != "":
		return State{Old: r.Old, New: r.New}
	}
	return State{Old: r.Old, New: Orphan(r, seen.Keys, seen.Stored)}
}

// alive reports whether a staged key is listed, or may be listed soon.
func (seen Seen) alive(id string) bool {
	if _, listed := seen.key(id); listed {
		return true
	}
	return seen.Record.New == id && seen.Now.Sub(seen.Record.Since) < listLag
}

func (seen Seen) key(id string) (Key, bool) {
	i := slices.IndexFunc(seen.Keys, func(k Key) bool { return k.ID == id })
	if i < 0 {
		return Key{}, false
	}
	return seen.Keys[i], true
}

// Orphan is the key that a recorded Create made when its answer was lost: the one
// that was made within a minute of the record and stands in no file. It is empty when
// there is none.
func Orphan(r Record, keys []Key, stored []string) string {
	for _, k := range keys {
		age := k.Created.Sub(r.Since)
		if k.ID != r.Old && !slices.Contains(stored, k.ID) && age >= -slack && age <= window {
			return k.ID
		}
	}
	return ""
}
