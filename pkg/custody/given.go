package custody

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"

	"github.com/awsenv/awsenv/pkg/session"
)

// ParsePair reads a pair of keys as programs hand them out: the JSON of aws iam
// create-access-key, of a credential_process and of awsenv, or the CSV that IAM's
// console offers. What cannot be read is an *Error, without any of the text.
func ParsePair(text []byte) (session.Keys, error) {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	keys, ok := fromCSV(text)
	if bytes.HasPrefix(text, []byte("{")) {
		keys, ok = fromJSON(text)
	}
	switch {
	case !ok:
		return session.Keys{}, refused("standard input holds no pair of keys",
			"pipe in the JSON of aws iam create-access-key, or the CSV file that the console offers for a new access key")
	case keys.Temporary():
		return session.Keys{}, refused("standard input holds a session's keys, which end by themselves", "only the keys of an IAM user are kept")
	}
	return keys, nil
}

func fromJSON(text []byte) (session.Keys, bool) {
	var doc struct {
		AccessKey *struct{ AccessKeyID, SecretAccessKey string } `json:"AccessKey"`
		// As a credential_process has them; names are compared without regard to case.
		AccessKeyID, SecretAccessKey, SessionToken string
		// As awsenv has them.
		ID     string `json:"access_key_id"`
		Secret string `json:"secret_access_key"`
		Token  string `json:"session_token"`
	}
	if json.Unmarshal(text, &doc) != nil {
		return session.Keys{}, false
	}
	keys := session.Keys{AccessKeyID: doc.AccessKeyID + doc.ID, SecretAccessKey: doc.SecretAccessKey + doc.Secret, SessionToken: doc.SessionToken + doc.Token}
	if doc.AccessKey != nil {
		keys = session.Keys{AccessKeyID: doc.AccessKey.AccessKeyID, SecretAccessKey: doc.AccessKey.SecretAccessKey}
	}
	return keys, whole(keys)
}

func fromCSV(text []byte) (session.Keys, bool) {
	reader := csv.NewReader(bytes.NewReader(text))
	rows, err := reader.ReadAll()
	if err != nil || len(rows) != 2 {
		return session.Keys{}, false
	}
	var keys session.Keys
	for i, title := range rows[0] {
		switch strings.ToLower(strings.TrimSpace(title)) {
		case "access key id":
			keys.AccessKeyID = strings.TrimSpace(rows[1][i])
		case "secret access key":
			keys.SecretAccessKey = strings.TrimSpace(rows[1][i])
		}
	}
	return keys, whole(keys)
}

// whole reports whether both parts are there, and could stand in a header.
func whole(keys session.Keys) bool {
	for _, part := range [...]string{keys.AccessKeyID, keys.SecretAccessKey} {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return false
		}
	}
	return true
}
