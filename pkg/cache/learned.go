package cache

import (
	"errors"
	"strconv"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
)

const (
	// limitLife is how long a learned limit is believed; a role's limit can be raised.
	limitLife = 7 * 24 * time.Hour
	// remindEvery is how often a person is reminded of the same thing.
	remindEvery = 24 * time.Hour
	// skewLife is how long a clock's difference is believed: clocks get set.
	skewLife = 24 * time.Hour
	// minSkew is what the Date header, which has whole seconds, can tell at all.
	minSkew = 2 * time.Second
)

// Limit is the longest session that AWS was seen to grant for a role, when that was
// learned less than limitLife before now.
func (s Store) Limit(roleARN string, now time.Time) (limit time.Duration, learned time.Time, ok bool) {
	r, ok := s.record(kindLimit, roleARN)
	if !ok {
		return 0, time.Time{}, false
	}
	seconds, err := strconv.ParseInt(r.value, 10, 32)
	age := now.Sub(r.at)
	if err != nil || seconds <= 0 || age >= limitLife || age < -limitLife {
		return 0, time.Time{}, false
	}
	return time.Duration(seconds) * time.Second, r.at, true
}

// PutLimit remembers a role's limit, in whole seconds.
func (s Store) PutLimit(roleARN string, limit time.Duration, now time.Time) error {
	return s.putRecord(kindLimit, record{seconds(limit), now}, roleARN)
}

// Skew is how far the server's clock is ahead of ours, zero when that is not known:
// add it to our time, now, to get the server's. One that was measured more than a
// day ago, or, by a clock that was set back since, later than now, is not believed.
func (s Store) Skew(endpoint string, now time.Time) (ahead time.Duration) {
	r, ok := s.record(kindClock, endpoint)
	n, err := strconv.ParseInt(r.value, 10, 32)
	if age := now.Sub(r.at); !ok || err != nil || age < 0 || age >= skewLife {
		return 0
	}
	return time.Duration(n) * time.Second
}

// PutSkew remembers the difference of an endpoint's clock, in whole seconds. One of
// less than two seconds is none: what was known is forgotten.
func (s Store) PutSkew(endpoint string, ahead time.Duration, now time.Time) error {
	if ahead.Abs() < minSkew {
		return remove(s.path(kindClock, endpoint))
	}
	return s.putRecord(kindClock, record{seconds(ahead), now}, endpoint)
}

// ReminderDue reports whether nobody was reminded of the subject (an access key id,
// for instance) in the last day.
func (s Store) ReminderDue(subject string, now time.Time) bool {
	r, ok := s.record(kindRemind, subject)
	return !ok || now.Sub(r.at).Abs() >= remindEvery
}

// PutReminder notes that the person was reminded of the subject.
func (s Store) PutReminder(subject string, now time.Time) error {
	return s.putRecord(kindRemind, record{"", now}, subject)
}

// KeyCreated is when an access key was made, as IAM once told.
func (s Store) KeyCreated(accessKeyID string) (time.Time, bool) {
	r, ok := s.record(kindCreated, accessKeyID)
	return r.at, ok
}

// PutKeyCreated remembers when an access key was made.
func (s Store) PutKeyCreated(accessKeyID string, created time.Time) error {
	return s.putRecord(kindCreated, record{"", created}, accessKeyID)
}

// RemoveKeyCreated forgets an access key.
func (s Store) RemoveKeyCreated(accessKeyID string) error {
	return remove(s.path(kindCreated, accessKeyID))
}

// Note is a text that a command left for its next run, such as how far a rotation
// came. It must be UTF-8 and must not hold a secret.
func (s Store) Note(name string) (text string, written time.Time, ok bool) {
	r, ok := s.record(kindNote, name)
	return r.value, r.at, ok
}

// PutNote leaves a note, in place of the one of that name. When it returns, the note
// survives a power failure too: what is noted cannot be got again.
func (s Store) PutNote(name, text string, now time.Time) error {
	if s.Dir == "" {
		return errors.New("awsenv's cache folder cannot be used")
	}
	if err := s.putRecord(kindNote, record{text, now}, name); err != nil {
		return err
	}
	return atomicfile.SyncFolder(s.Dir)
}

// RemoveNote removes a note; one that is not there is no error.
func (s Store) RemoveNote(name string) error { return remove(s.path(kindNote, name)) }

// Stamp is where something was found in files, empty for none: a text without a secret,
// for those who check it before they believe it.
func (s Store) Stamp(what ...string) string {
	r, ok := s.record(kindStamp, what...)
	if !ok {
		return ""
	}
	return r.value
}

// PutStamp keeps a stamp, in place of an earlier one of the same thing.
func (s Store) PutStamp(text string, now time.Time, what ...string) error {
	return s.putRecord(kindStamp, record{text, now}, what...)
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }
