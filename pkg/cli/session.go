package cli

import (
	"errors"
	"fmt"
	"strings"

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
	b := a.broker(t)
	if s, kept = b.Cached(t.Request); !kept {
		if err := t.check(); err != nil {
			return session.Session{}, false, err
		}
		codes, done := a.codes(t, b.Store)
		defer done()
		b.Codes = codes
		s, err = b.Get(a.context(), t.Request)
	}
	s.Region = t.region
	return s, kept, err
}

// check refuses a region or an endpoint that no call could be made with, or that no
// shell could hold, before a code is spent. That STS needs a region beside a custom
// endpoint matters only to those who call STS.
func (t *target) check() error {
	err := t.Chain.Settings.Check()
	var known *profile.Error
	if errors.As(err, &known) && known.Kind == profile.NoRegion && !t.CallsSTS() {
		err = nil
	}
	if err == nil && strings.IndexByte(t.region, 0) >= 0 {
		err = &fault{status: exitConfig, message: fmt.Sprintf("the region of profile %q holds a NUL byte, which no variable can", t.Chain.Profile)}
	}
	return err
}
