// Package keeper are the keepers of package vault's data key.
//
// Rules: each in a file of its own, with what only its system has behind a build tag. A
// keeper asks a person only through what it was given for that, and gives up within two
// seconds on what does not answer. What it writes into the store is public.
package keeper

import (
	"crypto/rand"
	"encoding/json"
	"errors"

	"golang.org/x/crypto/scrypt"

	"github.com/awsenv/awsenv/pkg/seal"
)

// stretched is how a text that a person or a program gives becomes a secret: scrypt, for
// which guessing costs memory. The numbers stand in the store, so that they can grow.
type stretched struct {
	// LogN is the base-2 logarithm of scrypt's cost N; r is 8 and p is 1.
	LogN int    `json:"scrypt_log_n"`
	Salt []byte `json:"salt"`
	// Check is nothing, sealed: it tells the right text.
	Check []byte `json:"check"`
}

const (
	// logN is what OWASP's Password Storage Cheat Sheet wants at least: 128 MiB and about
	// half a second.
	logN = 17
	// mostLogN keeps a store that somebody else changed from taking all memory.
	mostLogN = 20
	saltSize = 16
)

var errRecord = errors.New("what the store says of it is damaged")

// stretch makes a secret of a text and a new salt.
func stretch(text string) (seal.Key, json.RawMessage, error) {
	s := stretched{LogN: logN, Salt: make([]byte, saltSize)}
	_, _ = rand.Read(s.Salt)
	secret, err := s.secret(text)
	if err != nil {
		return nil, nil, err
	}
	if s.Check, err = secret.Seal(nil, "check"); err != nil {
		return nil, nil, err
	}
	record, err := json.Marshal(s)
	return secret, record, err
}

// parseStretched reads what stretch wrote.
func parseStretched(record json.RawMessage) (s stretched, err error) {
	if json.Unmarshal(record, &s) != nil || s.LogN < 1 || s.LogN > mostLogN || len(s.Salt) < saltSize || len(s.Check) == 0 {
		return s, errRecord
	}
	return s, nil
}

func (s stretched) secret(text string) (seal.Key, error) {
	return scrypt.Key([]byte(text), s.Salt, 1<<s.LogN, 8, 1, seal.KeySize)
}

// open is the secret again, and false when it was made of another text.
func (s stretched) open(text string) (seal.Key, bool, error) {
	secret, err := s.secret(text)
	if err != nil {
		return nil, false, err
	}
	_, err = secret.Open(s.Check, "check")
	return secret, err == nil, nil
}
