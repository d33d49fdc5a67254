package broker

import (
	"github.com/awsenv/awsenv/pkg/profile"
)

// Forget deletes the session that a request would find in a cache: the role's,
// or for a profile without a role the one of its source. One that is not there
// is no error.
func (b *Broker) Forget(r Request) error {
	if role, isRole := r.role(); isRole {
		return b.Roles.Remove(roleCall(role).FileName())
	}
	if opensSession(r.Chain.Source) {
		return b.Store.RemoveMFASession(userKey(r.Chain, r.Chain.Source.Keys, r.Chain.Source.MFASerial))
	}
	if file := sourceFile(r.Chain.Source); file != "" {
		return b.Roles.Remove(file)
	}
	return nil
}

// User is the request for the MFA session alone that the roles of r share: that
// of the IAM user at the source, with the device that the first call would use.
// ok is false when the source is no IAM user with long-term keys.
func (r Request) User() (user Request, ok bool) {
	if !opensSession(r.Chain.Source) {
		return Request{}, false
	}
	user = r
	if len(r.Chain.Roles) > 0 && r.Chain.Roles[0].MFASerial != "" {
		user.Chain.Source.MFASerial = r.Chain.Roles[0].MFASerial
	}
	user.Chain.Profile, user.Chain.Roles = user.Chain.Source.Profile, []profile.Role(nil)
	return user, true
}
