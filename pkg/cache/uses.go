package cache

import (
	"encoding/json"
	"math"
	"time"
)

const (
	// halfUse is how long it takes until a use counts for half.
	halfUse = 3 * 24 * time.Hour
	// mostUses is how many names are remembered.
	mostUses = 200
)

// Uses tells how recently and how often names were used, in one time for each: when a
// single use would count for as much as all of them do now. Every use counts for half
// after three days, so that the order of two names does not change while neither is used.
func (s Store) Uses() map[string]time.Time {
	r, ok := s.record(kindUses)
	uses := map[string]time.Time{}
	if !ok || json.Unmarshal([]byte(r.value), &uses) != nil {
		return map[string]time.Time{}
	}
	return uses
}

// PutUse counts one use of a name. Of two processes that do so at the same moment one may
// not be counted.
func (s Store) PutUse(name string, now time.Time) error {
	uses := s.Uses()
	last, used := uses[name]
	uses[name] = now
	if used {
		so := math.Exp2(min(last.Sub(now).Hours()/halfUse.Hours(), maxDoublings))
		uses[name] = now.Add(time.Duration(float64(halfUse) * math.Log2(so+1)))
	}
	for len(uses) > mostUses {
		oldest := name
		for other, at := range uses {
			if at.Before(uses[oldest]) {
				oldest = other
			}
		}
		delete(uses, oldest)
	}
	text, err := json.Marshal(uses)
	if err != nil {
		return err
	}
	return s.putRecord(kindUses, record{string(text), now})
}

// maxDoublings bounds what a clock that was wrong once can do.
const maxDoublings = 10
