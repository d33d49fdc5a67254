package mfa

import (
	"context"
	"fmt"
	"io"
	"time"
)

const (
	// attempts is how many codes are sent until one is accepted, and how often a
	// command is run for one.
	attempts = 3
	// questions is how often a person is asked: what is no code, or was sent before,
	// takes nothing from the attempts.
	questions = 10
)

// Codes gives out codes, each for one call to AWS:
//
//	for {
//		code, err := codes.Next(ctx, device)
//		…
//		answer, err := call(code)
//		if refusedForTheCode(err) {
//			codes.Rejected(err)
//			continue
//		}
//		codes.Spent() // accepted, refused for something else, or no answer came
//		…
//	}
//
// A call that never reached AWS spends nothing: call neither. It is for one
// goroutine.
type Codes struct {
	o Options
	// given says that the one code of Given was handed out.
	given bool
	// broken says that the command failed and is not run again.
	broken bool
	// runs and asked count for the code that is wanted now, refused the codes that AWS
	// did not accept.
	runs, asked, refused int
	// refusal is what AWS said to the code before, trouble why the last answer
	// could not be sent; nil when there was none.
	refusal, trouble error
	// out is the code that was handed out last, memory what this run sent.
	out    sent
	memory []sent
	// shown is the window in which the device last gave a good code.
	shown int64
}

// Format hides the codes, for every verb.
func (Codes) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// sent is a code and when it was sent.
type sent struct {
	serial, code string
	at           time.Time
}

// Next is the next code to send for the device: six digits that were not sent
// before. The errors are *Malformed and *OneCode (with Given), *CommandError,
// *Unaccepted, *NoCode, what the Asker answers, and context.Cause.
func (c *Codes) Next(ctx context.Context, d Device) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if c.o.Given != nil {
		return c.once(ctx, d)
	}
	if c.runnable() {
		code, err := c.run(ctx, d)
		if err == nil || c.o.Asker == nil || ctx.Err() != nil {
			return code, err
		}
		c.broken = true
		c.o.Tell.Notice(err.Error())
	}
	if c.o.Asker == nil {
		return "", &NoCode{Device: d, Why: c.o.Unasked}
	}
	return c.prompt(ctx, d)
}

// Rejected says that AWS refused the code that Next gave because of the code.
// The reason is shown, and is part of the error when no other code can come.
func (c *Codes) Rejected(reason error) {
	c.mark()
	c.refused++
	c.refusal = reason
}

// Spent says that AWS has, or may have, taken the code that Next gave. The
// next one is for another call, with all its attempts.
func (c *Codes) Spent() {
	c.mark()
	c.shown = Window(c.o.Now())
	c.runs, c.asked, c.refused, c.refusal, c.trouble = 0, 0, 0, nil, nil
}

// once is Next for a code that was given on the command line.
func (c *Codes) once(ctx context.Context, d Device) (string, error) {
	name := c.o.Given.Name()
	if c.given {
		return "", c.oneCode(c.refusal)
	}
	text, err := c.o.Given.Code(ctx, d)
	if err != nil {
		return "", err
	}
	c.given = true
	code, err := c.check(d, text)
	switch err := err.(type) { //nolint:errorlint // check's own, never wrapped
	case nil:
		return c.hand(d, code), nil
	case *Malformed:
		err.From = name
		return "", err
	default:
		return "", c.oneCode(err)
	}
}

// runnable reports whether the command comes next: somebody who can be asked
// replaces a command whose code was refused.
func (c *Codes) runnable() bool {
	return c.o.Command != nil && !c.broken && (c.refusal == nil || c.o.Asker == nil)
}

// run is Next for the command. A code that was sent before, and one after a
// refusal, has to wait for the next window: the command would print the same.
func (c *Codes) run(ctx context.Context, d Device) (string, error) {
	wait := c.refusal != nil && Window(c.out.at) == Window(c.o.Now())
	for ; c.runs < attempts; c.runs++ {
		if wait {
			if err := c.nextWindow(ctx); err != nil {
				return "", err
			}
		}
		text, err := c.o.Command.Code(ctx, d)
		if err != nil {
			return "", err
		}
		code, err := c.check(d, text)
		switch err := err.(type) { //nolint:errorlint // check's own, never wrapped
		case nil:
			c.runs++
			return c.hand(d, code), nil
		case *Malformed:
			err.From = c.o.Command.Name()
			return "", err
		}
		c.trouble, wait = err, true
	}
	return "", c.exhausted(d, c.runs)
}

// prompt is Next for a person.
func (c *Codes) prompt(ctx context.Context, d Device) (string, error) {
	if c.refused < attempts && c.refusal != nil {
		c.o.Tell.Notice(c.refusal.Error())
	}
	for c.refused < attempts && c.asked < questions {
		c.asked++
		text, err := c.o.Asker.Ask(ctx, d.Prompt(c.shown == Window(c.o.Now())), true)
		if err != nil {
			return "", err
		}
		code, err := c.check(d, text)
		if err == nil {
			return c.hand(d, code), nil
		}
		c.trouble = err
		if c.asked == questions {
			break
		}
		if reused, ok := err.(*reused); ok && reused.now { //nolint:errorlint // check's own, never wrapped
			err = c.nextWindow(ctx)
			if err != nil {
				return "", err
			}
			continue
		}
		c.o.Tell.Notice(err.Error())
	}
	return "", c.exhausted(d, c.asked)
}
