package broker

import (
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// Kept reports whether the session of the request is kept somewhere, once it was got:
// keys that are loaded as they are, and those of a program or a server, are not.
func (r Request) Kept() bool {
	_, isRole := r.role()
	return isRole || opensSession(r.Chain.Source) || sourceFile(r.Chain.Source) != ""
}

// Locked is when a session ends that is kept for the request, and that cannot be opened
// now. ok is false when there is none, or it is over.
func (b *Broker) Locked(r Request) (ends time.Time, ok bool) {
	var entry session.Issued
	role, isRole := r.role()
	switch {
	case isRole:
		entry, ok = b.Roles.Peek(roleCall(role).FileName())
	case opensSession(r.Chain.Source):
		named, err := b.named(r)
		if err != nil {
			return time.Time{}, false
		}
		entry, ok = b.Store.PeekMFASession(userKey(r.Chain, named.Chain.Source.Keys, r.Chain.Source.MFASerial))
	case sourceFile(r.Chain.Source) != "":
		entry, ok = b.Roles.Peek(sourceFile(r.Chain.Source))
	}
	return entry.Expires, ok && entry.Keys == session.Keys{} && entry.Expires.After(b.awsNow(r))
}
