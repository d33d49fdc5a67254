package session

import "time"

// Issued is a set of keys as somebody hands them out, with what is said along with
// them: the answer of a call, on its way through the caches to a shell.
type Issued struct {
	Keys Keys
	// Expires is when AWS stops accepting the keys, in UTC; zero when nobody said.
	Expires time.Time
	// Obtained is the server's clock when it issued the keys, to the second; zero when
	// unknown, as it is for SSO from a cache. A file's own time would not do: copying a
	// file changes it.
	Obtained time.Time
	// Account is the twelve-digit account id, empty when not known.
	Account string
	// AssumedRoleARN and AssumedRoleID are STS's AssumedRoleUser, empty for keys that
	// are not a role session's.
	AssumedRoleARN, AssumedRoleID string
	// ProviderType is "sso" for SSO role credentials, which `aws sso logout` deletes by
	// this word, and empty for roles.
	ProviderType string
	// PackedPolicySize is STS's percentage, 0 when it gave none. It is not read back
	// from a cache.
	PackedPolicySize int
	// Envelope is the answer's own, nil for keys from a file, a process or a cache.
	Envelope *Envelope
}

// Life is how long the keys were made for, 0 when that is not known.
func (i Issued) Life() time.Duration {
	if i.Obtained.IsZero() || !i.Expires.After(i.Obtained) {
		return 0
	}
	return i.Expires.Sub(i.Obtained)
}

// Envelope is what botocore keeps of an answer as ResponseMetadata.
type Envelope struct {
	RequestID string
	Status    int
	// Headers are in the order in which they are kept, names in lower case.
	Headers []Header
	// Retries is the number of attempts before the one that was answered.
	Retries int
}

// Header is one header of an answer.
type Header struct{ Name, Value string }
