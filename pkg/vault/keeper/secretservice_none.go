//go:build !linux && !freebsd

package keeper

import (
	"context"
	"encoding/json"

	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault"
)

func (k SecretService) none() error {
	return k.trouble(vault.Absent, "this system has its own keeper in its place", "")
}

// Ready is never nil here.
func (k SecretService) Ready(context.Context) error { return k.none() }

// Make implements vault.Keeper.
func (k SecretService) Make(context.Context, string) (seal.Key, json.RawMessage, error) {
	return nil, nil, k.none()
}

// Secret implements vault.Keeper.
func (k SecretService) Secret(context.Context, json.RawMessage) (seal.Key, error) {
	return nil, k.none()
}

// Remove implements vault.Keeper.
func (k SecretService) Remove(context.Context, json.RawMessage) error { return k.none() }
