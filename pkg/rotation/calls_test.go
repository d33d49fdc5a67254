package rotation

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/voice"
)

// hurried is a caller whose clock is a minute later each time it is looked at.
func hurried() *caller {
	now := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	return &caller{broker: &broker.Broker{Tell: voice.None{}, Now: func() time.Time { now = now.Add(time.Minute); return now }}}
}

func TestANewKeyIsNotWaitedForForever(t *testing.T) {
	unknown := &aws.Refusal{Kind: aws.KindInvalidKeys, Code: "InvalidClientTokenId"}
	tries := 0
	err := hurried().patiently(t.Context(), "AKIANEW", func() error { tries++; return unknown })
	var not *NotAccepted
	if !errors.As(err, &not) || not.Key != "AKIANEW" || !errors.Is(err, unknown) || tries != 2 {
		t.Errorf("%d tries, %v", tries, err)
	}
}

func TestWaitingEndsAtOnce(t *testing.T) {
	t.Run("when something else is wrong", func(t *testing.T) {
		other := errors.New("other")
		if err := hurried().patiently(t.Context(), "AKIANEW", func() error { return other }); !errors.Is(err, other) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("when it is interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		stopped := errors.New("stopped")
		cancel(stopped)
		err := hurried().patiently(ctx, "AKIANEW", func() error { return &aws.Refusal{Kind: aws.KindInvalidKeys} })
		if !errors.Is(err, stopped) {
			t.Errorf("got %v", err)
		}
	})
}
