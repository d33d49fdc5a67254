package broker

import (
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// Forget deletes the sessions that are kept for a request, and gives their
// number: the role's, for whatever duration it was asked for; for an IAM user's
// profile its MFA sessions; else the one of its source. kept is what the AWS
// CLI's cache holds.
func (b *Broker) Forget(r Request, kept []cache.RoleFile) (forgotten int, err error) {
	if role, isRole := r.role(); isRole {
		return b.forgetRole(role, kept)
	}
	if opensSession(r.Chain.Source) {
		if r, err = b.named(r); err != nil {
			return 0, err
		}
		return b.Store.RemoveMFASessionsOf(r.Chain.Source.Keys.AccessKeyID)
	}
	if file := sourceFile(r.Chain.Source); file != "" {
		return b.forgetFile(file)
	}
	return 0, nil
}

// forgetFile deletes one file of the AWS CLI's cache, damaged or not.
func (b *Broker) forgetFile(file string) (forgotten int, err error) {
	if _, there := b.Roles.Peek(file); there {
		forgotten = 1
	}
	return forgotten, b.Roles.Remove(file)
}

// forgetRole deletes a role's session, and those of the same call that -d made
// with another duration. The duration is part of a file's name: how long the
// session in a file lives tells which name to compute, and only a file that has
// that name is deleted.
func (b *Broker) forgetRole(role profile.Role, kept []cache.RoleFile) (forgotten int, err error) {
	call := roleCall(role)
	own := call.FileName()
	if forgotten, err = b.forgetFile(own); err != nil {
		return 0, err
	}
	for _, f := range kept {
		if f.Name == own || !sameRole(f.Entry, role.ARN) || !namedBy(call, f.Name, f.Entry.Life()) {
			continue
		}
		if err := b.Roles.Remove(f.Name); err != nil {
			return forgotten, err
		}
		forgotten++
	}
	return forgotten, nil
}

// sameRole reports whether a cached session may be one of the role: its ARN has
// account and name, but not the path.
func sameRole(entry session.Issued, arn string) bool {
	return awsterms.IsSessionOf(entry.AssumedRoleARN, arn)
}

// namedBy reports whether the file is the one of the call without a duration or
// with one close to life.
func namedBy(call cache.RoleCall, file string, life time.Duration) bool {
	if call.Duration = 0; call.FileName() == file {
		return true
	}
	const slack = 5 * time.Second
	for d := life.Truncate(time.Second) - slack; life > 0 && d <= life+slack; d += time.Second {
		if call.Duration = d; call.FileName() == file {
			return true
		}
	}
	return false
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
