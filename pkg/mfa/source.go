package mfa

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Source is a place that codes come from without a person at a terminal. The
// text is checked by Codes.
type Source interface {
	Code(ctx context.Context, d Device) (text string, err error)
	// Name says in messages where the code came from.
	Name() string
}

// Asker asks a person for one line on the terminal; nothing of it is shown when
// it is hidden. *tty.Terminal is one.
type Asker interface {
	Ask(ctx context.Context, prompt string, hidden bool) (string, error)
}

const fromFlag = "--token"

// Given is the value of --token.
type Given string

// Code is the value itself.
func (g Given) Code(context.Context, Device) (string, error) { return string(g), nil }

// Name is the flag's name.
func (g Given) Name() string { return fromFlag }

// Format hides the code, for every verb.
func (Given) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// Input is --token=-: the code is the first line of a stream. What comes behind it is
// left there, for a command that is run afterwards.
type Input struct{ Reader io.Reader }

// inputLimit bounds the line that is read: six digits need no more.
const inputLimit = 4096

// Name is where the code came from.
func (Input) Name() string { return "standard input" }

// Code reads the first line. When ctx ends first, the reading goroutine stays
// behind until the stream gives something: a pipe cannot be interrupted, and
// the program is about to end.
func (in Input) Code(ctx context.Context, _ Device) (string, error) {
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := firstLine(io.LimitReader(in.Reader, inputLimit))
		read <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case l := <-read:
		if l.err != nil && !errors.Is(l.err, io.EOF) {
			return "", fmt.Errorf("read the MFA code from standard input: %w", l.err)
		}
		return l.text, nil
	}
}

// firstLine reads up to the end of the line and not a byte further.
func firstLine(r io.Reader) (string, error) {
	var line []byte
	for {
		var one [1]byte
		n, err := r.Read(one[:])
		line = append(line, one[:n]...)
		if n > 0 && one[0] == '\n' {
			return string(line), nil
		}
		if err != nil {
			return string(line), err
		}
	}
}
