package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/placeholder"
	"github.com/awsenv/awsenv/pkg/segment"
)

// The rules, in the order of the document.
type (
	threshold       struct{}
	renewal         struct{}
	roleDuration    struct{}
	marker          struct{}
	sessionName     struct{}
	commandName     struct{}
	keyAge          struct{}
	userSession     struct{}
	mfaArgument     struct{}
	keeper          struct{}
	keysArgument    struct{}
	unlocked        struct{}
	promptFormat    struct{}
	roleCache       struct{}
	region          struct{}
	color           struct{}
	plan            struct{}
	browserArgument struct{}
)

func (threshold) read(text string) (time.Duration, error) {
	return between(text, time.Second, awsterms.LongestUserSession)
}

func (renewal) read(text string) (bool, error) {
	word, err := oneOf(text, "off", "auto")
	return word == "auto", err
}

func (roleDuration) read(text string) (RoleDuration, error) {
	if text == "max" {
		return RoleDuration{Max: true}, nil
	}
	length, err := between(text, awsterms.ShortestSession, awsterms.LongestRoleSession)
	return RoleDuration{Length: length}, err
}

// A marker is shown by a prompt and obeyed by nobody. No list could hold all that
// programs obey, so the name itself has to say that it is about AWS; those that
// begin with AWS_ belong to the SDKs, unless they name a profile.
func (marker) read(name string) (string, error) {
	switch {
	case !dialect.ValidName(name):
		return "", fmt.Errorf("%q cannot be the name of a variable: letters, digits and _ only, not starting with a digit", name)
	case strings.HasPrefix(name, "AWSENV"), name == "AWS_PROFILE", name == "AWS_DEFAULT_PROFILE":
		return "", fmt.Errorf("%q cannot be a marker: awsenv uses it already", name)
	case name == "ASSUMED_ROLE", name == "AWS_VAULT", strings.HasPrefix(name, "AWS_") && strings.HasSuffix(name, "_PROFILE"):
		return name, nil
	case strings.HasPrefix(name, "AWS_"), !strings.Contains(name, "AWS"), strings.ToUpper(name) != name:
		return "", fmt.Errorf("%q cannot be a marker, since programs could obey it: want a name in capital letters with AWS in it, such as AWSUME_PROFILE, AWS_VAULT or MY_AWS", name)
	}
	return name, nil
}

// A session name is a pattern of which any user, who has two characters at least
// when awsenv fills one in, gives a name that STS takes.
func (sessionName) read(text string) (string, error) {
	if _, err := placeholder.Parse(text, "user"); err != nil {
		return "", err
	}
	if name := strings.ReplaceAll(text, "{user}", "me"); awsterms.ValidSessionName(name) != name {
		return "", fmt.Errorf("%q gives no session name: want %s", text, awsterms.SessionNameRule)
	}
	return text, nil
}

// A command's name is the first word of a command line.
func (commandName) read(name string) (string, error) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || isControl(r) }) {
		return "", fmt.Errorf("%q is not the name of a command", name)
	}
	return name, nil
}

func (keyAge) read(text string) (time.Duration, error) { return between(text, day, maxDays*day) }

func (userSession) read(text string) (time.Duration, error) {
	return between(text, awsterms.ShortestSession, awsterms.LongestUserSession)
}

func (mfaArgument) read(text string) (string, error) {
	_, err := placeholder.Parse(text, "serial", "profile")
	return text, err
}

func (keeper) read(text string) (string, error) { return oneOf(text, KeeperNames()...) }

// Nothing is filled in there.
func (keysArgument) read(text string) (string, error) { return text, nil }

// longestUnlock is a week: keys that never lock are not locked.
const longestUnlock = 7 * day

func (unlocked) read(text string) (time.Duration, error) {
	if text == "off" {
		return 0, nil
	}
	return ParseUnlock(text)
}

// ParseUnlock reads how long keys are to stay unlocked.
func ParseUnlock(text string) (time.Duration, error) {
	return between(text, time.Minute, longestUnlock)
}

// A prompt is one line.
func (promptFormat) read(text string) (string, error) {
	if strings.ContainsFunc(text, isControl) {
		return "", fmt.Errorf("%q has a control character, such as a new line, in it", text)
	}
	_, err := segment.Layout(text)
	return text, err
}

func (roleCache) read(text string) (RoleCache, error) {
	word, err := oneOf(text, string(RolesShared), string(RolesEncrypted), string(RolesInMemory))
	return RoleCache(word), err
}

// A region becomes a part of a host name.
func (region) read(name string) (string, error) {
	if !awsterms.IsRegion(name) {
		return "", fmt.Errorf("%q cannot be the name of a region such as \"eu-west-1\"", name)
	}
	return name, nil
}

func (color) read(text string) (string, error) {
	word := strings.ToLower(text)
	if _, ok := segment.SGR(word); !ok {
		return "", fmt.Errorf("%q is no color: want #rrggbb or one of %s", text, strings.Join(segment.Colors(), ", "))
	}
	return word, nil
}

func (plan) read(text string) (Plan, error) {
	word, err := oneOf(text, string(PlanDirect), string(PlanSession))
	return Plan(word), err
}

func (browserArgument) read(text string) (placeholder.Text, error) {
	return browser.ParseArgument(text)
}

func oneOf(text string, words ...string) (string, error) {
	if !slices.Contains(words, text) {
		return "", fmt.Errorf("%q is none of \"%s\"", text, strings.Join(words, `", "`))
	}
	return text, nil
}

// isControl reports a control character of ASCII or Latin-1.
func isControl(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }
