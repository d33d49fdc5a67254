package keeper

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault"
)

// NamePassphrase is the name of the keeper Passphrase.
const NamePassphrase = "passphrase"

const (
	// shortest is how many characters a new passphrase has at least, and what a program
	// prints.
	shortest = 8
	// tries is how often one is asked for.
	tries = 3
)

// Passphrase is a keeper that keeps nothing: a person knows the secret.
type Passphrase struct {
	// Ask asks a person for a line that is not shown; nil when nobody can be asked,
	// which Unasked explains: "there is no terminal".
	Ask     func(ctx context.Context, prompt string) (string, error)
	Unasked string
	// Store is what prompts call the store.
	Store string
	// Warn tells of a wrong answer.
	Warn func(text string)

	// made is the secret that Make made, so that nobody is asked for it a third time.
	made       seal.Key
	madeRecord string
}

// Format hides what is kept for the moment.
func (*Passphrase) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, NamePassphrase) }

// Name implements vault.Keeper.
func (*Passphrase) Name() string { return NamePassphrase }

// Make implements vault.Keeper: it asks for a new passphrase, twice.
func (p *Passphrase) Make(ctx context.Context, _ string) (seal.Key, json.RawMessage, error) {
	if p.Ask == nil {
		trouble := p.unasked()
		trouble.Fix = "run it on a terminal"
		return nil, nil, trouble
	}
	for range tries {
		first, err := p.Ask(ctx, "New passphrase for "+p.Store+":")
		if err != nil {
			return nil, nil, err
		}
		if utf8.RuneCountInString(first) < shortest {
			p.Warn(fmt.Sprintf("a passphrase has %d characters at least", shortest))
			continue
		}
		second, err := p.Ask(ctx, "The same passphrase again:")
		if err != nil {
			return nil, nil, err
		}
		if first != second {
			p.Warn("the two are not the same")
			continue
		}
		secret, record, err := stretch(first)
		p.made, p.madeRecord = slices.Clone(secret), string(record)
		return secret, record, err
	}
	return nil, nil, &vault.Trouble{Keeper: NamePassphrase, Kind: vault.Wrong, Problem: "no passphrase was settled on", Fix: "run it again"}
}

// Secret implements vault.Keeper.
func (p *Passphrase) Secret(ctx context.Context, record json.RawMessage) (seal.Key, error) {
	s, err := parseStretched(record)
	if err != nil {
		return nil, &vault.Trouble{Keeper: NamePassphrase, Kind: vault.Gone, Problem: err.Error()}
	}
	if p.made != nil && p.isMade(record) {
		return slices.Clone(p.made), nil
	}
	if p.Ask == nil {
		return nil, p.unasked()
	}
	for try := 1; ; try++ {
		text, err := p.Ask(ctx, "Passphrase for "+p.Store+":")
		if err != nil {
			return nil, err
		}
		secret, right, err := s.open(text)
		if right || err != nil {
			return secret, err
		}
		if try == tries {
			return nil, &vault.Trouble{Keeper: NamePassphrase, Kind: vault.Wrong, Problem: "the passphrase is wrong"}
		}
		p.Warn("that is not the passphrase")
	}
}

// isMade reports whether a record, which the store may have indented, is the one of Make.
func (p *Passphrase) isMade(record json.RawMessage) bool {
	made, err := parseStretched(json.RawMessage(p.madeRecord))
	now, failed := parseStretched(record)
	return err == nil && failed == nil && slices.Equal(made.Salt, now.Salt)
}

// Remove implements vault.Keeper; there is nothing to take out.
func (*Passphrase) Remove(context.Context, json.RawMessage) error { return nil }

func (p *Passphrase) unasked() *vault.Trouble {
	return &vault.Trouble{Keeper: NamePassphrase, Kind: vault.Locked, Problem: p.Unasked}
}
