package tty

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// hangUpGrace is how long the end of the terminal waits for the signal that
// usually comes with it, which knows better why everything ends.
const hangUpGrace = 100 * time.Millisecond

// dialog is one open question: raw mode, and keys.
type dialog struct {
	*Terminal
	ctx context.Context
	// pasting says that the keys come from a bracketed paste, in which a line's
	// end is no answer.
	pasting bool
}

// hungUp turns what a closed terminal answers into ErrEOF.
func hungUp(err error) error { return fmt.Errorf("%w (%w)", ErrEOF, err) }

// interact runs body with the terminal in raw mode and puts it back whatever
// happens, a panic included.
func (t *Terminal) interact(ctx context.Context, body func(*dialog) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := t.device.listen(ctx); err != nil {
		return err
	}
	defer t.device.unlisten()
	defer t.device.restore()
	if err := t.device.raw(); err != nil {
		return t.ended(ctx, err)
	}
	t.erase()
	return t.ended(ctx, body(&dialog{Terminal: t, ctx: ctx}))
}

// ended prefers the context's reason over the hang-up that came with it.
func (t *Terminal) ended(ctx context.Context, err error) error {
	if !errors.Is(err, ErrEOF) || err == ErrEOF { //nolint:errorlint // bare: Ctrl-D, a person's own choice
		return err
	}
	grace := time.NewTimer(hangUpGrace)
	defer grace.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-grace.C:
		return err
	}
}

// key is the next key of this question. It deals with all that ends one
// (Ctrl-C, Ctrl-D, the context) and with pastes.
func (d *dialog) key() (key, error) {
	for {
		k, err := d.next()
		if err != nil {
			return key{}, err
		}
		returned := d.afterReturn
		d.afterReturn = k.code == keyEnter
		switch k.code {
		case keyNone:
			d.pasting = false // the end of the paste got lost
		case keyPasteBegin:
			d.pasting = true
		case keyPasteEnd:
			d.pasting = false
		case keyCancelled:
			return key{}, context.Cause(d.ctx)
		case keyInterrupt:
			return key{}, ErrInterrupted
		case keyEnd:
			return key{}, ErrEOF
		case keyNUL:
			if d.device.typedEarly() {
				return key{}, ErrEOF
			}
			return key{}, nil
		case keyResumed:
			return k, d.device.raw()
		case keyLineFeed:
			if returned {
				continue // the rest of a CRLF
			}
			if d.device.typedEarly() {
				k.code = keyEnter
			}
			return d.unlessPasted(k), nil
		case keyEnter:
			return d.unlessPasted(k), nil
		default:
			return k, nil
		}
	}
}

func (d *dialog) next() (key, error) {
	if d.pasting {
		return readKey(d.device, escapeWait)
	}
	return readKey(d.device, 0)
}

func (d *dialog) unlessPasted(k key) key {
	if d.pasting {
		return key{code: keyChar, char: ' '}
	}
	return k
}

func (t *Terminal) write(text string) error { return t.device.write([]byte(text)) }
