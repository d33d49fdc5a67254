package cli

import (
	"errors"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// session gets the session: from a cache when that will do, without setting up
// anything; else with everything it takes.
func (a *app) session(t *target) (session.Session, error) {
	s, _, err := a.sessionOrKept(t)
	return s, err
}

// sessionOrKept is session, and tells whether the session was in a cache.
func (a *app) sessionOrKept(t *target) (s session.Session, kept bool, err error) {
	if err := t.check(); err != nil {
		return session.Session{}, false, err
	}
	if err := a.openSessions(t); err != nil {
		return session.Session{}, false, err
	}
	b := a.looker(t)
	if s, kept = b.Cached(t.Request); !kept {
		if err := t.whole(a); err != nil {
			return session.Session{}, false, err
		}
		b = a.broker(t)
		codes, done := a.codes(t, b.Store)
		defer done()
		b.Codes = codes
		s, err = b.Get(a.context(), t.Request)
	} else if a.verbose {
		a.Trace(b.Origin(t.Request))
	}
	s.Region, s.Settings = t.region, t.Chain.Settings.Exports
	return s, kept, err
}

// check refuses a region or an endpoint that no call could be made with, before a
// code is spent, and whether or not the session is cached already: what the keys are
// for would fail by it. That STS needs a region beside a custom endpoint matters only
// to those who call STS.
func (t *target) check() error {
	err := t.Chain.Check()
	var known *profile.Error
	if errors.As(err, &known) && known.Kind == profile.NoRegion && !t.CallsSTS() {
		return nil
	}
	return err
}
