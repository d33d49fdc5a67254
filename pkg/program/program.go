// Package program runs a program of the person's that answers with a line of text: a
// code, a passphrase.
//
// Rules: it runs without a shell, with an empty standard input, and in a session of its
// own: it cannot take the terminal, so a program that wants a password there fails at
// once instead of being stopped, and it can be ended together with everything it
// started. Neither its arguments nor what it prints is in an error.
package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/voice"
)

// Program is a program with what it is given.
type Program struct {
	// Argv is the program and its arguments, at least one word.
	Argv []string
	// Env is the program's environment as "name=value"; nil is our own.
	Env []string
	// Limit is how long it may take.
	Limit time.Duration
	// Tell hears each line of its standard error as a notice, cleaned of control
	// characters, while it runs ("touch your key"), and Doing, what is waited for.
	Tell  voice.Voice
	Doing string
}

// Format hides the arguments and the environment, for every verb.
func (p Program) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Name(p.Argv)) }

// OutputLimit bounds what is kept of each of the program's streams.
const OutputLimit = 4096

// drainLimit is how long the streams may stay open after the program's end,
// held by something that it left running.
const drainLimit = 500 * time.Millisecond

// Name is the program of a command line as messages call it, in quotes.
func Name(argv []string) string {
	if len(argv) == 0 {
		return `""`
	}
	return fmt.Sprintf("%q", printable.Words(filepath.Base(argv[0])))
}

// Error is a program that failed.
type Error struct {
	// Problem is what went wrong; Slow says that it took too long.
	Problem string
	Slow    bool
	// Said is what it wrote to standard error, cleaned, possibly empty.
	Said string
}

func (e *Error) Error() string {
	if e.Said != "" {
		return e.Problem + ": " + e.Said
	}
	return e.Problem
}

// Run runs the program and gives what it printed, as far as OutputLimit. The error is an
// *Error, or context.Cause when ctx ended.
func (p Program) Run(ctx context.Context) (printed []byte, err error) {
	limited, cancel := context.WithTimeout(ctx, p.Limit)
	defer cancel()
	cmd := exec.CommandContext(limited, p.Argv[0], p.Argv[1:]...)
	var out kept
	told := lines{say: p.Tell.Notice}
	cmd.Env, cmd.Stdout, cmd.Stderr = p.Env, &out, &told
	cmd.WaitDelay = drainLimit
	apart(cmd)
	done := p.Tell.Progress(p.Doing)
	err = cmd.Run()
	done()
	told.flush()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case limited.Err() != nil:
		return nil, &Error{Problem: fmt.Sprintf("nothing within %s", p.Limit), Slow: true, Said: told.text()}
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return nil, &Error{Problem: problem(err), Said: told.text()}
	}
	return out.text, nil
}

// problem says why a program failed, without its arguments.
func problem(err error) string {
	var missing *exec.Error
	if errors.As(err, &missing) {
		return missing.Err.Error()
	}
	return err.Error()
}

// kept is the beginning of a stream. (It is no bytes.Buffer: io.Copy would go
// past Write, and the limit, to that one's ReadFrom.)
type kept struct{ text []byte }

func (k *kept) Write(data []byte) (int, error) {
	k.text = append(k.text, data[:min(len(data), OutputLimit-len(k.text))]...)
	return len(data), nil
}

// lines is a stream of which each line is passed on and the beginning is kept.
type lines struct {
	say  func(string)
	all  kept
	rest []byte
}

func (l *lines) Write(data []byte) (int, error) {
	_, _ = l.all.Write(data)
	for _, b := range data {
		if b == '\n' || b == '\r' || len(l.rest) >= OutputLimit {
			l.flush()
		} else {
			l.rest = append(l.rest, b)
		}
	}
	return len(data), nil
}

func (l *lines) flush() {
	if text := printable.Words(string(l.rest)); text != "" {
		l.say(text)
	}
	l.rest = l.rest[:0]
}

func (l *lines) text() string { return printable.Words(string(l.all.text)) }
