package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
)

// version is that of the format. A change that an older awsenv would misread, or lose
// when it writes the file, gets a new one.
const version = 1

// Contents are what a store says. The zero value is an empty one, without a data key.
type Contents struct {
	Version int `json:"version"`
	// ID is random, and binds what is sealed to this store.
	ID string `json:"id"`
	// Check is nothing, sealed: it tells the right data key from another one.
	Check   []byte           `json:"check"`
	Keepers []Wrapping       `json:"keepers"`
	Entries map[string]Entry `json:"keys"`
}

// Wrapping is the data key as one keeper opens it.
type Wrapping struct {
	Keeper string `json:"keeper"`
	// Record is the keeper's own, public.
	Record json.RawMessage `json:"record"`
	// Wrapped is the data key, sealed with the keeper's secret.
	Wrapped []byte `json:"wrapped"`
}

// same reports whether two wrappings are by one secret of one keeper. The file has records
// with other blanks than keepers give.
func (w Wrapping) same(other Wrapping) bool {
	compact := func(record json.RawMessage) string {
		var text bytes.Buffer
		if json.Compact(&text, record) != nil {
			return string(record)
		}
		return text.String()
	}
	return w.Keeper == other.Keeper && compact(w.Record) == compact(other.Record)
}

// Entry is what is kept of one profile.
type Entry struct {
	Pair
	// Next is the pair of a rotation that waits until AWS accepts it; nil is none.
	Next *Pair `json:"next,omitempty"`
}

// Pair is an access key: its id as it is, its secret sealed.
type Pair struct {
	AccessKeyID string `json:"access_key_id"`
	Sealed      []byte `json:"sealed"`
	// Stored is when it was taken in, by the clock of the machine.
	Stored time.Time `json:"stored"`
}

// New are the contents of a new store and its data key. No keeper has it yet.
func New() (Contents, seal.Key, error) {
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	c, key := Contents{Version: version, ID: hex.EncodeToString(id), Entries: map[string]Entry{}}, seal.NewKey()
	check, err := key.Seal(nil, c.about("check")...)
	c.Check = check
	return c, key, err
}

// unknownVersion is the version of a store that this awsenv cannot read.
type unknownVersion int

func (v unknownVersion) Error() string {
	return fmt.Sprintf("it is of version %d, which this awsenv does not know", int(v))
}

// parse reads the text of a store.
func parse(text []byte) (c Contents, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	var known struct {
		Version int `json:"version"`
	}
	if json.Unmarshal(text, &known) == nil && known.Version > version {
		return Contents{}, unknownVersion(known.Version)
	}
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		// The decoder's own words may quote what stands there.
		return Contents{}, errors.New("it is damaged: it is no store of keys, or cut off")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Contents{}, errors.New("it is damaged: something stands behind its end")
	}
	return c, c.check()
}

// check refuses what no awsenv wrote.
func (c Contents) check() error {
	switch {
	case c.Version != version:
		return unknownVersion(c.Version)
	case c.ID == "" || len(c.Check) == 0 || len(c.Keepers) == 0 || c.Entries == nil:
		return errors.New("it is damaged: a part is missing")
	}
	for name, e := range c.Entries {
		if e.AccessKeyID == "" || len(e.Sealed) == 0 || e.Next != nil && (e.Next.AccessKeyID == "" || len(e.Next.Sealed) == 0) {
			return fmt.Errorf("it is damaged: a part of profile %q is missing", name)
		}
	}
	for _, w := range c.Keepers {
		if w.Keeper == "" || len(w.Wrapped) == 0 {
			return errors.New("it is damaged: a part of a keeper is missing")
		}
	}
	return nil
}

// text is what parse reads.
func (c Contents) text() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(c, "", "  ")
	return append(text, '\n'), err
}

// about is what a text of this store is authenticated with.
func (c Contents) about(parts ...string) []string {
	return append([]string{"awsenv keys", fmt.Sprint(version), c.ID}, parts...)
}

