// Package session holds the values that every other package speaks of: a set of
// keys and the session that they belong to.
//
// Rules: it imports the standard library only, does no I/O and asks no clock.
// Keys never print themselves: whatever verb formats them, the secret parts come
// out as a fixed word.
package session

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Keys are the three values that sign a request to AWS. SessionToken is empty
// for the long-term keys of an IAM user.
type Keys struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string
}

// Temporary reports whether the keys came from STS, which decides what they may
// call: only long-term keys may call GetSessionToken.
func (k Keys) Temporary() bool { return k.SessionToken != "" }

// Empty reports whether there is no key pair at all.
func (k Keys) Empty() bool { return k.AccessKeyID == "" && k.SecretAccessKey == "" }

// Format writes the access key id and hides the rest, for every verb, so that a
// stray %v, %+v or %#v in a message or a panic cannot spill a secret.
func (k Keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// String is the access key id and the word "redacted".
func (k Keys) String() string { return k.AccessKeyID + ":redacted" }

// MarshalText refuses nothing and reveals nothing: an encoder that meets Keys
// by accident gets the same text as String.
func (k Keys) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Session is what a load gives to a shell.
type Session struct {
	// Profile is the profile's name, or the role's name for an ad-hoc role.
	Profile string
	Keys    Keys
	// Expires is when AWS stops accepting the keys; zero when they do not expire
	// or nobody said when.
	Expires time.Time
	// Ahead is how far AWS's clock, which Expires is told by, is ahead of ours;
	// negative when it is behind, zero when the difference is not known.
	Ahead time.Duration
	// RoleARN is empty for a session of an IAM user.
	RoleARN string
	// Account is the twelve-digit account id, empty when not known.
	Account string
	// Region is the region to export, empty when nothing names one.
	Region string
	// Settings are the further variables to export that say where calls go: the
	// endpoints, switches and certificates that the profile itself names.
	Settings []Variable
}

// Variable is an environment variable.
type Variable struct{ Name, Value string }

// Left is the time until Expires, negative afterwards; now is our clock's. Only
// meaningful when Expires is not zero.
func (s Session) Left(now time.Time) time.Duration { return s.LocalExpires().Sub(now) }

// LocalExpires is what our clock shows when the session ends: what whoever
// compares with the local clock has to be given.
func (s Session) LocalExpires() time.Time { return s.Expires.Add(-s.Ahead) }

// Short is a duration as people write it, to the second and without parts that
// are zero: 12h, 1h30m, 45s.
func Short(d time.Duration) string {
	text := d.Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
