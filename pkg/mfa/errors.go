package mfa

import (
	"errors"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
)

// NoCode: a code is needed and there is none. ExitCode 4.
type NoCode struct {
	Device Device
	// Why says why nobody could be asked, or what was wrong with the answers.
	Why string
}

func (e *NoCode) Error() string {
	text := "an MFA code is needed" + e.Device.of()
	if e.Why != "" {
		text += ", " + e.Why
	}
	return text
}

// ExitCode is that of a person who is needed.
func (e *NoCode) ExitCode() int { return exit.Person }

// Hints names the other ways to give a code.
func (e *NoCode) Hints() []string {
	return []string{"run it on a terminal, give the code with --token, or set `command` under [mfa] in awsenv's configuration"}
}

// Unaccepted: AWS accepted none of the codes. ExitCode 5, or that of the reason.
type Unaccepted struct {
	// Reason is AWS's refusal of the last one.
	Reason error
}

func (e *Unaccepted) Error() string {
	return fmt.Sprintf("no MFA code was accepted: %v", e.Reason)
}

func (e *Unaccepted) Unwrap() error { return e.Reason }

// ExitCode is that of the reason (an answer that was lost is no refusal), else
// that of a refusal by AWS.
func (e *Unaccepted) ExitCode() int { return statusOf(e.Reason) }

// statusOf is the exit status of the reason for which a code was of no use: that
// of a lost answer is not that of a refusal.
func statusOf(reason error) int {
	var coded interface{ ExitCode() int }
	if errors.As(reason, &coded) {
		return coded.ExitCode()
	}
	return 5
}

// Hints says what usually is the matter after three codes.
func (e *Unaccepted) Hints() []string {
	return []string{
		"check that the code is of this device and that the device's clock is right",
		"if the device was replaced, set the new mfa_serial in the profile",
	}
}

// OneCode: the code that was given on the command line cannot be sent or was
// refused, or a second one is needed; nothing waits and nobody is asked.
// ExitCode 5, or that of the reason.
type OneCode struct {
	// From is where the code came from.
	From string
	// Reason is AWS's refusal, or why the code was not sent; nil when a second
	// code is needed.
	Reason error
	// Next is how long it takes until the device shows another code.
	Next time.Duration
}

func (e *OneCode) Error() string {
	if e.Reason == nil {
		return fmt.Sprintf("another MFA code is needed, and %s gives only one", e.From)
	}
	return fmt.Sprintf("the MFA code from %s cannot be used: %v", e.From, e.Reason)
}

func (e *OneCode) Unwrap() error { return e.Reason }

// ExitCode is that of the reason, else that of a refusal by AWS.
func (e *OneCode) ExitCode() int { return statusOf(e.Reason) }

// Hints says why awsenv does not ask again, and when another code can be given.
func (e *OneCode) Hints() []string {
	seconds := int64((e.Next + time.Second - 1) / time.Second)
	return []string{
		fmt.Sprintf("with a code on the command line awsenv neither waits nor asks; the next code comes in %d s", seconds),
		"without --token it asks on the terminal",
	}
}
