package broker

import (
	"context"

	"github.com/awsenv/awsenv/pkg/session"
)

// StoredKeys are the long-lived keys in awsenv's own store. Sessions are kept by the
// access key's id, so that what is cached needs no secret, and nobody is asked for one.
type StoredKeys interface {
	// ID is the access key id of a stored pair. It asks nobody.
	ID(name string) (string, error)
	// Open is the pair. Where it is locked a person is asked, unless noPrompt.
	Open(ctx context.Context, name string, noPrompt bool) (session.Keys, error)
}

// named is a request that knows the id of its stored keys.
func (b *Broker) named(r Request) (Request, error) {
	source := r.Chain.Source
	if source.Stored == "" || source.Keys.AccessKeyID != "" {
		return r, nil
	}
	id, err := b.Stored.ID(source.Stored)
	return r.WithKeys(session.Keys{AccessKeyID: id}), err
}

// opened are keys that are about to sign a call, with the secret of those that are
// stored. It comes before a code is asked for, which has half a minute.
func (b *Broker) opened(ctx context.Context, r Request, keys session.Keys) (session.Keys, error) {
	if r.Chain.Source.Stored == "" || keys.SecretAccessKey != "" {
		return keys, nil
	}
	b.Tell.Trace("opening the stored keys of " + r.Chain.Source.Stored)
	return b.Stored.Open(ctx, r.Chain.Source.Stored, r.NoPrompt)
}
