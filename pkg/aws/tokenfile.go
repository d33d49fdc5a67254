package aws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/pythonjson"
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

// texts is a field's value when it is a list of strings, else nil.
func (t tokenFile) texts(name string) []string {
	var list []string
	if json.Unmarshal(t[name], &list) != nil {
		return nil
	}
	return list
}

// tokenFields are the fields of a file of `aws sso login` in its order.
var tokenFields = [...]string{"startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret", "registrationExpiresAt", "refreshToken"}

// encode writes the object as the AWS CLI does, what nobody here knows at the end.
func (t tokenFile) encode() []byte {
	names := make([]string, 0, len(t))
	for name := range t {
		if !slices.Contains(tokenFields[:], name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	b := []byte{'{'}
	for _, name := range append(slices.Clone(tokenFields[:]), names...) {
		value, there := t[name]
		if !there {
			continue
		}
		if len(b) > 1 {
			b = append(b, ", "...)
		}
		b = append(pythonjson.AppendString(b, name), ": "...)
		var text string
		if json.Unmarshal(value, &text) == nil && value[0] == '"' {
			b = pythonjson.AppendString(b, text)
		} else {
			b = append(b, value...)
		}
	}
	return append(b, '}')
}

// keep writes a token file back. What was obtained is good all the same when it
// cannot be written.
func (c *Client) keep(path string, file tokenFile) (kept bool) {
	err := c.write(path, file.encode())
	if err != nil {
		c.cfg.Tell.Warn(fmt.Sprintf("the token could not be written to %q: %v", path, err))
	}
	return err == nil && path != ""
}

// write replaces a file of the AWS CLI. Without a folder that can be trusted, which
// whoever found it so has said, nothing is kept.
func (c *Client) write(path string, text []byte) error {
	if c.cfg.WriteFile == nil || path == "" {
		return nil
	}
	return c.cfg.WriteFile(path, text)
}

// locked is the lock of a token file, taken. The error is *Unreachable when somebody
// else holds it until our time is up.
func (c *Client) locked(ctx context.Context, step, path string) (unlock func(), err error) {
	if c.cfg.Lock == nil || path == "" {
		return func() {}, nil
	}
	unlock, err = c.cfg.Lock(ctx, path)
	switch {
	case err == nil:
		return unlock, nil
	case stopped(ctx) != nil:
		return nil, fmt.Errorf("%s: %w", step, stopped(ctx))
	}
	return nil, &Unreachable{Step: step, Endpoint: path, Err: explained{"another awsenv is refreshing the token and does not come to an end", err},
		hints: []string{"try again in a minute"}}
}

// overtaken reports whether somebody who takes no lock, such as the AWS CLI, has
// replaced the token that a refresh failed with. look tells whether the file has a new
// one; after a refusal it may be on its way there.
func (c *Client) overtaken(ctx context.Context, failed error, look func() bool) bool {
	if look() {
		return true
	}
	var no *Unreachable
	return !errors.As(failed, &no) && sleep(ctx, firstPause) && look()
}
