// Package setup finds out what the profile of an IAM user lacks, the user's name and MFA
// device, and writes it there.
//
// Rules: AWS is asked through the client that is passed in, with the profile's own keys;
// which of several devices is meant is the caller's to settle. A device that AWS would
// not name is a guess, and is marked as one in the file until a code has proved it.
package setup

import (
	"context"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/session"
)

// User is an IAM user as AWS describes it.
type User struct {
	Name, ARN string
	// Devices are the MFA devices; Listed says that AWS told them.
	Devices []aws.MFADevice
	Listed  bool
}

// Discover asks AWS whose keys a profile has, and for the user's devices. The error is
// *aws.NotUser, or one of the calls'.
func Discover(ctx context.Context, client *aws.Client, profile string, keys session.Keys) (User, error) {
	who, err := client.CallerIdentity(ctx, profile, keys)
	if err != nil {
		return User{}, err
	}
	name, err := who.User(profile)
	if err != nil {
		return User{}, err
	}
	user := User{Name: name, ARN: who.ARN}
	user.Devices, err = client.MFADevices(ctx, profile, name, keys)
	if aws.Refused(err, aws.KindNotAuthorized) {
		return user, nil
	}
	user.Listed = err == nil
	return user, err
}

// LikelySerial is what a device of the user is called when nobody named it otherwise:
// the name that IAM's console used to propose.
func (u User) LikelySerial() string {
	serial, _ := awsterms.ParseARN(u.ARN)
	serial.Resource = "mfa/" + u.Name
	return serial.String()
}

// guessNote marks a profile whose mfa_serial nobody has confirmed yet.
const guessNote = "mfa_serial is a guess from the user's name; awsenv login verifies it"

// Profile is the profile of an IAM user in the files that are set up.
type Profile struct {
	Name  string
	Files edit.Files
}

// Guessed reports whether the profile's mfa_serial is marked as a guess.
func (p Profile) Guessed() bool {
	text, err := p.Files.Read(p.marked())
	if err != nil {
		return false
	}
	section, _ := text.Section(p.Name)
	return section.Note == guessNote
}

// Settle takes the mark off.
func (p Profile) Settle(ctx context.Context) error {
	_, err := p.Files.Edit(ctx, p.marked(), func(edit.Text) ([]edit.Change, error) {
		return []edit.Change{edit.Note(p.Name, "")}, nil
	})
	return err
}

// marked is the file that the mark is in.
func (p Profile) marked() edit.FileKind { return p.Files.Holding(p.Name, "mfa_serial") }
