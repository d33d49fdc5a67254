package rotation

import (
	"encoding/json"
	"fmt"
	"time"
)

// Record is what a run leaves before each step, for the one that has to take up the
// rotation when it is cut off. It holds no secret.
type Record struct {
	// User is the ARN of the IAM user.
	User string `json:"user"`
	// Old is the key to be replaced, New the one that replaces it, empty as long as
	// it is not known.
	Old string `json:"old"`
	New string `json:"new,omitempty"`
	// Since is what IAM's clock showed before the new key was asked for.
	Since time.Time `json:"since"`
	// Step is what was about to be done.
	Step Step `json:"step"`
	// Kept says that the rotation is over but for deleting the old key, which the
	// person wanted to keep.
	Kept bool `json:"kept,omitempty"`
}

// Text is the record as a text.
func (r Record) Text() (string, error) {
	text, err := json.Marshal(r)
	return string(text), err
}

// ParseRecord reads what Text wrote. One that is damaged, or about another user,
// counts as none.
func ParseRecord(text, user string) (Record, bool) {
	var r Record
	if json.Unmarshal([]byte(text), &r) != nil || r.User != user || r.Old == "" {
		return Record{}, false
	}
	return r, true
}

// Record implements Work.
func (r *Rotator) Record(s State, next Step) error {
	if next == Settle {
		// What is left to be done needs no record, and Settle writes or removes it.
		return nil
	}
	record := Record{User: r.user, Old: s.Old, New: s.New, Since: r.record.Since, Step: next}
	if next == Create {
		record.Since = r.iamNow().UTC()
	}
	if err := r.write(record); err != nil {
		return fmt.Errorf("nothing was done, because it could not be recorded: %w", err)
	}
	return nil
}

// write replaces the record.
func (r *Rotator) write(record Record) error {
	text, err := record.Text()
	if err != nil {
		return err
	}
	if err := r.store.PutNote(r.noteName(), text, r.broker.Now()); err != nil {
		return err
	}
	r.record = record
	return nil
}

// unrecord puts back the record as it was before a Create that made nothing.
func (r *Rotator) unrecord() {
	err := r.store.RemoveNote(r.noteName())
	if r.before.Old != "" {
		err = r.write(r.before)
	}
	if err != nil {
		r.broker.Tell.Trace("the record of the rotation could not be removed: " + err.Error())
	}
}
