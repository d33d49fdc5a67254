package awstest

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// constraint is what the STS API reference says of one parameter.
type constraint struct {
	name     string // as a request spells it
	min, max int    // of its length, or of its value when it is a number
	pattern  string // "" for none
	number   bool
	required bool
}

// shown is the name as a validation error spells it.
func (k constraint) shown() string { return strings.ToLower(k.name[:1]) + k.name[1:] }

func durationLimits(max time.Duration) constraint {
	return constraint{name: "DurationSeconds", min: 900, max: int(max / time.Second), number: true}
}

func roleLimits() []constraint {
	return []constraint{
		{name: "RoleArn", min: 20, max: 2048, required: true},
		{name: "RoleSessionName", min: 2, max: 64, pattern: `[\w+=,.@-]*`, required: true},
		{name: "ExternalId", min: 2, max: 1224, pattern: `[\w+=,.@:\/-]*`},
		{name: "SerialNumber", min: 9, max: 256, pattern: `[\w+=/:,.@-]*`},
		{name: "TokenCode", min: 6, max: 6, pattern: `[\d]*`},
		durationLimits(12 * time.Hour),
	}
}

// validate holds the parameters against their constraints, with the words of
// the services.
func validate(params url.Values, limits []constraint) *refusal {
	var problems []string
	for _, k := range limits {
		problems = append(problems, k.problems(params)...)
	}
	if len(problems) == 0 {
		return nil
	}
	noun := "error"
	if len(problems) > 1 {
		noun = "errors"
	}
	return validationError(fmt.Sprintf("%d validation %s detected: %s", len(problems), noun, strings.Join(problems, "; ")))
}

func validationError(message string) *refusal {
	return &refusal{http.StatusBadRequest, "ValidationError", message}
}

func (k constraint) problems(params url.Values) []string {
	if !params.Has(k.name) {
		if k.required {
			return []string{fmt.Sprintf("Value null at '%s' failed to satisfy constraint: Member must not be null", k.shown())}
		}
		return nil
	}
	value, list := params.Get(k.name), []string(nil)
	fail := func(format string, args ...any) {
		list = append(list, fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: ", value, k.shown())+fmt.Sprintf(format, args...))
	}
	if k.number {
		switch n, err := strconv.Atoi(value); {
		case err != nil:
			fail("Member must be a number")
		case n < k.min:
			fail("Member must have value greater than or equal to %d", k.min)
		case n > k.max:
			fail("Member must have value less than or equal to %d", k.max)
		}
		return list
	}
	if len(value) < k.min {
		fail("Member must have length greater than or equal to %d", k.min)
	}
	if len(value) > k.max {
		fail("Member must have length less than or equal to %d", k.max)
	}
	if k.pattern != "" && !regexp.MustCompile("^(?:"+k.pattern+")$").MatchString(value) {
		fail("Member must satisfy regular expression pattern: %s", k.pattern)
	}
	return list
}

// duration is DurationSeconds, def when it was not sent.
func duration(params url.Values, def time.Duration) time.Duration {
	n, err := strconv.Atoi(params.Get("DurationSeconds"))
	if err != nil {
		return def
	}
	return time.Duration(n) * time.Second
}
