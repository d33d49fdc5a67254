package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/setup"
	"github.com/awsenv/awsenv/pkg/tty"
)

// choose settles which of the user's devices to write: the one that was named, the
// only one, else the one that the person picks.
func (c *setupCommand) choose(a *app, present string, user setup.User) (string, error) {
	if c.MFASerial != "" {
		return c.named(user)
	}
	var devices, keys []aws.MFADevice
	for _, d := range user.Devices {
		if d.FIDO() {
			keys = append(keys, d)
			a.Notice(d.Serial + " is skipped: a security key or passkey shows no code, and the AWS API takes nothing else")
		} else {
			devices = append(devices, d)
		}
	}
	switch len(devices) {
	case 0:
		return "", noDevice(user.Name, keys)
	case 1:
		return devices[0].Serial, nil
	}
	return c.pick(a, present, user.Name, devices)
}

// named checks the device of --mfa-serial against the user's.
func (c *setupCommand) named(user setup.User) (string, error) {
	i := slices.IndexFunc(user.Devices, func(d aws.MFADevice) bool { return d.Serial == c.MFASerial })
	switch {
	case i < 0:
		hint := "the user has no device at all"
		if len(user.Devices) > 0 {
			hint = "the user's devices: " + serials(user.Devices)
		}
		return "", &fault{status: exit.Config, message: fmt.Sprintf("%q is not an MFA device of user %s", c.MFASerial, user.Name), hints: []string{hint}}
	case user.Devices[i].FIDO():
		return "", noDevice(user.Name, user.Devices[i:i+1])
	}
	return c.MFASerial, nil
}

// noDevice is the error for a user without a device that shows codes.
func noDevice(user string, keys []aws.MFADevice) error {
	f := &fault{status: exit.Config, message: fmt.Sprintf("user %s has no MFA device", user),
		hints: []string{"assign a virtual device (an authenticator app) to the user in the console, then run awsenv setup again"}}
	if len(keys) > 0 {
		f.message = fmt.Sprintf("user %s has no MFA device that shows codes, only %s", user, serials(keys))
		f.hints = append([]string{"a security key or passkey works in the console only: the AWS API takes nothing but codes"}, f.hints...)
	}
	return f
}

func serials(devices []aws.MFADevice) string {
	var list []string
	for _, d := range devices {
		list = append(list, d.Serial)
	}
	return strings.Join(list, ", ")
}

// pick lets the person choose on the terminal; the device that the profile names
// already comes first.
func (c *setupCommand) pick(a *app, present, user string, devices []aws.MFADevice) (string, error) {
	refused := func(why string) error {
		return &fault{status: exit.Person,
			message: fmt.Sprintf("user %s has %d MFA devices, and %s: %s", user, len(devices), why, serials(devices)),
			hints:   []string{"choose one: awsenv setup --mfa-serial ARN"}}
	}
	if c.NoPrompt {
		return "", refused("--no-prompt forbids asking which")
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return "", refused("there is no terminal to pick one on")
	}
	defer terminal.Close()
	if i := slices.IndexFunc(devices, func(d aws.MFADevice) bool { return d.Serial == present }); i > 0 {
		devices = slices.Concat(devices[i:i+1], devices[:i], devices[i+1:])
	}
	items := make([]tty.Item, len(devices))
	for i, d := range devices {
		items[i] = tty.Item{Name: d.Serial, About: []string{deviceNote(d, d.Serial == present)}}
	}
	chosen, err := terminal.Pick(a.context(), "MFA device of "+user, items, 0)
	if err != nil {
		return "", err
	}
	return devices[chosen].Serial, nil
}

// deviceNote is what a list shows beside a device.
func deviceNote(d aws.MFADevice, present bool) string {
	var notes []string
	if present {
		notes = append(notes, "in the profile now")
	}
	if !d.Enabled.IsZero() {
		notes = append(notes, "since "+d.Enabled.Local().Format("2006-01-02"))
	}
	return strings.Join(notes, ", ")
}
