package keeper

import (
	"github.com/awsenv/awsenv/pkg/vault"
	"github.com/awsenv/awsenv/pkg/voice"
)

// SecretService keeps its secret in the desktop's keyring (GNOME Keyring, KWallet,
// KeePassXC), by the Secret Service API on the session bus. Neither the bus nor the
// keyring is ever started. An answer that needs no person comes within two seconds, or
// the keyring counts as silent.
type SecretService struct {
	// Socket is that of the session bus, see SessionBus; empty is none.
	Socket string
	// Person allows a dialog: somebody at the desktop typed the command.
	Person bool
	// Tell hears of the wait for a dialog.
	Tell voice.Voice
}

// NameSecretService is the keeper's name.
const NameSecretService = "secret-service"

// passphraseHint is the way out where a system's own keeper does not do.
const passphraseHint = "awsenv keys add-keeper passphrase, while the keys are unlocked, adds one that needs no desktop"

// Name implements vault.Keeper.
func (SecretService) Name() string { return NameSecretService }

func (SecretService) trouble(kind vault.Kind, problem, fix string) error {
	return &vault.Trouble{Keeper: NameSecretService, Kind: kind, Problem: problem, Fix: fix}
}
