package serve

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

const (
	// fresh is what a session must have left to be handed out as it is: botocore asks
	// again at 15 minutes, and would do so at every call.
	fresh = 15 * time.Minute
	// patience is how long a renewal may take while the old session works. The SDK for
	// JavaScript gives up after a second.
	patience = 700 * time.Millisecond
	// answerLimit is how long one may take when there is nothing to hand out meanwhile:
	// a person may have to type a code.
	answerLimit = time.Minute
	// pause is how long after a failure the old session is handed out without another
	// try.
	pause = 30 * time.Second
)

// errRenewing is the answer to who has waited long enough.
var errRenewing = errors.New("the session has ended, and is being renewed: ask again")

// keeper holds the session and renews it.
type keeper struct {
	Renewal
	ctx context.Context

	mu   sync.Mutex
	held session.Session
	// need is what must be left of held.
	need time.Duration
	// flight is the renewal under way, nil when there is none.
	flight *flight
	// notBefore is when the next try may be made while held works.
	notBefore time.Time
}

// flight is one renewal: err is its end, once done is closed.
type flight struct {
	begun time.Time
	done  chan struct{}
	err   error
}

func newKeeper(ctx context.Context, s session.Session, r Renewal) *keeper {
	k := &keeper{Renewal: r, ctx: ctx}
	k.take(s)
	return k
}

// take holds a new session.
func (k *keeper) take(s session.Session) {
	k.held, k.need = s, fresh
	if k.Min > 0 {
		k.need = k.Min
	}
	if left := s.Left(k.Now()); left <= k.need {
		k.need = left / 3
	}
	k.notBefore = time.Time{}
}

// session is the session to hand out: the held one while it lasts, else a new one, else
// the held one until it ends. The caller's ctx ends its waiting and nothing else.
func (k *keeper) session(ctx context.Context) (session.Session, error) {
	s, wait, going := k.look()
	if going == nil {
		return s, nil
	}
	limit := time.NewTimer(wait)
	defer limit.Stop()
	select {
	case <-going.done:
	case <-limit.C:
	case <-ctx.Done():
	}
	return k.after(going)
}

// look gives what is held when that will do, else the renewal to wait for.
func (k *keeper) look() (s session.Session, wait time.Duration, going *flight) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.Now()
	left := k.held.Left(now)
	works := k.held.Expires.IsZero() || left > 0
	if k.held.Expires.IsZero() || left > k.need || works && k.flight == nil && now.Before(k.notBefore) {
		return k.held, 0, nil
	}
	if k.flight == nil {
		k.flight = &flight{begun: now, done: make(chan struct{})}
		go k.renew(k.flight)
	}
	if works {
		// Those who ask while a person types a code do not wait each for themselves.
		return k.held, max(0, patience-now.Sub(k.flight.begun)), k.flight
	}
	return k.held, answerLimit, k.flight
}

// renew is the flight itself.
func (k *keeper) renew(f *flight) {
	s, err := k.Get(k.ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.flight, f.err = nil, err
	if err == nil {
		k.take(s)
	} else {
		k.notBefore = k.Now().Add(pause)
	}
	close(f.done)
}

// after is what there is when the waiting is over.
func (k *keeper) after(f *flight) (session.Session, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held.Expires.IsZero() || k.held.Left(k.Now()) > 0 {
		return k.held, nil
	}
	select {
	case <-f.done:
		if f.err != nil {
			return session.Session{}, f.err
		}
	default:
	}
	return session.Session{}, errRenewing
}
