// Package seal encrypts what is kept on disk: AES-256-GCM of the standard library, with
// a nonce of its own for each text.
//
// Rules: it composes and invents nothing. What a sealed text is about (a profile, a
// purpose, a version) is authenticated with it, so that one cannot be put in the place
// of another. A Key never prints itself. It does no I/O and asks no clock.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key is a key of AES-256. It shows as one word, whatever verb formats it.
type Key []byte

// Format implements fmt.Formatter.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// ErrNotOpened says that a text was sealed with another key, about something else, or
// was changed since. Which of them cannot be told.
var ErrNotOpened = errors.New("it does not open with this key")

// NewKey is a random key.
func NewKey() Key {
	key := make(Key, KeySize)
	_, _ = rand.Read(key) // it ends the program rather than fail
	return key
}

// Seal encrypts text. about is what Open has to say again, part by part. A key may seal
// 2^32 texts (NIST SP 800-38D, 8.3), which no store comes near.
func (k Key) Seal(text []byte, about ...string) ([]byte, error) {
	sealer, err := k.sealer()
	if err != nil {
		return nil, err
	}
	return sealer.Seal(nil, nil, text, joined(about)), nil
}

// Open decrypts what Seal made. The error is ErrNotOpened when it is not that.
func (k Key) Open(sealed []byte, about ...string) ([]byte, error) {
	sealer, err := k.sealer()
	if err != nil {
		return nil, err
	}
	text, err := sealer.Open(nil, nil, sealed, joined(about))
	if err != nil {
		return nil, ErrNotOpened
	}
	return text, nil
}

func (k Key) sealer() (cipher.AEAD, error) {
	if len(k) != KeySize {
		return nil, fmt.Errorf("a key has %d bytes, not %d", KeySize, len(k))
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// joined is the parts as one text that no other parts give.
func joined(about []string) (all []byte) {
	for _, part := range about {
		all = binary.BigEndian.AppendUint32(all, uint32(len(part)))
		all = append(all, part...)
	}
	return all
}
