package aws

import (
	"context"
	"errors"
	"fmt"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// AccessKey is an access key of an IAM user as IAM lists it: without its secret.
type AccessKey struct {
	ID      string
	Active  bool
	Created time.Time
}

// NewAccessKey is a key that has just been made, the only time that IAM tells its
// secret.
type NewAccessKey struct {
	Keys    session.Keys
	Created time.Time
}

// AccessKeys lists the access keys of the IAM user whose keys these are
// (iam:ListAccessKeys, every page), in IAM's order. answered is what IAM's clock
// showed, zero when it did not say. profile names the user in messages. Errors as
// AssumeRole.
func (c *Client) AccessKeys(ctx context.Context, profile string, keys session.Keys) (list []AccessKey, answered time.Time, err error) {
	call := iamCall{step: fmt.Sprintf("list the access keys of %q", profile), action: "iam:ListAccessKeys", profile: profile, keys: keys}
	in := &iam.ListAccessKeysInput{}
	err = c.callIAM(ctx, call, func(ctx context.Context, api *iam.Client) error {
		for range mostPages {
			out, err := api.ListAccessKeys(ctx, in)
			if err != nil {
				return err
			}
			for _, k := range out.AccessKeyMetadata {
				list = append(list, AccessKey{ID: sdk.ToString(k.AccessKeyId), Active: k.Status == types.StatusTypeActive, Created: sdk.ToTime(k.CreateDate).UTC()})
			}
			if !out.IsTruncated || sdk.ToString(out.Marker) == "" {
				answered = describeSDK(out.ResultMetadata).date
				return nil
			}
			in.Marker = out.Marker
		}
		return errEndless
	})
	return list, answered, err
}

// CreateAccessKey makes a second access key for the IAM user whose keys these are.
// The request is sent once: a repeated one could only be refused, and would hide
// that the first was granted. Errors as AssumeRole; after any but a *Refusal a key
// may exist whose secret nobody knows.
func (c *Client) CreateAccessKey(ctx context.Context, profile string, keys session.Keys) (NewAccessKey, error) {
	call := iamCall{step: fmt.Sprintf("create an access key for %q", profile), action: "iam:CreateAccessKey", profile: profile, keys: keys, once: true}
	if err := c.MayMakeKeys(); err != nil {
		return NewAccessKey{}, fmt.Errorf("%s: %w", call.step, err)
	}
	var made NewAccessKey
	err := c.callIAM(ctx, call, func(ctx context.Context, api *iam.Client) error {
		out, err := api.CreateAccessKey(ctx, nil)
		if err != nil {
			return err
		}
		k := out.AccessKey
		if k == nil || sdk.ToString(k.AccessKeyId) == "" || sdk.ToString(k.SecretAccessKey) == "" {
			return errNotAWS
		}
		made = NewAccessKey{
			Keys:    session.Keys{AccessKeyID: *k.AccessKeyId, SecretAccessKey: *k.SecretAccessKey},
			Created: sdk.ToTime(k.CreateDate).UTC(),
		}
		return nil
	})
	return made, err
}

// DeactivateAccessKey switches one of the caller's access keys off. Errors as
// AssumeRole.
func (c *Client) DeactivateAccessKey(ctx context.Context, profile string, keys session.Keys, id string) error {
	call := iamCall{step: fmt.Sprintf("deactivate access key %s of %q", printable.Words(id), profile), action: "iam:UpdateAccessKey", profile: profile, keys: keys, answer: "UpdateAccessKeyResponse"}
	return c.callIAM(ctx, call, func(ctx context.Context, api *iam.Client) error {
		_, err := api.UpdateAccessKey(ctx, &iam.UpdateAccessKeyInput{AccessKeyId: &id, Status: types.StatusTypeInactive})
		return err
	})
}

// DeleteAccessKey deletes one of the caller's access keys; one that is not there is
// no error. Errors as AssumeRole.
func (c *Client) DeleteAccessKey(ctx context.Context, profile string, keys session.Keys, id string) error {
	call := iamCall{step: fmt.Sprintf("delete access key %s of %q", printable.Words(id), profile), action: "iam:DeleteAccessKey", profile: profile, keys: keys, answer: "DeleteAccessKeyResponse"}
	err := c.callIAM(ctx, call, func(ctx context.Context, api *iam.Client) error {
		_, err := api.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{AccessKeyId: &id})
		return err
	})
	var refusal *Refusal
	if errors.As(err, &refusal) && refusal.Code == "NoSuchEntity" {
		return nil
	}
	return err
}

// AccessKeyUsed tells whether one of the caller's access keys was ever used, as far
// as IAM has noticed. Errors as AssumeRole.
func (c *Client) AccessKeyUsed(ctx context.Context, profile string, keys session.Keys, id string) (used bool, err error) {
	call := iamCall{step: fmt.Sprintf("ask whether access key %s of %q was used", printable.Words(id), profile), action: "iam:GetAccessKeyLastUsed", profile: profile, keys: keys}
	err = c.callIAM(ctx, call, func(ctx context.Context, api *iam.Client) error {
		out, err := api.GetAccessKeyLastUsed(ctx, &iam.GetAccessKeyLastUsedInput{AccessKeyId: &id})
		used = err == nil && out.AccessKeyLastUsed != nil && out.AccessKeyLastUsed.LastUsedDate != nil
		return err
	})
	return used, err
}
