// Package tty speaks with a person on the controlling terminal.
//
// Rules:
//   - It uses /dev/tty, on Windows the console, and never the standard streams:
//     standard output is code for a shell, standard input may be a script.
//   - Whatever ends a question (an answer, Ctrl-C, end of input, a cancelled
//     context, a panic), the terminal gets back the exact modes it had before.
//   - While a question is open the terminal is in raw mode, so that Ctrl-C is a
//     byte for us and not a signal for the shell that called us. Ctrl-Z does
//     nothing there, on purpose: inside $(…) no shell could resume us. A stop
//     that comes from outside (kill -STOP) is survived: on SIGCONT the modes
//     are set again and the question is drawn again.
//   - Input is read one byte at a time and only while somebody is being asked.
//     What was typed before a question counts as its answer, and what was typed
//     beyond the answer stays in the terminal for the next question or the shell.
//   - A context is how signals arrive: its end closes the question at once with
//     context.Cause. The package itself listens to SIGWINCH and SIGCONT only.
//   - Everything written is cleaned of control characters first (Clean).
//   - It is the only importer of golang.org/x/term.
package tty

import (
	"os"

	"golang.org/x/term"
)

// The reasons why a question has no answer. Each knows its exit status.
var (
	// ErrNoTerminal: the process has no controlling terminal.
	ErrNoTerminal error = &ending{"there is no terminal to ask on", 4}
	// ErrEOF: Ctrl-D, or the terminal was closed.
	ErrEOF error = &ending{"the terminal gave no answer: end of input", 4}
	// ErrCancelled: the list was left with Esc, or without a choice.
	ErrCancelled error = &ending{"cancelled", 130}
	// ErrInterrupted: Ctrl-C.
	ErrInterrupted error = &ending{"interrupted", 130}
)

// ending is why a question ended without an answer.
type ending struct {
	text   string
	status int
}

func (e *ending) Error() string { return e.text }

// ExitCode is the exit status of that end.
func (e *ending) ExitCode() int { return e.status }

// IsTerminal reports whether a file is a terminal.
func IsTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// Columns is the width of a file's terminal, 0 when it is none or does not know.
func Columns(f *os.File) int {
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns < 0 {
		return 0
	}
	return columns
}

// Terminal is the controlling terminal. It is for one goroutine at a time.
type Terminal struct {
	// Paint is how lists are coloured; the zero value does not.
	Paint  Paint
	device *device
	// dumb terminals understand no control sequences.
	dumb bool
	// status is the line that Status drew, empty when there is none.
	status string
	// afterReturn says that the last byte read was a carriage return, whose line
	// feed (a pasted CRLF) must not answer the next question.
	afterReturn bool
}

// Open opens the controlling terminal; term is the value of TERM, which decides
// whether control sequences are used. It changes no modes. The error wraps
// ErrNoTerminal.
func Open(term string) (*Terminal, error) { return open("/dev/tty", term) }

func open(path, term string) (*Terminal, error) {
	d, err := openDevice(path)
	if err != nil {
		return nil, err
	}
	return &Terminal{device: d, dumb: d.isDumb(term)}, nil
}

// Foreground reports whether what is typed reaches our process group.
func (t *Terminal) Foreground() bool { return t.device.foreground() }

// Free reports whether a question would disturb no other program: we are in the
// foreground, and nobody has the terminal in a mode for single keys, as an editor has. A
// question in the background would stop us.
func (t *Terminal) Free() bool { return t.device.foreground() && t.device.lines() }

// Close erases a status line, puts the terminal's modes back and closes it.
func (t *Terminal) Close() error {
	t.Clear()
	return t.device.close()
}
