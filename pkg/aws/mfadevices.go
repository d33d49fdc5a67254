package aws

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/awsenv/awsenv/pkg/session"
)

// MFADevice is a device of an IAM user.
type MFADevice struct {
	// Serial is the device's ARN, or the number of a hardware token.
	Serial string
	// Enabled is when it was given to the user; zero when IAM did not say.
	Enabled time.Time
}

// FIDO reports whether the device is a security key or a passkey. It shows no
// code, so that STS, which takes nothing but codes, cannot use it.
func (d MFADevice) FIDO() bool { return strings.Contains(d.Serial, ":u2f/") }

// mostPages bounds a list that IAM never ends. A user has at most eight devices.
const mostPages = 50

var errEndless = errors.New("the list does not end")

// MFADevices lists the MFA devices of an IAM user (iam:ListMFADevices, every page), in
// IAM's order. The user is named, which other servers than AWS need and AWS takes, too.
// profile is for messages.
// Errors as AssumeRole; a caller who may not list is refused with
// KindNotAuthorized.
func (c *Client) MFADevices(ctx context.Context, profile, user string, keys session.Keys) ([]MFADevice, error) {
	call := iamCall{step: fmt.Sprintf("list the MFA devices of %q", profile), action: "iam:ListMFADevices", profile: profile, keys: keys}
	var devices []MFADevice
	in := &iam.ListMFADevicesInput{UserName: &user}
	err := c.callIAM(ctx, call, func(ctx context.Context, api *iam.Client) error {
		for range mostPages {
			out, err := api.ListMFADevices(ctx, in)
			if err != nil {
				return err
			}
			for _, d := range out.MFADevices {
				if d.SerialNumber != nil {
					devices = append(devices, MFADevice{Serial: *d.SerialNumber, Enabled: sdk.ToTime(d.EnableDate)})
				}
			}
			if !out.IsTruncated || sdk.ToString(out.Marker) == "" {
				return nil
			}
			in.Marker = out.Marker
		}
		return errEndless
	})
	return devices, err
}
