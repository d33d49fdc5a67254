package cache

import (
	"slices"
	"strconv"
	"time"
)

// MFAKey is everything that changes what GetSessionToken answers.
type MFAKey struct {
	// AccessKeyID is the long-term key that signs the call.
	AccessKeyID string
	Serial      string
	// Endpoint is the STS endpoint with its region or partition.
	Endpoint string
	Duration time.Duration
}

func (k MFAKey) parts() []string {
	return []string{k.AccessKeyID, k.Serial, k.Endpoint, strconv.FormatInt(int64(k.Duration/time.Second), 10)}
}

// MFASession is one session of GetSessionToken in the store.
type MFASession struct {
	Key   MFAKey
	Entry Entry
}

// RoleSession is one role session in the store.
type RoleSession struct {
	// ID is what the session was stored under.
	ID    string
	Entry Entry
}

// MFASession is the session under k, expired or not: ask FreshMFASession.
func (s Store) MFASession(k MFAKey) (Entry, bool) { return s.session(kindMFA, k.parts()...) }

// PutMFASession stores the session under k.
func (s Store) PutMFASession(k MFAKey, e Entry) error {
	return s.putSession(kindMFA, e, k.parts()...)
}

// RemoveMFASession deletes the session under k; one that is not there is no error.
func (s Store) RemoveMFASession(k MFAKey) error { return remove(s.path(kindMFA, k.parts()...)) }

// MFASessions are all MFA sessions in the store, in a stable order.
func (s Store) MFASessions() []MFASession {
	var list []MFASession
	for _, path := range s.paths(kindMFA) {
		e, key, v := readEntry(path)
		if v != found || len(key) != 4 {
			continue
		}
		seconds, err := strconv.ParseInt(key[3], 10, 32)
		if err != nil {
			continue
		}
		k := MFAKey{AccessKeyID: key[0], Serial: key[1], Endpoint: key[2], Duration: time.Duration(seconds) * time.Second}
		list = append(list, MFASession{Key: k, Entry: e})
	}
	return list
}

// RemoveMFASessionsOf deletes every MFA session of one access key and gives their
// number, with the first error.
func (s Store) RemoveMFASessionsOf(accessKeyID string) (removed int, first error) {
	for _, m := range s.MFASessions() {
		if m.Key.AccessKeyID != accessKeyID {
			continue
		}
		err := s.RemoveMFASession(m.Key)
		switch {
		case err == nil:
			removed++
		case first == nil:
			first = err
		}
	}
	return removed, first
}

// RoleSession is a role session that must not sit in the AWS CLI's cache, because
// the AWS CLI's key does not tell it from another one. The id is the caller's, and
// holds everything that does.
func (s Store) RoleSession(id string) (Entry, bool) { return s.session(kindRole, id) }

// PutRoleSession stores a role session under id.
func (s Store) PutRoleSession(id string, e Entry) error { return s.putSession(kindRole, e, id) }

// RemoveRoleSession deletes the session under id; one that is not there is no error.
func (s Store) RemoveRoleSession(id string) error { return remove(s.path(kindRole, id)) }

// RoleSessions are all role sessions in the store, in a stable order.
func (s Store) RoleSessions() []RoleSession {
	var list []RoleSession
	for _, path := range s.paths(kindRole) {
		if e, key, v := readEntry(path); v == found && len(key) == 1 {
			list = append(list, RoleSession{ID: key[0], Entry: e})
		}
	}
	return list
}

func (s Store) session(k kind, key ...string) (Entry, bool) {
	e, has, v := readEntry(s.path(k, key...))
	if v != found || !slices.Equal(has, key) {
		return Entry{}, false
	}
	return e, true
}

func (s Store) putSession(k kind, e Entry, key ...string) error {
	text, err := appendEntry(append(appendKey([]byte{'{'}, key), ", "...), e)
	if err != nil {
		return err
	}
	return writeSecret(s.path(k, key...), append(text, '}'))
}
