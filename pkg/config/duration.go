package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

const (
	day = 24 * time.Hour
	// maxDays keeps days far from the end of time.Duration, which is 292 years.
	maxDays = 36500
)

// RoleDuration is how long a role session is asked for. The zero value is "not said".
type RoleDuration struct {
	// Max asks for the role's own maximum; Length is then 0.
	Max bool
	// Length is a whole number of seconds between 15 minutes and 12 hours.
	Length time.Duration
}

// Given reports whether anything was said.
func (d RoleDuration) Given() bool { return d.Max || d.Length != 0 }

// ParseDuration reads a length of time such as "12h", "1h30m", "90d" or plain seconds,
// "3600". It is a whole number of seconds and more than none.
func ParseDuration(text string) (time.Duration, error) {
	d, err := parseLength(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a length of time such as \"15m\", \"12h\" or \"90d\"", text)
	case d <= 0:
		return 0, fmt.Errorf("%q is no time at all", text)
	case d%time.Second != 0:
		return 0, fmt.Errorf("%q is not a whole number of seconds", text)
	}
	return d, nil
}

var errLength = errors.New("not a length of time")

func parseLength(text string) (time.Duration, error) {
	if text != "" && strings.Trim(text, "0123456789") == "" {
		text += "s"
	}
	if strings.ContainsAny(text, "+-") {
		return 0, errLength
	}
	var days time.Duration
	if count, rest, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.Atoi(count)
		if err != nil || n > maxDays {
			return 0, errLength
		}
		if days, text = time.Duration(n)*day, rest; text == "" {
			return days, nil
		}
	}
	length, err := time.ParseDuration(text)
	if err != nil || length > maxDays*day {
		return 0, errLength
	}
	return days + length, nil
}

// between reads a length of time within limits.
func between(text string, least, most time.Duration) (time.Duration, error) {
	d, err := ParseDuration(text)
	if err == nil && (d < least || d > most) {
		return 0, fmt.Errorf("%s is not between %s and %s", session.Short(d), session.Short(least), session.Short(most))
	}
	return d, err
}
