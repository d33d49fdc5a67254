package aws

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
)

// tokenFile is a JSON object of the AWS CLI that some fields are replaced in;
// the others are kept as they are, also those that nobody here knows.
type tokenFile map[string]json.RawMessage

// tokenPath is a file in a folder of the AWS CLI. Without a folder it is empty, as a
// file that is not there: the working folder is anybody's.
func tokenPath(dir, name string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, name)
}

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
func (t tokenFile) time(name string) time.Time { return awsterms.ParseTime(t.text(name)) }

// put replaces a field.
func (t tokenFile) put(name string, value any) {
	text, err := json.Marshal(value)
	if err == nil {
		t[name] = text
	}
}

// object decodes a field that is an object.
func (t tokenFile) object(name string, into any) bool {
	return len(t[name]) > 0 && t[name][0] == '{' && json.Unmarshal(t[name], into) == nil
}

// keep writes a token file back. What was obtained is good all the same when it
// cannot be written.
func (c *Client) keep(path string, file tokenFile) {
	if c.cfg.WriteFile == nil {
		return
	}
	text, err := json.Marshal(file)
	if err == nil {
		err = c.cfg.WriteFile(path, text)
	}
	if err != nil {
		c.cfg.Tell.Trace(fmt.Sprintf("the refreshed token could not be written to %q: %v", path, err))
	}
}
