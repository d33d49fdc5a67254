package cache

import (
	"crypto/sha1"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/awsenv/awsenv/pkg/pythonjson"
)

// RoleCall is what AssumeRole is called with, as far as the AWS CLI's cache key
// is concerned. An empty field is one that is not sent.
type RoleCall struct {
	RoleARN string
	// SessionName is the name that the profile gives, empty when it is generated.
	SessionName string
	ExternalID  string
	// SerialNumber is the profile's mfa_serial, also when MFA was satisfied by
	// another call: the AWS CLI looks for the session under it.
	SerialNumber string
	// Duration is in whole seconds; 0 is not sent.
	Duration time.Duration
}

// keyText is the text whose SHA-1 names the cache file: the call's arguments as
// Python's json.dumps(args, sort_keys=True) writes them (botocore
// BaseAssumeRoleCredentialFetcher._create_cache_key).
func (c RoleCall) keyText() string {
	b := make([]byte, 0, 256)
	b = append(b, '{')
	if c.Duration != 0 {
		b = append(b, `"DurationSeconds": `...)
		b = strconv.AppendInt(b, int64(c.Duration/time.Second), 10)
	}
	for _, arg := range [...]struct{ name, value string }{
		{"ExternalId", c.ExternalID},
		{"RoleArn", c.RoleARN},
		{"RoleSessionName", c.SessionName},
		{"SerialNumber", c.SerialNumber},
	} {
		if arg.value == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ", "...)
		}
		b = pythonjson.AppendString(b, arg.name)
		b = append(b, ": "...)
		b = pythonjson.AppendString(b, arg.value)
	}
	return string(append(b, '}'))
}

// FileName is the base name of the role's file in the AWS CLI's cache.
func (c RoleCall) FileName() string { return fileName(c.keyText()) }

// SSOFileName is the base name under which AWS CLI v2 caches SSO role credentials.
// session is the profile's sso_session; when it is empty, startURL is hashed in its
// place (botocore SSOCredentialFetcher._create_cache_key: no blanks here).
func SSOFileName(session, startURL, accountID, roleName string) string {
	return fileName(ssoKeyText(session, startURL, accountID, roleName))
}

func ssoKeyText(session, startURL, accountID, roleName string) string {
	b := append(make([]byte, 0, 256), `{"accountId":`...)
	b = pythonjson.AppendString(b, accountID)
	b = append(b, `,"roleName":`...)
	b = pythonjson.AppendString(b, roleName)
	if session != "" {
		b = append(b, `,"sessionName":`...)
		b = pythonjson.AppendString(b, session)
	} else {
		b = append(b, `,"startUrl":`...)
		b = pythonjson.AppendString(b, startURL)
	}
	return string(append(b, '}'))
}

func fileName(key string) string {
	sum := sha1.Sum([]byte(key))
	return hex.EncodeToString(sum[:]) + ".json"
}
