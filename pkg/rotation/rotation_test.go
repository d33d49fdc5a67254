package rotation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

var errCrash = errors.New("crash")

// world is an IAM user and a credentials file, for as long as one test takes. It
// breaks off before or after the effect number stop.
type world struct {
	now             time.Time
	keys            []Key
	current, staged string
	record          Record
	made            int
	effects, stop   int
	after           bool
	log             []Step
}

func newWorld() *world {
	now := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	return &world{now: now, current: "old", keys: []Key{{ID: "old", Active: true, Created: now.Add(-time.Hour)}}}
}

// effect does something to the world, or crashes.
func (w *world) effect(do func()) error {
	w.effects++
	hit := w.effects == w.stop
	if hit && !w.after {
		return errCrash
	}
	do()
	if hit {
		return errCrash
	}
	return nil
}

func (w *world) Record(s State, next Step) error {
	return w.effect(func() {
		since := w.record.Since
		if next == Create {
			since = w.now
		}
		w.record = Record{User: "u", Old: s.Old, New: s.New, Since: since, Step: next}
	})
}

func (w *world) Do(_ context.Context, s State, step Step) (made string, err error) {
	w.log = append(w.log, step)
	return made, w.effect(func() {
		switch step {
		case Create:
			w.made++
			made = fmt.Sprintf("new%d", w.made)
			w.keys = append(w.keys, Key{ID: made, Active: true, Created: w.now.Add(time.Second)})
		case Stage:
			w.staged = s.New
		case Promote:
			w.current, w.staged = s.New, ""
		case Deactivate:
			for i := range w.keys {
				w.keys[i].Active = w.keys[i].Active && w.keys[i].ID != s.Old
			}
		case Delete, Discard:
			id := s.Old
			if step == Discard {
				id, w.staged = s.New, ""
			}
			w.keys = slices.DeleteFunc(w.keys, func(k Key) bool { return k.ID == id })
		case Settle:
			if w.record.Kept = s.OldThere; !s.OldThere {
				w.record = Record{}
			}
		}
	})
}

func (w *world) seen() Seen {
	return Seen{Current: w.current, Staged: w.staged, Stored: []string{w.current}, Keys: w.keys, Record: w.record, Now: w.now}
}

func (w *world) rotate(t *testing.T, keep bool) error {
	t.Helper()
	s, _, err := Resume(w.seen())
	if err != nil {
		t.Fatalf("%v, with %+v", err, w)
	}
	_, err = Run(t.Context(), s, crashing{w}, keep)
	return err
}

// crashing is a world whose process dies: nothing is done after the crash.
type crashing struct{ *world }

func (c crashing) Record(s State, next Step) error {
	if c.stop > 0 && c.effects >= c.stop {
		return errCrash
	}
	return c.world.Record(s, next)
}

func (c crashing) Do(ctx context.Context, s State, step Step) (string, error) {
	if c.stop > 0 && c.effects >= c.stop {
		return "", errCrash
	}
	return c.world.Do(ctx, s, step)
}

// works checks that the key in the file is one that IAM accepts.
func (w *world) works(t *testing.T) {
	t.Helper()
	if !slices.ContainsFunc(w.keys, func(k Key) bool { return k.ID == w.current && k.Active }) {
		t.Fatalf("the file's key %q does not work: %+v", w.current, w.keys)
	}
}

func TestRotationFromStartToEnd(t *testing.T) {
	w := newWorld()
	if err := w.rotate(t, false); err != nil {
		t.Fatal(err)
	}
	want := []Step{Create, Stage, Await, Promote, Deactivate, Verify, Delete, Settle}
	if !slices.Equal(w.log, want) || w.current != "new1" || len(w.keys) != 1 {
		t.Errorf("%v, %+v", w.log, w)
	}
}

func TestAnySecondRunEndsWell(t *testing.T) {
	for _, keep := range []bool{false, true} {
		for _, after := range []bool{false, true} {
			for first := 1; first <= 16; first++ {
				for second := 0; second <= 18; second++ { // 0: the second run is not broken off
					t.Run(fmt.Sprintf("keep %v, after %v, %d then %d", keep, after, first, second), func(t *testing.T) {
						w := newWorld()
						for _, stop := range []int{first, second, 0} {
							w.effects, w.stop, w.after = 0, stop, after
							err := w.rotate(t, keep && stop != 0)
							w.works(t)
							w.now = w.now.Add(time.Minute * 2)
							if err != nil && stop == 0 {
								t.Fatal(err)
							}
						}
						if len(w.keys) != 1 || w.current == "old" || w.staged != "" || w.record != (Record{}) {
							t.Errorf("ended with %+v", w)
						}
					})
				}
			}
		}
	}
}

func TestNotStoredIsDeletedAgain(t *testing.T) {
	w := newWorld()
	w.stop = 4 // Stage itself; the process lives on
	s, _, _ := Resume(w.seen())
	_, err := Run(t.Context(), s, w, false)
	var stored *NotStored
	if !errors.As(err, &stored) || stored.Left != nil || !errors.Is(err, errCrash) {
		t.Fatalf("got %v", err)
	}
	if len(w.keys) != 1 || w.current != "old" {
		t.Errorf("ended with %+v", w)
	}
}

