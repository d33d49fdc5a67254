package cache

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
)

// Sealing is how a Store encrypts sessions. Of an encrypted one the keys alone are a
// secret: whose it is and when it ends stands in the file as it is, so that it can be
// listed and removed by whoever cannot open it.
type Sealing struct {
	// Key is the data key, false when it is locked. It is asked for when a session is to be
	// written, or an encrypted one read; nil is locked.
	Key func() (seal.Key, bool)
	// Only refuses to write what cannot be encrypted.
	Only bool
}

// key is the data key, if it can be had.
func (s Sealing) key() (seal.Key, bool) {
	if s.Key == nil {
		return nil, false
	}
	return s.Key()
}

// ErrLocked says that a session was not kept, since the key to encrypt it with is locked.
var ErrLocked = errors.New("it would have to be encrypted, and the data key is locked")

const (
	sealedName = "Sealed"
	// sealedMember is what stands between the rest of a session and its sealed keys. They
	// are the last member, so that the rest is what comes before.
	sealedMember = `, "` + sealedName + `": `
)

// authenticated is what sealed keys are bound to: this format, the kind of the item, and
// everything else in the file, its key included.
func authenticated(k kind, rest string) []string {
	return []string{"awsenv session", "1", string(k), rest}
}

// session is a session of the store, opened if it is encrypted. One that does not open is
// absent, like one that is damaged.
func (s Store) session(k kind, key ...string) (session.Issued, bool) {
	if s.Memory != nil {
		return s.Memory.get(k, key)
	}
	e, v := readEntry(s.path(k, key...), s.Doubt)
	if v < sealed || !slices.Equal(e.key, key) {
		return session.Issued{}, false
	}
	if v == sealed && !s.open(k, &e) {
		return session.Issued{}, false
	}
	return e.Issued, true
}

// peek is session without opening what is encrypted.
func (s Store) peek(k kind, key ...string) (session.Issued, bool) {
	if s.Memory != nil {
		return s.Memory.get(k, key)
	}
	e, v := readEntry(s.path(k, key...), s.Doubt)
	return e.Issued, v >= sealed && slices.Equal(e.key, key)
}

// open decrypts the keys of an entry.
func (s Store) open(k kind, e *entry) bool {
	key, ok := s.Sealing.key()
	if !ok {
		return false
	}
	text, err := base64.StdEncoding.DecodeString(e.sealed)
	if err == nil {
		text, err = key.Open(text, authenticated(k, e.about)...)
	}
	if err != nil {
		return false
	}
	defer clear(text)
	in := scanner{in: text}
	e.Keys, _, _ = in.credentials()
	return in.whole() && e.Keys.SessionToken != ""
}

// putSession keeps a session: encrypted if the data key is to be had, else as it is.
func (s Store) putSession(k kind, e session.Issued, key ...string) error {
	if s.Memory != nil {
		s.Memory.put(k, key, e)
		return nil
	}
	dataKey, isSealed := s.Sealing.key()
	if !isSealed && s.Sealing.Only {
		return ErrLocked
	}
	text, err := appendEntry(append(appendKey([]byte{'{'}, key), ", "...), e, !isSealed)
	if err != nil {
		return err
	}
	if isSealed {
		keys := append(appendKeys([]byte{'{'}, e.Keys), '}')
		defer clear(keys)
		sealedKeys, err := dataKey.Seal(keys, authenticated(k, string(text))...)
		if err != nil {
			return err
		}
		text = append(append(text, sealedMember...), '"')
		text = append(base64.StdEncoding.AppendEncode(text, sealedKeys), '"')
	}
	return writeSecret(s.path(k, key...), append(text, '}'))
}

func (s Store) removeSession(k kind, key ...string) error {
	if s.Memory != nil {
		s.Memory.remove(k, key)
	}
	return remove(s.path(k, key...))
}

// Own keeps role sessions in awsenv's own store, where the AWS CLI does not find them.
// They are named as in the AWS CLI's cache.
type Own struct{ In Store }

// Load is as CLI.Load. A session that is locked is not there.
func (o Own) Load(file string) (session.Issued, bool) { return o.In.session(kindRole, file) }

// Peek is a session whether it is locked or not, without its keys if it is encrypted.
func (o Own) Peek(file string) (session.Issued, bool) { return o.In.peek(kindRole, file) }

// Store is as CLI.Store.
func (o Own) Store(file string, e session.Issued) error { return o.In.putSession(kindRole, e, file) }

// Remove is as CLI.Remove. Where there is no session it changes nothing.
func (o Own) Remove(file string) error {
	if _, err := os.Lstat(o.In.path(kindRole, file)); err != nil && o.In.Memory == nil {
		return nil
	}
	return o.In.removeSession(kindRole, file)
}

// Where says in words where a session is kept.
func (o Own) Where(file string) string {
	if o.In.Memory != nil {
		return "this run of awsenv"
	}
	return "awsenv's own cache, encrypted, " + o.In.path(kindRole, file)
}

// Sessions are all role sessions in the store, locked or not, in a stable order.
func (o Own) Sessions() []RoleFile {
	var list []RoleFile
	for _, path := range o.In.paths(kindRole) {
		if e, v := readEntry(path, o.In.Doubt); v >= sealed && len(e.key) == 1 {
			list = append(list, RoleFile{Name: e.key[0], Entry: e.Issued})
		}
	}
	return list
}

// Plain reports whether the store has a session that still works at now and whose keys
// are not encrypted.
func (s Store) Plain(now time.Time) bool {
	for _, k := range [...]kind{kindMFA, kindRole} {
		for _, path := range s.paths(k) {
			if e, v := readEntry(path, s.Doubt); v == found && e.Expires.After(now) {
				return true
			}
		}
	}
	return false
}

// Memory keeps sessions until the process ends. It is safe for concurrent use.
type Memory struct {
	mutex    *sync.Mutex
	sessions map[string]session.Issued
}

// NewMemory is an empty Memory.
func NewMemory() *Memory {
	return &Memory{mutex: new(sync.Mutex), sessions: map[string]session.Issued{}}
}

// Format hides the sessions, for every verb.
func (Memory) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "sessions in memory") }

func (m *Memory) get(k kind, key []string) (session.Issued, bool) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	e, ok := m.sessions[nameInMemory(k, key)]
	return e, ok
}

func (m *Memory) put(k kind, key []string, e session.Issued) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.sessions[nameInMemory(k, key)] = e
}

func (m *Memory) remove(k kind, key []string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	delete(m.sessions, nameInMemory(k, key))
}

func nameInMemory(k kind, key []string) string {
	return string(k) + "\x00" + strings.Join(key, "\x00")
}
