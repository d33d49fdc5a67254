package broker

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/voice"
)

// TestInterruptedWaitEndsTheLoad: who is interrupted while another process gets the
// session must not go on without the lock, and ask for a second code.
func TestInterruptedWaitEndsTheLoad(t *testing.T) {
	b := &Broker{Store: cache.Store{Dir: t.TempDir()}, Tell: voice.None{}}
	unlock, ok, err := b.Store.TryLock("role")
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer unlock()
	interrupted := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(interrupted)
	none := func() (session.Issued, bool) { return session.Issued{}, false }
	_, err = b.single(ctx, Request{}, "role", false, none, func() (session.Issued, error) {
		t.Error("it went on")
		return session.Issued{}, nil
	})
	if !errors.Is(err, interrupted) {
		t.Errorf("got %v", err)
	}
}

// TestCachedHintOnlyWhereItWouldHelp: the session that is still there is offered to
// those whom --min alone keeps from it.
func TestCachedHintOnlyWhereItWouldHelp(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	role := profile.Role{ARN: "arn:aws:iam::111122223333:role/dev"}
	failed := errors.New("no network")
	for name, c := range map[string]struct {
		left time.Duration
		r    Request
		want bool
	}{
		"a few minutes left":       {5 * time.Minute, Request{}, true},
		"next to nothing left":     {time.Minute, Request{}, false},
		"ended":                    {-time.Minute, Request{}, false},
		"a longer one is wanted":   {5 * time.Minute, Request{AtLeast: 2 * time.Hour}, false},
		"a new one is wanted":      {5 * time.Minute, Request{Refresh: true}, false},
		"more is wanted to remain": {5 * time.Minute, Request{Min: 10 * time.Minute}, false},
	} {
		b := &Broker{Roles: cache.CLI{Dir: t.TempDir()}, Store: cache.Store{Dir: t.TempDir()}, Tell: voice.None{}, Now: func() time.Time { return now }}
		entry := session.Issued{
			Keys:    session.Keys{AccessKeyID: "ASIA", SecretAccessKey: "s", SessionToken: "t"},
			Expires: now.Add(c.left), Obtained: now.Add(c.left - time.Hour),
		}
		if err := b.Roles.Store(roleCall(role).FileName(), entry); err != nil {
			t.Fatal(err)
		}
		c.r.Chain.Roles = []profile.Role{role}
		err := b.withCached(c.r, failed)
		var hinting interface{ Hints() []string }
		got := errors.As(err, &hinting) && strings.Contains(strings.Join(hinting.Hints(), "\n"), "--min 1m")
		if got != c.want || !errors.Is(err, failed) {
			t.Errorf("%s: hint %v, %v", name, got, err)
		}
	}
}
