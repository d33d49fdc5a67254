package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/voice"
)

// drawer is a keeper in memory, with what can go wrong with one.
type drawer struct {
	name    string
	secrets map[string]seal.Key
	trouble *Trouble
	asked   int
	made    int
}

func (d *drawer) Name() string { return d.name }

func (d *drawer) Make(_ context.Context, store string) (seal.Key, json.RawMessage, error) {
	d.made++
	id := fmt.Sprintf("%s-%d", store, d.made)
	d.secrets[id] = seal.NewKey()
	return slices.Clone(d.secrets[id]), json.RawMessage(fmt.Sprintf("%q", id)), nil
}

func (d *drawer) Secret(_ context.Context, record json.RawMessage) (seal.Key, error) {
	d.asked++
	if d.trouble != nil {
		return nil, d.trouble
	}
	var id string
	if err := json.Unmarshal(record, &id); err != nil {
		return nil, err
	}
	secret, there := d.secrets[id]
	if !there {
		return nil, &Trouble{Keeper: d.name, Kind: Gone, Problem: "it has no item for the store"}
	}
	return slices.Clone(secret), nil
}

func (d *drawer) Remove(_ context.Context, record json.RawMessage) error {
	var id string
	_ = json.Unmarshal(record, &id)
	delete(d.secrets, id)
	return nil
}

// waiting is an Unlocked in memory.
type waiting map[string]seal.Key

func (w waiting) Get(store string) (seal.Key, bool) { key, ok := w[store]; return key, ok }
func (w waiting) Drop(store string) error           { delete(w, store); return nil }
func (w waiting) Put(store string, key seal.Key, _ time.Duration) error {
	w[store] = slices.Clone(key)
	return nil
}

// unlocked needs no lock: each test is alone with its store.
type unlocked struct{}

func (unlocked) Lock(context.Context, string, voice.Voice, string) (func(), error) {
	return func() {}, nil
}

// bench is a store in a folder of its own, with two keepers.
type bench struct {
	Opener
	first, second *drawer
}

func newBench(t *testing.T) *bench {
	b := &bench{first: &drawer{name: "first", secrets: map[string]seal.Key{}}, second: &drawer{name: "second", secrets: map[string]seal.Key{}}}
	path := filepath.Join(t.TempDir(), "data", "keys.json")
	b.Opener = Opener{
		File: File{Path: path, Name: "~/keys.json", Locks: unlocked{}, Tell: voice.None{}},
		Keeper: func(name string) (Keeper, error) {
			for _, d := range []*drawer{b.first, b.second} {
				if d.name == name {
					return d, nil
				}
			}
			return nil, &Trouble{Keeper: name, Kind: Absent, Problem: "there is none here"}
		},
		Unlocked: waiting{}, Life: time.Hour,
	}
	return b
}

var alice = session.Keys{AccessKeyID: "AKIAALICE", SecretAccessKey: "canary-of-alice"}

