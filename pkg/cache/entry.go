package cache

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/pythonjson"
	"github.com/awsenv/awsenv/pkg/session"
)

// httpDate is the form of an HTTP Date header (RFC 9110 section 5.6.7).
const httpDate = "Mon, 02 Jan 2006 15:04:05 GMT"

// verdict is what became of reading a file.
type verdict int

const (
	absent  verdict = iota // no such file, or one that holds no session
	damaged                // text that is no JSON: somebody may be writing it just now
	sealed                 // a session whose keys are encrypted; all else is read
	found
)

// entry is what stands in a cache file.
type entry struct {
	session.Issued
	// key is what the item is kept under, in a file of awsenv's own.
	key []string
	// sealed are the keys when they are encrypted, in base64, and about is the text of the
	// file in front of them, which is authenticated with them.
	sealed string
	about  string
}

// parseEntry reads the content of a cache file of either CLI version, or of one of
// awsenv's own, which has its key in it. Names are looked at as Python would: their
// case matters and the last of two wins.
func parseEntry(text []byte) (e entry, v verdict) {
	if !utf8.Valid(text) {
		return entry{}, damaged
	}
	var expires, date string
	s := scanner{in: text}
	s.object(func(name []byte) {
		switch string(name) {
		case "Credentials":
			e.Keys, e.Account, expires = s.credentials()
		case "AssumedRoleUser":
			e.AssumedRoleID, e.AssumedRoleARN = s.assumedRole()
		case "ResponseMetadata":
			date = s.date()
		case "ProviderType":
			e.ProviderType = s.str()
		case "Key":
			e.key = s.strs()
		case sealedName:
			e.about = string(text[:max(0, s.at+1-len(sealedMember))])
			if e.sealed = s.str(); string(text[s.at:]) != "}" {
				e.sealed = "" // what stands behind it is not authenticated
			}
		default:
			s.skip()
		}
	})
	if !s.whole() {
		return entry{}, damaged
	}
	e.Expires = awsterms.ParseTime(expires)
	switch complete := e.Keys.AccessKeyID != "" && e.Keys.SecretAccessKey != "" && e.Keys.SessionToken != ""; {
	case e.Expires.IsZero() || !complete && e.sealed == "":
		return entry{}, absent
	case complete:
		v = found
	default:
		e.Keys, v = session.Keys{}, sealed
	}
	if e.Account == "" {
		e.Account = awsterms.Account(e.AssumedRoleARN)
	}
	if at, err := time.Parse(httpDate, date); err == nil {
		e.Obtained = at
	}
	return e, v
}

func (s *scanner) credentials() (k session.Keys, account, expires string) {
	s.object(func(name []byte) {
		switch string(name) {
		case "AccessKeyId":
			k.AccessKeyID = s.str()
		case "SecretAccessKey":
			k.SecretAccessKey = s.str()
		case "SessionToken":
			k.SessionToken = s.str()
		case "Expiration":
			expires = s.str()
		case "AccountId":
			account = s.str()
		default:
			s.skip()
		}
	})
	if strings.IndexByte(k.AccessKeyID, 0) >= 0 || strings.IndexByte(k.SecretAccessKey, 0) >= 0 || strings.IndexByte(k.SessionToken, 0) >= 0 {
		return session.Keys{}, "", "" // damage: no environment variable could take it
	}
	return k, account, expires
}

func (s *scanner) assumedRole() (id, arn string) {
	s.object(func(name []byte) {
		switch string(name) {
		case "AssumedRoleId":
			id = s.str()
		case "Arn":
			arn = s.str()
		default:
			s.skip()
		}
	})
	return id, arn
}

func (s *scanner) date() (date string) {
	s.object(func(name []byte) {
		if string(name) != "HTTPHeaders" {
			s.skip()
			return
		}
		s.object(func(name []byte) {
			if string(name) == "date" {
				date = s.str()
				return
			}
			s.skip()
		})
	})
	return date
}

// str is the next value when it is a string, else empty.
func (s *scanner) str() string {
	text, _ := s.text()
	return string(text)
}

func (s *scanner) strs() (list []string) {
	s.array(func() { list = append(list, s.str()) })
	return list
}

// appendEntry appends what cli1 would write for the answer: json.dumps of the
// parsed AssumeRole answer, in its order, ASCII only, without a final newline. b has
// the brace that opens it, and whatever comes first in a file of awsenv's own. Without
// keys these three members are left out.
func appendEntry(b []byte, e session.Issued, withKeys bool) ([]byte, error) {
	k := e.Keys
	if k.AccessKeyID == "" || k.SecretAccessKey == "" || k.SessionToken == "" || e.Expires.IsZero() {
		// Both CLI versions crash on a file without one of these.
		return nil, errors.New("the session has no session token or no expiry")
	}
	account := e.Account
	if account == "" {
		account = awsterms.Account(e.AssumedRoleARN)
	}
	if e.ProviderType != "" {
		b = append(pythonjson.AppendString(append(b, `"ProviderType": `...), e.ProviderType), ", "...)
	}
	b = append(b, `"Credentials": {`...)
	if withKeys {
		b = append(appendKeys(b, k), ", "...)
	}
	b = pythonjson.AppendString(append(b, `"Expiration": `...), awsterms.FormatTime(e.Expires))
	if account != "" {
		b = pythonjson.AppendString(append(b, `, "AccountId": `...), account)
	}
	b = append(b, '}')
	if e.AssumedRoleARN != "" {
		b = pythonjson.AppendString(append(b, `, "AssumedRoleUser": {"AssumedRoleId": `...), e.AssumedRoleID)
		b = append(pythonjson.AppendString(append(b, `, "Arn": `...), e.AssumedRoleARN), '}')
	}
	if e.PackedPolicySize != 0 {
		b = strconv.AppendInt(append(b, `, "PackedPolicySize": `...), int64(e.PackedPolicySize), 10)
	}
	switch {
	case e.Envelope != nil:
		b = appendResponse(append(b, `, "ResponseMetadata": `...), *e.Envelope)
	case !e.Obtained.IsZero():
		b = pythonjson.AppendString(append(b, `, "ResponseMetadata": {"HTTPHeaders": {"date": `...), e.Obtained.UTC().Format(httpDate))
		b = append(b, "}}"...)
	}
	return b, nil
}

func appendKeys(b []byte, k session.Keys) []byte {
	b = pythonjson.AppendString(append(b, `"AccessKeyId": `...), k.AccessKeyID)
	b = pythonjson.AppendString(append(b, `, "SecretAccessKey": `...), k.SecretAccessKey)
	return pythonjson.AppendString(append(b, `, "SessionToken": `...), k.SessionToken)
}

func appendResponse(b []byte, r session.Envelope) []byte {
	b = pythonjson.AppendString(append(b, `{"RequestId": `...), r.RequestID)
	b = strconv.AppendInt(append(b, `, "HTTPStatusCode": `...), int64(r.Status), 10)
	b = append(b, `, "HTTPHeaders": {`...)
	for i, h := range r.Headers {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = pythonjson.AppendString(append(pythonjson.AppendString(b, h.Name), ": "...), h.Value)
	}
	b = strconv.AppendInt(append(b, `}, "RetryAttempts": `...), int64(r.Retries), 10)
	return append(b, '}')
}
