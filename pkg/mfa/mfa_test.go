package mfa

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for name, test := range map[string]struct {
		text, code, problem string
	}{
		"six digits":           {"123456", "123456", ""},
		"leading zeros":        {"000042", "000042", ""},
		"blanks around":        {" \t123456\r\n", "123456", ""},
		"pasted in two groups": {"123 456", "123456", ""},
		"no-break space":       {"123\u00a0456", "123456", ""},
		"empty":                {"", "", "there were none"},
		"one":                  {"1", "", "there was one digit"},
		"five":                 {"12345", "", "there were 5 digits"},
		"seven":                {"1234567", "", "there were 7 digits"},
		"letters":              {"12a456", "", "letters or other characters"},
		"sign":                 {"+12345", "", "letters or other characters"},
		"hyphen":               {"123-456", "", "letters or other characters"},
		"full-width digits":    {"１２３４５６", "", "letters or other characters"},
		"Arabic digits":        {"١٢٣٤٥٦", "", "letters or other characters"},
		"NUL":                  {"123456\x00", "", "letters or other characters"},
	} {
		t.Run(name, func(t *testing.T) {
			code, err := Parse(test.text)
			if code != test.code {
				t.Errorf("code %q, want %q", code, test.code)
			}
			if test.problem == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.problem) || !strings.Contains(err.Error(), "six digits") {
				t.Errorf("error %v, want %q", err, test.problem)
			}
			if digits := strings.Trim(test.text, "\x00"); len(digits) > 1 && err != nil && strings.Contains(err.Error(), digits) {
				t.Errorf("the error shows the text: %v", err)
			}
		})
	}
}

func TestWindow(t *testing.T) {
	for _, test := range []struct{ now, next int64 }{{0, 30}, {29, 30}, {30, 60}, {1700000009, 1700000010}, {1700000010, 1700000040}} {
		now := time.Unix(test.now, 999)
		next := NextWindow(now)
		if next.Unix() != test.next || Window(next) != Window(now)+1 || Window(next.Add(-1)) != Window(now) {
			t.Errorf("NextWindow(%d) = %d, want %d", test.now, next.Unix(), test.next)
		}
	}
}

func TestPrompt(t *testing.T) {
	const alice = "arn:aws:iam::123456789012:mfa/alice"
	for name, test := range map[string]struct {
		device Device
		want   string
	}{
		"everything":      {Device{"prod", "michael", "arn:aws:iam::123456789012:mfa/phone"}, `MFA code for profile "prod" (user michael, device phone, account 123456789012): `},
		"same name":       {Device{"prod", "alice", alice}, `MFA code for profile "prod" (device alice, account 123456789012): `},
		"user not known":  {Device{"prod", "", alice}, `MFA code for profile "prod" (device alice, account 123456789012): `},
		"ad-hoc":          {Device{"", "", alice}, `MFA code (device alice, account 123456789012): `},
		"hardware token":  {Device{"prod", "", "GAHT12345678"}, `MFA code for profile "prod" (device GAHT12345678): `},
		"device in path":  {Device{"prod", "", "arn:aws-cn:iam::123456789012:mfa/team/phone"}, `MFA code for profile "prod" (device phone, account 123456789012): `},
		"nothing known":   {Device{}, `MFA code: `},
		"only the user":   {Device{"prod", "michael", ""}, `MFA code for profile "prod" (user michael): `},
		"hostile profile": {Device{"a\"\x1b[2J", "", ""}, `MFA code for profile "a\"\x1b[2J": `},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.device.Prompt(false); got != test.want {
				t.Errorf("prompt %q, want %q", got, test.want)
			}
			if got := test.device.Prompt(true); got != "next "+test.want {
				t.Errorf("second prompt %q, want %q", got, "next "+test.want)
			}
		})
	}
}

// TestErrors checks what pkg/cli relies on: a status and hints for each error.
func TestErrors(t *testing.T) {
	refusal := errors.New("MultiFactorAuthentication failed")
	for name, test := range map[string]struct {
		err  error
		want string
		exit int
	}{
		"malformed at a prompt": {&Malformed{Count: 5}, "an MFA code is six digits; there were 5 digits", 4},
		"malformed --token":     {&Malformed{From: "--token", Other: true}, "an MFA code is six digits; there were letters or other characters from --token", 2},
		"no code":               {&NoCode{Device: Device{Profile: "prod"}, Why: "and there is no terminal"}, `an MFA code is needed for profile "prod", and there is no terminal`, 4},
		"unaccepted":            {&Unaccepted{Reason: refusal}, "no MFA code was accepted: MultiFactorAuthentication failed", 5},
		"--token refused":       {&OneCode{From: "--token", Reason: refusal}, "the MFA code from --token cannot be used: MultiFactorAuthentication failed", 5},
		"--token, two needed":   {&OneCode{From: "--token"}, "another MFA code is needed, and --token gives only one", 5},
		"command":               {&CommandError{Name: `the MFA command "ykman"`, Problem: "exit status 1", Said: "no key"}, `the MFA command "ykman" gave no code: exit status 1: no key`, 4},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.err.Error(); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if got := test.err.(interface{ ExitCode() int }).ExitCode(); got != test.exit { //nolint:errorlint // the error itself
				t.Errorf("exit %d, want %d", got, test.exit)
			}
		})
	}
	if !errors.Is(&Unaccepted{Reason: refusal}, refusal) || !errors.Is(&OneCode{Reason: refusal}, refusal) {
		t.Error("the refusal is lost")
	}
	if got := fmt.Sprintf("%v %+v %#v %s %q", Given("123456"), Given("123456"), Given("123456"), Given("123456"), Given("123456")); strings.Contains(got, "1") {
		t.Errorf("a given code prints itself: %s", got)
	}
}