// fill makes the store with keys of alice and bob, kept by both keepers.
func (b *bench) fill(t *testing.T) seal.Key {
	t.Helper()
	c, key, err := New()
	if err != nil {
		t.Fatal(err)
	}
	err = b.File.Change(t.Context(), func(now *Contents) error {
		*now = c
		for _, name := range []string{"first", "second"} {
			if err := b.Admit(t.Context(), now, key, name); err != nil {
				return err
			}
		}
		bob := session.Keys{AccessKeyID: "AKIABOB", SecretAccessKey: "canary-of-bob"}
		return errors.Join(now.Put(key, "alice", alice, time.Now()), now.Put(key, "bob", bob, time.Now()))
	})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (b *bench) read(t *testing.T) Contents {
	t.Helper()
	c, there, err := b.File.Read()
	if err != nil || !there {
		t.Fatalf("there %v, %v", there, err)
	}
	return c
}

func TestAStoreKeepsWhatIsPutIntoIt(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	c := b.read(t)
	key, err := b.Key(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Open(key, "alice", c.Entries["alice"].Pair)
	if err != nil || got != alice {
		t.Errorf("got %v, %v", got, err)
	}
	text, err := os.ReadFile(b.File.Path)
	if err != nil || strings.Contains(string(text), "canary") {
		t.Errorf("the file shows a secret, or %v", err)
	}
	if info, _ := os.Stat(b.File.Path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestAnEntryCannotStandForAnother(t *testing.T) {
	b := newBench(t)
	key := b.fill(t)
	c := b.read(t)
	swapped := c.Entries["bob"].Pair
	if _, err := c.Open(key, "alice", swapped); !errors.Is(err, seal.ErrNotOpened) {
		t.Errorf("the pair of bob opens as alice's: %v", err)
	}
	renamed := c.Entries["alice"].Pair
	renamed.AccessKeyID = "AKIAMALLORY"
	if _, err := c.Open(key, "alice", renamed); !errors.Is(err, seal.ErrNotOpened) {
		t.Errorf("a pair opens with another id: %v", err)
	}
	other, _, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if other.Fits(key) {
		t.Error("the key of one store fits another")
	}
}

func TestTheFirstKeeperThatGivesTheKeyWins(t *testing.T) {
	for kind := Locked; kind <= Gone; kind++ {
		b := newBench(t)
		b.fill(t)
		b.first.asked, b.second.asked = 0, 0
		b.first.trouble = &Trouble{Keeper: "first", Kind: kind, Problem: "it is so"}
		if _, err := b.Key(t.Context(), b.read(t)); err != nil || b.first.asked != 1 || b.second.asked != 1 {
			t.Errorf("kind %d: asked %d and %d times, %v", kind, b.first.asked, b.second.asked, err)
		}
	}
}

func TestAnUnlockedStoreAsksNobody(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	c := b.read(t)
	if _, err := b.Key(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	b.first.asked, b.second.asked = 0, 0
	if _, err := b.Key(t.Context(), c); err != nil || b.first.asked+b.second.asked != 0 {
		t.Errorf("asked %d times, %v", b.first.asked+b.second.asked, err)
	}
	if _, err := b.Unlock(t.Context(), c); err != nil || b.first.asked != 1 {
		t.Errorf("unlocking again asked %d times, %v", b.first.asked, err)
	}
	_ = b.Unlocked.Put(b.File.Path, seal.NewKey(), time.Hour) // as of a store that was there before
	if _, err := b.Key(t.Context(), c); err != nil || b.first.asked != 2 {
		t.Errorf("a key of another store: asked %d times, %v", b.first.asked, err)
	}
}

func TestWhatNobodyOpensSaysWhy(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	b.first.trouble = &Trouble{Keeper: "first", Kind: Silent, Problem: "it does not answer"}
	b.second.trouble = &Trouble{Keeper: "second", Kind: Locked, Problem: "it is locked", Fix: "knock"}
	_, err := b.Key(t.Context(), b.read(t))
	var locked *NotUnlocked
	if !errors.As(err, &locked) || locked.ExitCode() != 4 || !slices.Contains(locked.Hints(), "knock") || !strings.Contains(strings.Join(locked.Hints(), "\n"), "awsenv keys unlock") {
		t.Errorf("locked: %v %v", err, locked.Hints())
	}
	b.first.trouble.Kind, b.second.trouble.Kind = Gone, Gone
	if _, err = b.Key(t.Context(), b.read(t)); !errors.As(err, &locked) || locked.ExitCode() != 3 || !strings.Contains(err.Error(), "any more") {
		t.Errorf("lost: %v", err)
	}
}

func TestADamagedStoreIsNeverWritten(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	whole, err := os.ReadFile(b.File.Path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := map[string]string{
		"empty": "", "no JSON": "hello", "null": "null", "a list": "[]", "an empty object": "{}",
		"cut off": string(whole[:len(whole)/2]), "two of them": string(whole) + string(whole),
		"a newer one":      strings.Replace(string(whole), `"version": 1`, `"version": 2`, 1),
		"an older one":     strings.Replace(string(whole), `"version": 1`, `"version": 0`, 1),
		"a field too much": strings.Replace(string(whole), `"version": 1`, `"version": 1, "more": 1`, 1),
		"no keepers":       strings.Replace(string(whole), `"keepers": [`, `"keepers": [], "id": "x", "ignored": [`, 1),
		"no access key id": strings.Replace(string(whole), "AKIAALICE", "", 1),
	}
	for name, text := range damaged {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(b.File.Path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var refused *Damaged
			if _, _, err := b.File.Read(); !errors.As(err, &refused) || refused.ExitCode() != 3 || !strings.Contains(err.Error(), "~/keys.json") {
				t.Errorf("reading: %v", err)
			}
			err := b.File.Change(t.Context(), func(c *Contents) error { t.Error("it was to be changed"); return nil })
			if !errors.As(err, &refused) {
				t.Errorf("changing: %v", err)
			}
			if now, _ := os.ReadFile(b.File.Path); string(now) != text {
				t.Error("it was written")
			}
		})
	}
}

func TestAStoreOfSomebodyElse(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	t.Run("others may write it", func(t *testing.T) {
		if err := os.Chmod(b.File.Path, 0o622); err != nil {
			t.Fatal(err)
		}
		_, _, err := b.File.Read()
		var refused *Damaged
		if !errors.As(err, &refused) || !strings.Contains(strings.Join(refused.Hints(), ""), "chmod") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("it belongs to another user", func(t *testing.T) {
		if os.Geteuid() != 0 {
			t.Skip("only root can give a file away")
		}
		if err := errors.Join(os.Chmod(b.File.Path, 0o600), os.Chown(b.File.Path, 12345, 12345)); err != nil {
			t.Fatal(err)
		}
		_, _, err := b.File.Read()
		var refused *Damaged
		if !errors.As(err, &refused) || !strings.Contains(strings.Join(refused.Hints(), ""), "HOME") {
			t.Errorf("got %v", err)
		}
	})
}

// TestAStoreWithoutItsOwnersRight: a store of one's own that cannot be read is not said to
// be somebody else's.
func TestAStoreWithoutItsOwnersRight(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	refused := b.File.unreadable(&fs.PathError{Op: "open", Path: b.File.Path, Err: fs.ErrPermission})
	if got := strings.Join(refused.Hints(), " "); got != "chmod u+rw "+printable.Argument(b.File.Path) {
		t.Errorf("the hint is %q", got)
	}
}

func TestNoStoreIsNoFault(t *testing.T) {
	b := newBench(t)
	if _, there, err := b.File.Read(); there || err != nil {
		t.Errorf("there %v, %v", there, err)
	}
	failed := errors.New("no")
	if err := b.File.Change(t.Context(), func(*Contents) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(b.File.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a change that failed left a file: %v", err)
	}
}

func TestARotationInTheStore(t *testing.T) {
	b := newBench(t)
	key := b.fill(t)
	c := b.read(t)
	fresh := session.Keys{AccessKeyID: "AKIANEW", SecretAccessKey: "canary-of-new"}
	if err := c.Stage(key, "alice", fresh, time.Now()); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Open(key, "alice", *c.Entries["alice"].Next); err != nil || got != fresh {
		t.Errorf("staged: %v, %v", got, err)
	}
	if got, err := c.Open(key, "alice", c.Entries["alice"].Pair); err != nil || got != alice {
		t.Errorf("beside the staged one: %v, %v", got, err)
	}
	before := c
	if err := c.Put(key, "alice", fresh, time.Now()); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Open(key, "alice", c.Entries["alice"].Pair); err != nil || got != fresh || c.Entries["alice"].Next != nil {
		t.Errorf("in its place: %v, %v", got, err)
	}
	if before.Entries["alice"].Next == nil {
		t.Error("a copy of the contents changed with them")
	}
	before.Unstage("alice", "AKIANEW")
	if before.Entries["alice"].Next != nil {
		t.Error("it is still staged")
	}
}

func TestOnlyAPairIsKept(t *testing.T) {
	c, key, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, keys := range []session.Keys{{}, {AccessKeyID: "A"}, {SecretAccessKey: "s"}, {AccessKeyID: "A", SecretAccessKey: "s", SessionToken: "t"}} {
		if c.Put(key, "alice", keys, time.Now()) == nil {
			t.Errorf("%v was taken", keys)
		}
	}
}

func TestWhereTheStoreIs(t *testing.T) {
	for _, tt := range []struct {
		env        map[string]string
		home, goos string
		want       string
	}{
		{nil, "/home/a", "linux", "/home/a/.local/share/awsenv/keys.json"},
		{nil, "/Users/a", "darwin", "/Users/a/Library/Application Support/awsenv/keys.json"},
		{map[string]string{"XDG_DATA_HOME": "/data"}, "/home/a", "darwin", "/data/awsenv/keys.json"},
		{map[string]string{"XDG_DATA_HOME": "data"}, "/home/a", "linux", "/home/a/.local/share/awsenv/keys.json"},
		{map[string]string{"AWSENV_KEYS_FILE": "/k", "XDG_DATA_HOME": "/data"}, "/home/a", "linux", "/k"},
		{nil, "", "linux", ""},
	} {
		lookup := func(name string) (string, bool) { value, set := tt.env[name]; return value, set }
		if got := Path(lookup, tt.home, tt.goos); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt, got, tt.want)
		}
	}
}
