package broker

import (
	"errors"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/session"
)

// clock is the difference to AWS's clock, read from the store once.
type clock struct {
	read  bool
	ahead time.Duration
}

// ahead is how far AWS's clock is ahead of ours, as its last answer told. It is
// a file that is there only when the clocks differ.
func (b *Broker) ahead(r Request) time.Duration {
	if !b.clock.read {
		b.clock = clock{read: true, ahead: b.Store.Skew(realm(r.Chain), b.Now())}
	}
	return b.clock.ahead
}

// awsNow is what AWS's clock shows: expiries are told by that one.
func (b *Broker) awsNow(r Request) time.Time { return b.Now().Add(b.ahead(r)) }

// timed makes a call and compares AWS's clock with ours, when AWS said no as well.
func (b *Broker) timed(r Request, call func() (session.Issued, error)) (session.Issued, error) {
	asked := b.Now()
	answer, err := call()
	date := answer.Obtained
	var refusal *aws.Refusal
	if errors.As(err, &refusal) {
		date = refusal.Date
	}
	if !date.IsZero() {
		b.keepClock(r, aws.Ahead(asked, date, b.Now()))
	}
	return answer, err
}

// noticed is by how much a new measurement must differ from the kept one to be
// written: a Date has whole seconds.
const noticed = 2 * time.Second

// keepClock remembers how far AWS's clock is ahead.
func (b *Broker) keepClock(r Request, ahead time.Duration) {
	known := b.ahead(r)
	if known == ahead || ahead != 0 && (known-ahead).Abs() < noticed {
		return
	}
	b.clock.ahead = ahead
	if err := b.Store.PutSkew(realm(r.Chain), ahead, b.Now()); err != nil {
		b.Tell.Trace("the difference to AWS's clock could not be kept: " + err.Error())
	}
}
