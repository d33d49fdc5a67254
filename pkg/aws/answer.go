package aws

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// Answer is a set of keys and what AWS said along with them.
type Answer struct {
	Keys session.Keys
	// Expires is when AWS stops accepting the keys, in UTC; zero when nobody
	// said.
	Expires time.Time
	// Account is the twelve-digit account id, empty when not known.
	Account string
	// AssumedRoleARN and AssumedRoleID are STS's AssumedRoleUser, empty for keys
	// that are not a role session's.
	AssumedRoleARN, AssumedRoleID string
	// PackedPolicySize is STS's percentage, 0 when it gave none.
	PackedPolicySize int
	// Response is the answer's envelope, zero for keys from a file or a process.
	Response Response
}

// Response is what botocore keeps of an answer as ResponseMetadata, and the
// server's clock.
type Response struct {
	RequestID string
	Status    int
	// Headers are sorted by name; names are in lower case, as in the AWS CLI's
	// cache.
	Headers []Header
	// Retries is the number of attempts before the one that was answered.
	Retries int
	// Date is the server's clock when it answered, to the second; zero when it
	// did not say.
	Date time.Time
}

// Header is one header of an answer.
type Header struct{ Name, Value string }

// Identity is the answer of GetCallerIdentity.
type Identity struct {
	Account, ARN, UserID string
	Response             Response
}

// newResponse describes an HTTP answer. http.Header has lost the order in which
// the headers came.
func newResponse(requestID string, status int, header http.Header, retries int) Response {
	r := Response{RequestID: requestID, Status: status, Retries: retries, Date: serverDate(header)}
	for name, values := range header {
		r.Headers = append(r.Headers, Header{strings.ToLower(name), strings.Join(values, ", ")})
	}
	slices.SortFunc(r.Headers, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	return r
}

// serverDate is the server's clock, zero when the header is missing or odd.
func serverDate(header http.Header) time.Time {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
