package mfa

import (
	"context"
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/voice"
)

// Used remembers which codes were sent, across processes. It has to keep them
// for two windows and may forget them afterwards.
type Used interface {
	// Used reports whether the code was sent to the device's server in the
	// 30-second window of now.
	Used(serial, code string, now time.Time) bool
	// Mark records that it was.
	Mark(serial, code string, now time.Time)
}

// Options says where codes come from and how to wait. The first source that is
// there is used: Given, Command, Asker.
type Options struct {
	// Given is --token (Given or Input). With it nothing waits and nobody is
	// asked, and there is one code only.
	Given Source
	// Command is the [mfa] command. When it fails, or its code is refused, and
	// somebody can be asked, the terminal takes its place.
	Command Source
	// Asker is the terminal; nil when nobody can or may be asked.
	Asker Asker
	// Unasked says why there is no Asker: "there is no terminal".
	Unasked string
	// Used is the memory of earlier runs; nil: this run's own memory only.
	Used Used
	// Now is the clock, which has to be there.
	Now func() time.Time
	// Wait returns at that time, or with context.Cause when ctx ends. text says
	// what is waited for, without the time: "the next MFA code comes in". nil
	// says so once, as a notice, with the time.
	Wait func(ctx context.Context, until time.Time, text string) error
	// Tell hears why another code is asked for; nil: nobody does.
	Tell voice.Voice
}

// New prepares to give out codes. It reads and asks nothing yet.
func New(o Options) *Codes {
	if o.Tell == nil {
		o.Tell = voice.None{}
	}
	if o.Wait == nil {
		o.Wait = o.wait
	}
	return &Codes{o: o}
}

// look is how often a wait looks at the clock: a computer that slept meanwhile shows
// another time, and a timer knows nothing of it.
const look = time.Second

// wait is Wait where nobody sees a countdown.
func (o Options) wait(ctx context.Context, until time.Time, text string) error {
	left := until.Sub(o.Now())
	if left > 0 {
		o.Tell.Notice(fmt.Sprintf("%s %d s", text, int64((left+time.Second-1)/time.Second)))
	}
	for ; left > 0; left = until.Sub(o.Now()) {
		if err := sleep(ctx, min(left, look)); err != nil {
			return err
		}
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
