package aws

import (
	"errors"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/exit"
)

// What servers of S3's API answer was called "not AWS", or took a call that they do
// not have for a malformed value.
func TestRefusalsOfOtherServers(t *testing.T) {
	const s3 = `<Error><Code>%</Code><Message>words</Message><RequestId>r</RequestId></Error>`
	for name, v := range map[string]struct {
		status int
		body   string
		kind   Kind
		says   string
	}{
		"Ceph denies":            {403, strings.Replace(s3, "%", "AccessDenied", 1), KindNotAuthorized, "AccessDenied: words"},
		"with a declaration":     {403, "<?xml version=\"1.0\"?>\n" + strings.Replace(s3, "%", "InvalidAccessKeyId", 1), KindInvalidKeys, "InvalidAccessKeyId"},
		"Ceph has no such call":  {405, strings.Replace(s3, "%", "MethodNotAllowed", 1), KindNoSuchCall, "no such call"},
		"nor will it":            {501, strings.Replace(s3, "%", "NotImplemented", 1), KindNoSuchCall, "no such call"},
		"MinIO has no such call": {400, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type></Type><Code>InvalidParameterValue</Code><Message>Unsupported action GetSessionToken</Message></Error></ErrorResponse>`, KindNoSuchCall, "no such call"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeSTS(t, answer(v.status, v.body))
			_, err := f.client(Config{}).GetSessionToken(t.Context(), userKeys, SessionRequest{Profile: "p"})
			var refusal *Refusal
			if !errors.As(err, &refusal) || refusal.Kind != v.kind || refusal.ExitCode() != exit.Refused || !strings.Contains(err.Error(), v.says) {
				t.Fatalf("%v", err)
			}
			if v.kind == KindNoSuchCall && !strings.Contains(strings.Join(refusal.Hints(), " "), `mfa = "direct"`) {
				t.Errorf("hints %q", refusal.Hints())
			}
			if f.count() != 1 {
				t.Errorf("%d requests", f.count())
			}
		})
	}
}
