package aws

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// tokenFile is a JSON object of the AWS CLI that some fields are replaced in;
// the others are kept as they are, also those that nobody here knows.
type tokenFile map[string]json.RawMessage

var errNoObject = errors.New("it holds no JSON object")

func parseTokenFile(text []byte) (tokenFile, error) {
	var t tokenFile
	// The decoder's own words could quote a token.
	if json.Unmarshal(text, &t) != nil || t == nil {
		return nil, errNoObject
	}
	return t, nil
}

// text is a field's value when it is a string, else empty.
func (t tokenFile) text(name string) string {
	var text string
	if json.Unmarshal(t[name], &text) != nil {
		return ""
	}
	return text
}

// time is a field's value as a time, zero when it is none.
func (t tokenFile) time(name string) time.Time { return parseTime(t.text(name)) }

// put replaces a field.
func (t tokenFile) put(name string, value any) {
	text, err := json.Marshal(value)
	if err == nil {
		t[name] = text
	}
}

// utc is how the AWS CLI writes a time into its files.
func utc(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// parseTime reads a time as any of AWS's tools writes it: RFC 3339, a numeric
// offset without colon, or the word UTC at the end; a blank in place of the T.
// Anything else, also a time without a zone, is zero.
func parseTime(text string) time.Time {
	if stem, ok := strings.CutSuffix(text, "UTC"); ok {
		text = strings.TrimRight(stem, " ") + "Z"
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

// object decodes a field that is an object.
func (t tokenFile) object(name string, into any) bool {
	return len(t[name]) > 0 && t[name][0] == '{' && json.Unmarshal(t[name], into) == nil
}
