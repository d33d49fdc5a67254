// Package segment turns the time that a session has left into the words of a
// prompt, and tells when a warning is due.
//
// Rules: everything here is a pure function of its arguments; the standard
// library is all it imports. The hooks do the same arithmetic in shell, so it
// is kept to whole numbers.
package segment

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Expired is what Left says when nothing is left.
const Expired = "expired"

// Left is the time left as 11h42m, 4m, 45s or expired. Minutes are rounded
// down, so that a prompt never promises time that is not there. A second that
// has begun counts as a whole one, as it does for a shell, whose clock shows
// whole seconds: 200 ms before the end is 1s.
func Left(left time.Duration) string {
	if left <= 0 {
		return Expired
	}
	seconds := int64((left-1)/time.Second) + 1
	hours, minutes := seconds/3600, seconds/60%60
	var b [24]byte
	switch {
	case hours > 0:
		text := strconv.AppendInt(b[:0], hours, 10)
		text = append(text, 'h', byte('0'+minutes/10), byte('0'+minutes%10), 'm')
		return string(text)
	case minutes > 0:
		return string(append(strconv.AppendInt(b[:0], minutes, 10), 'm'))
	}
	return string(append(strconv.AppendInt(b[:0], seconds, 10), 's'))
}

// Reached is the smallest threshold that is reached with that much left; false
// when none is. The end itself is not a threshold unless 0 is listed.
func Reached(thresholds []time.Duration, left time.Duration) (threshold time.Duration, ok bool) {
	for _, t := range thresholds {
		if left <= t && (!ok || t < threshold) {
			threshold, ok = t, true
		}
	}
	return threshold, ok
}

// Crossed is the threshold that was crossed between two looks at the clock, with
// before left at the first and now at the second. Several at once, after a
// sleep, are one: the smallest. The end of the session counts as a threshold of
// 0, whatever the list holds.
func Crossed(thresholds []time.Duration, before, now time.Duration) (threshold time.Duration, ok bool) {
	if now <= 0 {
		return 0, before > 0
	}
	threshold, ok = Reached(thresholds, now)
	if !ok || before <= threshold {
		return 0, false
	}
	return threshold, true
}

// A Part of a format is text to be copied or a placeholder to be filled in.
type Part struct {
	// Placeholder is "profile" or "left", empty for text.
	Placeholder string
	Text        string
}

// A Format is the layout of the segment, as [prompt] of the configuration gives
// it.
type Format struct{ parts []Part }

// ParseFormat reads a format such as "{profile} {left}". Every opening brace
// begins one of these two placeholders; any other is a *FormatError. A closing
// brace elsewhere is text.
func ParseFormat(format string) (Format, error) {
	var f Format
	for format != "" {
		text, rest, found := strings.Cut(format, "{")
		if text != "" {
			f.parts = append(f.parts, Part{Text: text})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return Format{}, &FormatError{Placeholder: "{" + rest}
		}
		if name != "profile" && name != "left" {
			return Format{}, &FormatError{Placeholder: "{" + name + "}"}
		}
		f.parts = append(f.parts, Part{Placeholder: name})
		format = after
	}
	return f, nil
}

// Parts are the pieces of the format in order, for a hook that fills them in
// itself.
func (f Format) Parts() []Part { return f.parts }

// Text fills in the placeholders.
func (f Format) Text(profile, left string) string {
	var b strings.Builder
	for _, p := range f.parts {
		switch p.Placeholder {
		case "profile":
			b.WriteString(profile)
		case "left":
			b.WriteString(left)
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// FormatError says that a format has a placeholder that does not exist.
type FormatError struct{ Placeholder string }

func (e *FormatError) Error() string {
	return fmt.Sprintf("unknown placeholder %q in the prompt's format", e.Placeholder)
}

// Hints names the placeholders.
func (e *FormatError) Hints() []string {
	return []string{"the placeholders are {profile} and {left}"}
}

// ExitCode is that of a bad value in the configuration.
func (e *FormatError) ExitCode() int { return 3 }
