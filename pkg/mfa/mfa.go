// Package mfa gets codes from an MFA device: where a code comes from, what one
// looks like, and the rule that each is sent once.
//
// Rules:
//   - A code never appears in an error, a message or an argument list.
//   - A code is checked to be six digits before anybody may send it.
//   - A code that was sent in a 30-second window is not sent again in it: AWS
//     accepts each code once (RFC 6238 section 5.2), so sending it again only
//     costs a refusal.
//   - A code given on the command line is used once: nothing waits for another
//     and nobody is asked.
//   - No clock, no environment and no streams of its own: they are passed in.
package mfa

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/awsenv/awsenv/pkg/awsterms"
)

// Digits is the length of a code. AWS's devices show six (TokenCode of
// sts:AssumeRole).
const Digits = 6

// Period is the life of one code (the time step of RFC 6238).
const Period = 30 * time.Second

// Window is the number of the 30-second window that now falls in.
func Window(now time.Time) int64 {
	return now.Unix() / int64(Period/time.Second)
}

// NextWindow is when the window after the one of now begins.
func NextWindow(now time.Time) time.Time {
	return time.Unix((Window(now)+1)*int64(Period/time.Second), 0)
}

// Device is the MFA device whose code is wanted, and for whom.
type Device struct {
	// Profile is the profile that needs the code; empty for an ad-hoc role.
	Profile string
	// User is the IAM user's name, empty when it is not known.
	User string
	// Serial is the device's ARN, or the number of a hardware token.
	Serial string
}

// Prompt is what a person is asked: which profile, whose device, where. The
// next code is asked for by that name when the device still shows one that was
// used.
func (d Device) Prompt(next bool) string {
	if next {
		return "next MFA code" + d.of() + ": "
	}
	return "MFA code" + d.of() + ": "
}

// of describes the device: ` for profile "prod" (user michael, device phone,
// account 123456789012)`.
func (d Device) of() string {
	name, account := awsterms.Name(d.Serial), awsterms.Account(d.Serial)
	var parts []string
	switch {
	case d.User == "" && name == "":
	case d.User == "" || d.User == name:
		parts = append(parts, "device "+name)
	case name == "":
		parts = append(parts, "user "+d.User)
	default:
		parts = append(parts, "user "+d.User, "device "+name)
	}
	if account != "" {
		parts = append(parts, "account "+account)
	}
	text := ""
	if d.Profile != "" {
		text = fmt.Sprintf(" for profile %q", d.Profile)
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}

// Parse takes a code as people type and paste it: six digits, with blanks
// anywhere ("123 456", a newline behind it). The error is *Malformed and does
// not show the text.
func Parse(text string) (code string, err error) {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !unicode.IsSpace(r):
			return "", &Malformed{Other: true}
		}
	}
	if b.Len() != Digits {
		return "", &Malformed{Count: b.Len()}
	}
	return b.String(), nil
}

// Malformed is text that is not a code.
type Malformed struct {
	// From says where the text came from, empty for the terminal.
	From string
	// Count is the number of digits, when there was nothing else.
	Count int
	// Other says that something else than digits was there.
	Other bool
}

func (m *Malformed) Error() string {
	found := "there were letters or other characters"
	switch {
	case m.Other:
	case m.Count == 0:
		found = "there were none"
	case m.Count == 1:
		found = "there was one digit"
	default:
		found = fmt.Sprintf("there were %d digits", m.Count)
	}
	from := ""
	if m.From != "" {
		from = " from " + m.From
	}
	return fmt.Sprintf("an MFA code is six digits; %s%s", found, from)
}

// ExitCode: a bad value of --token is a usage error; at a prompt a person is
// needed who types six digits.
func (m *Malformed) ExitCode() int {
	if m.From == fromFlag {
		return 2
	}
	return 4
}
