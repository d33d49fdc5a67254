package vault

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/seal"
)

// keptBy checks who opens the store, and that iam's pair is still in it.
func (b *bench) keptBy(t *testing.T, want ...string) {
	t.Helper()
	c := b.read(t)
	if got := c.KeeperNames(); !slices.Equal(got, want) {
		t.Errorf("kept by %q, not %q", got, want)
	}
	b.Unlocked = waiting{}
	key, err := b.Key(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Open(key, "alice", c.Entries["alice"].Pair); err != nil || got != alice {
		t.Errorf("the keys are %v, %v", got, err)
	}
}

func TestAKeeperIsRemovedWhenAnotherOneOpens(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	if err := b.RemoveKeeper(t.Context(), "first"); err != nil {
		t.Fatal(err)
	}
	b.keptBy(t, "second")
	if len(b.first.secrets) != 0 {
		t.Error("what the keeper kept is still there")
	}
	var refused *KeeperError
	if err := b.RemoveKeeper(t.Context(), "second"); !errors.As(err, &refused) {
		t.Errorf("the last one went: %v", err)
	}
	b.keptBy(t, "second")
}

func TestAKeeperStaysWhenNoOtherOneOpens(t *testing.T) {
	for name, spoil := range map[string]func(*drawer){
		"locked": func(d *drawer) { d.trouble = &Trouble{Keeper: d.name, Kind: Locked, Problem: "it is locked"} },
		"lost":   func(d *drawer) { clear(d.secrets) },
		"wrong": func(d *drawer) {
			for id := range d.secrets {
				d.secrets[id] = seal.NewKey()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.fill(t)
			spoil(b.second)
			for what, act := range map[string]func() error{
				"remove": func() error { return b.RemoveKeeper(t.Context(), "first") },
				"move":   func() error { return b.MoveTo(t.Context(), "second") },
			} {
				if err := act(); err == nil || !strings.Contains(err.Error(), "nothing is changed") {
					t.Errorf("%s: %v", what, err)
				}
			}
			if len(b.first.secrets) != 1 {
				t.Error("the secret of the one that opens is gone")
			}
			b.second.trouble = nil
			b.keptBy(t, "first", "second")
		})
	}
}

func TestMoving(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	for _, name := range []string{"second", "first", "first"} {
		if err := b.MoveTo(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		b.keptBy(t, name)
	}
	if len(b.first.secrets) != 1 || len(b.second.secrets) != 0 {
		t.Errorf("%d and %d secrets are kept", len(b.first.secrets), len(b.second.secrets))
	}
}

// TestAnAddedKeeperGetsANewSecret: adding a keeper again is how a passphrase is changed.
func TestAnAddedKeeperGetsANewSecret(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	before := b.read(t)
	b.first.secrets["other"] = seal.NewKey() // of another store
	if err := b.AddKeeper(t.Context(), "first"); err != nil {
		t.Fatal(err)
	}
	b.keptBy(t, "second", "first")
	if _, err := b.ask(t.Context(), before, before.Keepers[0]); err == nil {
		t.Error("the secret from before still opens the store")
	}
	if len(b.first.secrets) != 2 {
		t.Errorf("%d secrets are kept", len(b.first.secrets))
	}
	if err := b.AddKeeper(t.Context(), "third"); err == nil {
		t.Error("a keeper that there is not was added")
	}
	b.keptBy(t, "second", "first")
}

// TestAKeeperThatCouldNotBeWrittenKeepsNothing: what was admitted to a store that could not
// be written is removed again.
func TestAKeeperThatCouldNotBeWrittenKeepsNothing(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root writes to any folder")
	}
	b := newBench(t)
	b.fill(t)
	folder := strings.TrimSuffix(b.File.Path, "/keys.json")
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(folder, 0o700) }()
	if err := b.AddKeeper(t.Context(), "first"); err == nil {
		t.Fatal("it was written")
	}
	if len(b.first.secrets) != 1 {
		t.Errorf("%d secrets are kept", len(b.first.secrets))
	}
	b.keptBy(t, "first", "second")
}

// exposing is a keeper in whose time somebody opens the file to everybody.
type exposing struct {
	*drawer
	path string
}

func (e exposing) Make(ctx context.Context, store string) (seal.Key, json.RawMessage, error) {
	if err := os.Chmod(e.path, 0o666); err != nil {
		return nil, nil, err
	}
	return e.drawer.Make(ctx, store)
}

// A store that was written and could not be read back opens by what its keepers keep now:
// they must not forget it because the command fails.
func TestAKeeperForgetsNothingOfAStoreThatIsNotReadBack(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	if err := b.RemoveKeeper(t.Context(), "second"); err != nil {
		t.Fatal(err)
	}
	usual := b.Opener.Keeper
	b.Opener.Keeper = func(name string) (Keeper, error) {
		if name == "first" {
			return exposing{b.first, b.File.Path}, nil
		}
		return usual(name)
	}
	var damaged *Damaged
	if err := b.AddKeeper(t.Context(), "first"); !errors.As(err, &damaged) {
		t.Fatalf("it was read back: %v", err)
	}
	if err := os.Chmod(b.File.Path, 0o600); err != nil {
		t.Fatal(err)
	}
	b.keptBy(t, "first")
}

func TestAStoreTooLargeToBeReadIsNotWritten(t *testing.T) {
	b := newBench(t)
	b.fill(t)
	err := b.File.Change(t.Context(), func(c *Contents) error {
		c.set("bob", Entry{Pair: Pair{AccessKeyID: "AKIAEXAMPLE", Sealed: make([]byte, maxSize)}})
		return nil
	})
	if err == nil {
		t.Error("it was written")
	}
	b.keptBy(t, "first", "second")
}
