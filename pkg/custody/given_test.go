package custody

import (
	"errors"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/session"
)

func TestParsePair(t *testing.T) {
	want := session.Keys{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: "s3cr+t/k=y"}
	for name, text := range map[string]string{
		"the AWS CLI's":        `{"AccessKey": {"UserName": "a", "AccessKeyId": "AKIAEXAMPLE", "Status": "Active", "SecretAccessKey": "s3cr+t/k=y"}}`,
		"a credential_process": `{"Version": 1, "AccessKeyId": "AKIAEXAMPLE", "SecretAccessKey": "s3cr+t/k=y"}`,
		"awsenv's":             `{"profile": "a", "access_key_id": "AKIAEXAMPLE", "secret_access_key": "s3cr+t/k=y", "session_token": null}`,
		"the console's":        "Access key ID,Secret access key\nAKIAEXAMPLE,s3cr+t/k=y\n",
		"with a mark and CRLF": "\ufeffAccess key ID,Secret access key\r\nAKIAEXAMPLE,s3cr+t/k=y\r\n",
		"that for a new user":  "User name,Password,Access key ID,Secret access key,Console login link\nalice,,AKIAEXAMPLE,s3cr+t/k=y,https://111122223333.signin.aws.amazon.com/console\n",
		"in quotes":            "\"User Name\",\"Access key ID\",\"Secret access key\"\n\"alice\",\"AKIAEXAMPLE\",\"s3cr+t/k=y\"",
	} {
		if got, err := ParsePair([]byte(text)); err != nil || got != want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "words": "AKIAEXAMPLE s3cr+t/k=y", "half": `{"AccessKeyId": "AKIAEXAMPLE"}`, "a list": "[]", "cut off": `{"AccessKeyId": "AKIAEXAMPLE", "SecretAcc`,
		"a session": `{"AccessKeyId": "AKIAEXAMPLE", "SecretAccessKey": "s3cr+t/k=y", "SessionToken": "t"}`,
		"no title":  "AKIAEXAMPLE,s3cr+t/k=y\n", "two of them": "Access key ID,Secret access key\nAKIAEXAMPLE,s3cr+t/k=y\nAKIAOTHER,s3cr+t/k=y\n",
		"a line break": `{"AccessKeyId": "AKIAEXAMPLE", "SecretAccessKey": "s3cr+t/k=y\nregion = x"}`,
	} {
		got, err := ParsePair([]byte(text))
		var refused *Error
		if !errors.As(err, &refused) || !got.Empty() || strings.Contains(err.Error(), "s3cr") {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func FuzzParsePair(f *testing.F) {
	f.Add([]byte(`{"AccessKeyId": "A", "SecretAccessKey": "s"}`))
	f.Add([]byte("Access key ID,Secret access key\nA,s\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := ParsePair(text)
		if err == nil && (keys.AccessKeyID == "" || keys.SecretAccessKey == "" || keys.Temporary() || strings.ContainsAny(keys.AccessKeyID+keys.SecretAccessKey, "\r\n\x00 ")) {
			t.Errorf("%q gives a pair that no file can hold", text)
		}
	})
}