func TestResume(t *testing.T) {
	now := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	old := Key{ID: "old", Active: true, Created: now.Add(-time.Hour * 1000)}
	off := Key{ID: "old", Active: false, Created: old.Created}
	fresh := Key{ID: "new", Active: true, Created: now.Add(-time.Minute)}
	created := Record{User: "u", Old: "old", Since: now.Add(-61 * time.Second), Step: Create}
	known := created
	known.New = "new"
	kept := known
	kept.Kept = true
	late := created
	late.Since = now.Add(-time.Hour)
	began := func(after time.Duration) Record {
		r := created
		r.Since = fresh.Created.Add(after)
		return r
	}

	cases := []struct {
		name    string
		seen    Seen
		next    Step
		resumed bool
		two     bool
	}{
		{"one key", Seen{Current: "old", Keys: []Key{old}}, Create, false, false},
		{"two keys", Seen{Current: "old", Keys: []Key{old, fresh}}, "", false, true},
		{"another key, and ours not listed", Seen{Current: "old", Keys: []Key{fresh}}, "", false, true},
		{"a record, and nothing came of it", Seen{Current: "old", Keys: []Key{old}, Record: created}, Create, false, false},
		{"an orphan of the recorded minute", Seen{Current: "old", Keys: []Key{old, fresh}, Record: created}, Discard, true, false},
		{"a key of another minute", Seen{Current: "old", Keys: []Key{old, fresh}, Record: late}, "", false, true},
		{"an orphan by a clock two seconds behind", Seen{Current: "old", Keys: []Key{old, fresh}, Record: began(2 * time.Second)}, Discard, true, false},
		{"a key from before the record", Seen{Current: "old", Keys: []Key{old, fresh}, Record: began(3 * time.Second)}, "", false, true},
		{"an orphan at the end of the minute", Seen{Current: "old", Keys: []Key{old, fresh}, Record: began(-time.Minute)}, Discard, true, false},
		{"a key from after the minute", Seen{Current: "old", Keys: []Key{old, fresh}, Record: began(-61 * time.Second)}, "", false, true},
		{"a key of that minute in another profile", Seen{Current: "old", Stored: []string{"old", "new"}, Keys: []Key{old, fresh}, Record: created}, "", false, true},
		{"a key that is known and not stored", Seen{Current: "old", Keys: []Key{old, fresh}, Record: known}, Discard, true, false},
		{"staged", Seen{Current: "old", Staged: "new", Keys: []Key{old, fresh}, Record: known}, Await, true, false},
		{"staged, and no record", Seen{Current: "old", Staged: "new", Keys: []Key{old, fresh}}, Await, true, false},
		{"staged, and deleted long ago", Seen{Current: "old", Staged: "new", Keys: []Key{old}}, Discard, true, false},
		{"staged, and not listed yet", Seen{Current: "old", Staged: "new", Keys: []Key{old}, Record: known, Now: now}, Await, true, false},
		{"in place", Seen{Current: "new", Stored: []string{"new"}, Keys: []Key{old, fresh}, Record: known}, Await, true, false},
		{"in place, and no record", Seen{Current: "new", Stored: []string{"new"}, Keys: []Key{old, fresh}}, "", false, true},
		{"in place, old off", Seen{Current: "new", Stored: []string{"new"}, Keys: []Key{off, fresh}, Record: known}, Await, true, false},
		{"kept", Seen{Current: "new", Stored: []string{"new"}, Keys: []Key{off, fresh}, Record: kept}, Await, true, false},
		{"kept, and switched on again", Seen{Current: "new", Stored: []string{"new"}, Keys: []Key{old, fresh}, Record: kept}, "", false, true},
		{"kept, and deleted by hand", Seen{Current: "new", Stored: []string{"new"}, Keys: []Key{fresh}, Record: kept}, Create, false, false},
		{"the record of other keys", Seen{Current: "x", Stored: []string{"x"}, Keys: []Key{{ID: "x", Active: true, Created: now}}, Record: known}, Create, false, false},
		{"the other profile has it already", Seen{Current: "old", Stored: []string{"old", "new"}, Keys: []Key{old, fresh}, Record: known}, Await, true, false},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			s, resumed, err := Resume(tt.seen)
			var two *TwoKeys
			if errors.As(err, &two) != tt.two || err != nil && !tt.two {
				t.Fatalf("got %v", err)
			}
			if err == nil && (s.Next(false) != tt.next || resumed != tt.resumed) {
				t.Errorf("next is %q, resumed %v: %+v", s.Next(false), resumed, s)
			}
		})
	}
	t.Run("the new key was switched off", func(t *testing.T) {
		_, _, err := Resume(Seen{Current: "old", Staged: "new", Keys: []Key{old, {ID: "new", Created: now}}})
		var off *SwitchedOff
		if !errors.As(err, &off) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRecordText(t *testing.T) {
	r := Record{User: "u", Old: "o", New: "n", Since: time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC), Step: Stage, Kept: true}
	text, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := ParseRecord(text, "u"); !ok || got != r {
		t.Errorf("got %+v, %v", got, ok)
	}
	for _, damaged := range []string{"", "{", "null", text[:len(text)-5]} {
		if _, ok := ParseRecord(damaged, "u"); ok {
			t.Errorf("%q is a record", damaged)
		}
	}
	if _, ok := ParseRecord(text, "somebody else"); ok {
		t.Error("somebody else's record is ours")
	}
}
