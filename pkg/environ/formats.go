package environ

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/session"
)

// JSON is the session as one JSON object. What is not known is null. The time
// left counts whole seconds and does not go below zero.
func JSON(s session.Session, now time.Time) ([]byte, error) {
	var left *int64
	if !s.Expires.IsZero() {
		seconds := max(int64(s.Left(now)/time.Second), 0)
		left = &seconds
	}
	return encode(struct {
		Profile         string  `json:"profile"`
		RoleARN         *string `json:"role_arn"`
		Account         *string `json:"account"`
		Region          *string `json:"region"`
		AccessKeyID     string  `json:"access_key_id"`
		SecretAccessKey string  `json:"secret_access_key"`
		SessionToken    *string `json:"session_token"`
		Expiration      *string `json:"expiration"`
		SecondsLeft     *int64  `json:"seconds_left"`
	}{
		Profile:         s.Profile,
		RoleARN:         orNull(s.RoleARN),
		Account:         orNull(s.Account),
		Region:          orNull(s.Region),
		AccessKeyID:     s.Keys.AccessKeyID,
		SecretAccessKey: s.Keys.SecretAccessKey,
		SessionToken:    orNull(s.Keys.SessionToken),
		Expiration:      orNull(expiration(s)),
		SecondsLeft:     left,
	}, "  ")
}

// Process is the session as `credential_process` of ~/.aws/config expects it,
// version 1:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
func Process(s session.Session) ([]byte, error) {
	return encode(struct {
		Version         int
		AccessKeyID     string `json:"AccessKeyId"`
		SecretAccessKey string
		SessionToken    string `json:",omitempty"`
		Expiration      string `json:",omitempty"`
		AccountID       string `json:"AccountId,omitempty"`
	}{
		Version:         1,
		AccessKeyID:     s.Keys.AccessKeyID,
		SecretAccessKey: s.Keys.SecretAccessKey,
		SessionToken:    s.Keys.SessionToken,
		Expiration:      expiration(s),
		AccountID:       s.Account,
	}, "")
}

// encode writes <, > and & as they are: a browser never reads this.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	err := encoder.Encode(v)
	return b.Bytes(), err
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// INIError says that a session cannot be written as a section of an ini file.
type INIError struct {
	Option string // empty for the section's name
	Name   string // the section's name
}

func (e *INIError) Error() string {
	if e.Option == "" {
		return fmt.Sprintf("profile %q cannot be the name of a section: it is empty or holds a bracket, a line break, a NUL byte or blanks around it", e.Name)
	}
	return fmt.Sprintf("profile %q: the value of %s holds a line break, a NUL byte or blanks around it, which an ini file cannot keep", e.Name, e.Option)
}

// ExitCode is that of a profile that cannot be used.
func (e *INIError) ExitCode() int { return exit.Config }

// INI is the session as a section of the credentials file, named after the
// profile. The error is an *INIError.
func INI(s session.Session) ([]byte, error) {
	if s.Profile == "" || !fitsLine(s.Profile) || strings.ContainsAny(s.Profile, "[]") {
		return nil, &INIError{Name: s.Profile}
	}
	var b bytes.Buffer
	b.WriteString("[" + s.Profile + "]\n")
	for _, option := range [...]struct{ name, value string }{
		{"aws_access_key_id", s.Keys.AccessKeyID},
		{"aws_secret_access_key", s.Keys.SecretAccessKey},
		{"aws_session_token", s.Keys.SessionToken},
		{"expiration", expiration(s)},
		{"region", s.Region},
	} {
		if option.value == "" {
			continue
		}
		if !fitsLine(option.value) {
			return nil, &INIError{Option: option.name, Name: s.Profile}
		}
		b.WriteString(option.name + " = " + option.value + "\n")
	}
	return b.Bytes(), nil
}

// fitsLine reports whether text comes back from an ini line as it went in.
func fitsLine(text string) bool {
	return strings.TrimSpace(text) == text && !strings.ContainsAny(text, "\r\n\x00")
}

// expiration is empty for a session without one.
func expiration(s session.Session) string {
	if s.Expires.IsZero() {
		return ""
	}
	return awsterms.FormatTime(s.Expires)
}
