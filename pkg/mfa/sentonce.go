package mfa

import (
	"context"
	"fmt"
	"time"
)

// reused is the trouble with a code that was sent before, now or in the window
// before this one. AWS accepts the code of the window before, too, but no code
// twice.
type reused struct{ now bool }

func (*reused) Error() string {
	return "this MFA code was sent already, and each works once; the next one is needed"
}

// check takes the code out of what came from a source and makes sure that it
// was not sent before. The errors are *Malformed and *reused, unwrapped.
func (c *Codes) check(d Device, text string) (string, error) {
	code, err := Parse(text)
	if err != nil {
		return "", err
	}
	now := c.o.Now()
	if c.sentIn(d, code, now) {
		return "", &reused{now: true}
	}
	if c.sentIn(d, code, now.Add(-Period)) {
		return "", &reused{}
	}
	return code, nil
}

// sentIn reports whether the code was sent in the window of a time, by this run
// or another.
func (c *Codes) sentIn(d Device, code string, at time.Time) bool {
	for _, s := range c.memory {
		if s.serial == d.Serial && s.code == code && Window(s.at) == Window(at) {
			return true
		}
	}
	return c.o.Used != nil && c.o.Used.Used(d.Serial, code, at)
}

// hand gives a code out.
func (c *Codes) hand(d Device, code string) string {
	c.out = sent{d.Serial, code, c.o.Now()}
	return code
}

// mark remembers that the code that was handed out was sent. A refused one is
// remembered as well: sending it again would be refused again.
func (c *Codes) mark() {
	c.memory = append(c.memory, c.out)
	if c.o.Used != nil {
		c.o.Used.Mark(c.out.serial, c.out.code, c.out.at)
	}
}

// nextWindow waits until the device shows another code.
func (c *Codes) nextWindow(ctx context.Context) error {
	return c.o.Wait(ctx, NextWindow(c.o.Now()), "this MFA code was sent already, the next one comes in")
}

// exhausted is why there is no code after so many tries to get one.
func (c *Codes) exhausted(d Device, tries int) error {
	if c.refusal != nil {
		return &Unaccepted{Reason: c.refusal}
	}
	return &NoCode{Device: d, Why: fmt.Sprintf("after %d attempts: %v", tries, c.trouble)}
}

// oneCode is why a code from the command line is of no use.
func (c *Codes) oneCode(reason error) error {
	now := c.o.Now()
	return &OneCode{From: c.o.Given.Name(), Reason: reason, Next: NextWindow(now).Sub(now)}
}
