package cache

import (
	"slices"

	"github.com/awsenv/awsenv/pkg/session"
)

// MFAKey is everything that changes what GetSessionToken answers.
type MFAKey struct {
	// AccessKeyID is the long-term key that signs the call.
	AccessKeyID string
	Serial      string
	// Endpoint is the STS endpoint with its region or partition.
	Endpoint string
}

func (k MFAKey) parts() []string {
	return []string{k.AccessKeyID, k.Serial, k.Endpoint}
}

// MFASession is one session of GetSessionToken in the store.
type MFASession struct {
	Key   MFAKey
	Entry session.Issued
}

// MFASession is the session under k, expired or not: ask FreshMFASession.
func (s Store) MFASession(k MFAKey) (session.Issued, bool) { return s.session(kindMFA, k.parts()...) }

// PutMFASession stores the session under k.
func (s Store) PutMFASession(k MFAKey, e session.Issued) error {
	return s.putSession(kindMFA, e, k.parts()...)
}

// RemoveMFASession deletes the session under k; one that is not there is no error.
func (s Store) RemoveMFASession(k MFAKey) error { return remove(s.path(kindMFA, k.parts()...)) }

// MFASessions are all MFA sessions in the store, in a stable order.
func (s Store) MFASessions() []MFASession {
	var list []MFASession
	for _, path := range s.paths(kindMFA) {
		e, key, v := readEntry(path, s.Doubt)
		if v == found && len(key) == 3 {
			list = append(list, MFASession{Key: MFAKey{AccessKeyID: key[0], Serial: key[1], Endpoint: key[2]}, Entry: e})
		}
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

func (s Store) session(k kind, key ...string) (session.Issued, bool) {
	e, has, v := readEntry(s.path(k, key...), s.Doubt)
	if v != found || !slices.Equal(has, key) {
		return session.Issued{}, false
	}
	return e, true
}

func (s Store) putSession(k kind, e session.Issued, key ...string) error {
	text, err := appendEntry(append(appendKey([]byte{'{'}, key), ", "...), e)
	if err != nil {
		return err
	}
	return writeSecret(s.path(k, key...), append(text, '}'))
}
