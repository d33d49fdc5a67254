//go:build !windows

package keeper

import (
	"context"
	"encoding/json"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault"
)

func (k DPAPI) none() error { return k.trouble(vault.Absent, "this system is not Windows") }

// Make implements vault.Keeper.
func (k DPAPI) Make(context.Context, string) (seal.Key, json.RawMessage, error) {
	return nil, nil, k.none()
}

// Secret implements vault.Keeper.
func (k DPAPI) Secret(context.Context, json.RawMessage) (seal.Key, error) { return nil, k.none() }

// Remove implements vault.Keeper.
func (k DPAPI) Remove(context.Context, json.RawMessage) error { return k.none() }
