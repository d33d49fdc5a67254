package tty

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
)

// Status shows one line of progress in place of the one before it. While it
// stands, keys are kept and not echoed, so that a code typed early neither
// spoils the line nor gets lost. In the background nothing is shown. Clear,
// Close and every question erase it.
func (t *Terminal) Status(text string) {
	text = printable.Line(text)
	if text == t.status || !t.device.foreground() {
		return
	}
	if t.status == "" {
		t.device.mute()
	}
	columns, _ := t.device.size()
	shown := Cut(text, columns-1)
	end := "\x1b[K"
	if t.dumb {
		end = strings.Repeat(" ", max(Width(Cut(t.status, columns-1))-Width(shown), 0))
	}
	t.status = text
	_ = t.write("\r" + shown + end)
}

// Clear erases the line that Status drew and puts the terminal's modes back.
func (t *Terminal) Clear() {
	t.erase()
	t.device.restore()
}

// erase removes the status line and leaves the modes.
func (t *Terminal) erase() {
	if t.status == "" {
		return
	}
	if t.dumb {
		columns, _ := t.device.size()
		_ = t.write("\r" + strings.Repeat(" ", Width(Cut(t.status, columns-1))) + "\r")
	} else {
		_ = t.write("\r\x1b[K")
	}
	t.status = ""
}

// Countdown shows text and the seconds that are left until then, and returns
// when they are over or, with context.Cause, when ctx ends. What is typed in
// the meantime is kept for the next question.
func (t *Terminal) Countdown(ctx context.Context, now func() time.Time, until time.Time, text string) error {
	defer t.Clear()
	for {
		left := until.Sub(now())
		if left <= 0 {
			return nil
		}
		t.Status(fmt.Sprintf("%s %d s", text, int64((left+time.Second-1)/time.Second)))
		tick := time.NewTimer(min(left, left%time.Second+time.Millisecond))
		select {
		case <-ctx.Done():
			tick.Stop()
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}
