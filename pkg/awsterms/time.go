package awsterms

import (
	"strings"
	"time"
)

// TimeLayout is how AWS's tools write a time in UTC, and how awsenv does: Go, botocore
// and starship read it.
const TimeLayout = "2006-01-02T15:04:05Z"

// FormatTime writes a time by TimeLayout.
func FormatTime(at time.Time) string { return at.UTC().Format(TimeLayout) }

// ParseTime reads a time as any of AWS's tools writes it: RFC 3339, a numeric offset
// without a colon, or the word UTC at the end; a fraction or no seconds; a blank in
// place of the T. The result is in UTC. Anything else is zero, also a time without a
// zone, which could mean anything.
func ParseTime(text string) time.Time {
	if stem, ok := strings.CutSuffix(text, "UTC"); ok {
		text = strings.TrimSuffix(stem, " ") + "Z"
	}
	if len(text) > 10 && text[10] == ' ' {
		text = text[:10] + "T" + text[11:]
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}
