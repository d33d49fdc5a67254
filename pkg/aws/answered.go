package aws

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// answered is what an answer says of itself, whatever it is about.
type answered struct {
	envelope *session.Envelope
	// date is the server's clock, to the second; zero when it did not say.
	date time.Time
}

// describe takes down an HTTP answer. http.Header has lost the order in which the
// headers came: they are sorted by name.
func describe(requestID string, status int, header http.Header, retries int) answered {
	e := &session.Envelope{RequestID: requestID, Status: status, Retries: retries}
	for name, values := range header {
		e.Headers = append(e.Headers, session.Header{Name: strings.ToLower(name), Value: strings.Join(values, ", ")})
	}
	slices.SortFunc(e.Headers, func(a, b session.Header) int { return strings.Compare(a.Name, b.Name) })
	return answered{e, serverDate(header)}
}

// with puts the keys of the answer into it.
func (a answered) with(keys session.Issued) session.Issued {
	keys.Obtained, keys.Envelope = a.date, a.envelope
	return keys
}

// serverDate is the server's clock, zero when the header is missing or odd.
func serverDate(header http.Header) time.Time {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