// Fits reports whether a key is the data key of this store.
func (c Contents) Fits(key seal.Key) bool {
	_, err := key.Open(c.Check, c.about("check")...)
	return err == nil
}

// Profiles are the names of the profiles, sorted.
func (c Contents) Profiles() []string { return slices.Sorted(maps.Keys(c.Entries)) }

// KeeperNames are the names of those who can open it, in the order in which they are asked.
func (c Contents) KeeperNames() (names []string) {
	for _, w := range c.Keepers {
		names = append(names, w.Keeper)
	}
	return names
}

// Wrap lets a keeper's secret open the store, in place of an earlier one of the keeper.
func (c *Contents) Wrap(key seal.Key, keeper string, secret seal.Key, record json.RawMessage) error {
	if !c.Fits(key) {
		return seal.ErrNotOpened
	}
	wrapped, err := secret.Seal(key, c.about("keeper", keeper)...)
	if err != nil {
		return err
	}
	c.Unwrap(keeper)
	c.Keepers = append(c.Keepers, Wrapping{keeper, record, wrapped})
	return nil
}

// Unwrap takes the data key from a keeper.
func (c *Contents) Unwrap(keeper string) {
	c.Keepers = slices.DeleteFunc(slices.Clone(c.Keepers), func(w Wrapping) bool { return w.Keeper == keeper })
}

// key is the data key, opened with a keeper's secret.
func (c Contents) key(w Wrapping, secret seal.Key) (seal.Key, error) {
	text, err := secret.Open(w.Wrapped, c.about("keeper", w.Keeper)...)
	if err == nil && !c.Fits(text) {
		err = seal.ErrNotOpened
	}
	return text, err
}

// seal is a pair for the file.
func (c Contents) seal(key seal.Key, profile string, keys session.Keys, now time.Time) (Pair, error) {
	if keys.Temporary() || keys.AccessKeyID == "" || keys.SecretAccessKey == "" {
		return Pair{}, errors.New("only the pair of an IAM user is kept")
	}
	if !c.Fits(key) {
		return Pair{}, seal.ErrNotOpened
	}
	sealed, err := key.Seal([]byte(keys.SecretAccessKey), c.about("pair", profile, keys.AccessKeyID)...)
	return Pair{keys.AccessKeyID, sealed, now.UTC().Truncate(time.Second)}, err
}

// Put keeps the pair of a profile, in place of an earlier one.
func (c *Contents) Put(key seal.Key, profile string, keys session.Keys, now time.Time) error {
	pair, err := c.seal(key, profile, keys, now)
	if err == nil {
		c.set(profile, Entry{Pair: pair})
	}
	return err
}

// Stage keeps the pair that is to follow a profile's own.
func (c *Contents) Stage(key seal.Key, profile string, keys session.Keys, now time.Time) error {
	pair, err := c.seal(key, profile, keys, now)
	if e, there := c.Entries[profile]; err == nil && there {
		e.Next = &pair
		c.set(profile, e)
	}
	return err
}

// Unstage forgets the pair that was to follow, if it is that one.
func (c *Contents) Unstage(profile, id string) {
	if e := c.Entries[profile]; e.Next != nil && e.Next.AccessKeyID == id {
		e.Next = nil
		c.set(profile, e)
	}
}

// Remove forgets a profile.
func (c *Contents) Remove(profile string) {
	c.Entries = maps.Clone(c.Entries)
	delete(c.Entries, profile)
}

// set changes an entry of a map of its own: contents that were copied before stay.
func (c *Contents) set(profile string, e Entry) {
	c.Entries = maps.Clone(c.Entries)
	c.Entries[profile] = e
}

// Open is one of the pairs of a profile's entry, with its secret. The error is
// seal.ErrNotOpened when it was sealed for another place.
func (c Contents) Open(key seal.Key, profile string, p Pair) (session.Keys, error) {
	secret, err := key.Open(p.Sealed, c.about("pair", profile, p.AccessKeyID)...)
	return session.Keys{AccessKeyID: p.AccessKeyID, SecretAccessKey: string(secret)}, err
}
