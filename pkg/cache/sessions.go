package cache

import "github.com/awsenv/awsenv/pkg/session"

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

// MFASession is one session of GetSessionToken in the store. One that is encrypted has no
// keys here.
type MFASession struct {
	Key   MFAKey
	Entry session.Issued
}

// MFASession is the session under k, expired or not: ask FreshMFASession.
func (s Store) MFASession(k MFAKey) (session.Issued, bool) { return s.session(kindMFA, k.parts()...) }

// PeekMFASession is the session under k whether it is locked or not, without its keys if
// it is encrypted.
func (s Store) PeekMFASession(k MFAKey) (session.Issued, bool) {
	return s.peek(kindMFA, k.parts()...)
}

// PutMFASession stores the session under k.
func (s Store) PutMFASession(k MFAKey, e session.Issued) error {
	return s.putSession(kindMFA, e, k.parts()...)
}

// RemoveMFASession deletes the session under k; one that is not there is no error.
func (s Store) RemoveMFASession(k MFAKey) error { return s.removeSession(kindMFA, k.parts()...) }

// MFASessions are all MFA sessions in the store, in a stable order.
func (s Store) MFASessions() []MFASession {
	var list []MFASession
	for _, path := range s.paths(kindMFA) {
		e, v := readEntry(path, s.Doubt)
		if key := e.key; v >= sealed && len(key) == 3 {
			list = append(list, MFASession{Key: MFAKey{AccessKeyID: key[0], Serial: key[1], Endpoint: key[2]}, Entry: e.Issued})
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
