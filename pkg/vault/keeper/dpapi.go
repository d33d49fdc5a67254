package keeper

import "github.com/awsenv/awsenv/pkg/vault"

// NameDPAPI is the name of the keeper DPAPI.
const NameDPAPI = "dpapi"

// DPAPI has Windows encrypt its secret for the user's account: it opens for programs of
// that user on that computer, without a question, and not after the password was reset
// by somebody else. The encrypted secret stands in the store itself.
type DPAPI struct{}

// Name implements vault.Keeper.
func (DPAPI) Name() string { return NameDPAPI }

func (DPAPI) trouble(kind vault.Kind, problem string) error {
	return &vault.Trouble{Keeper: NameDPAPI, Kind: kind, Problem: problem}
}
