//go:build linux || darwin || freebsd

// Package ptytest puts programs on real pseudo-terminals, with a person before
// them: it types, reads, knows what the screen shows, draws it, and waits for what
// a test means. It is never linked into awsenv.
//
// Rules: a test waits for something that it can name, never for a time. Every
// wait ends as soon as that has happened; Patience bounds it, and only a failure
// uses it up. What a test started is gone when the test is over.
package ptytest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Patience is how long any wait may take before the test fails: far more than
// the slowest machine needs.
const Patience = time.Minute

// A Terminal is a pseudo-terminal, and after Start the program on it.
type Terminal struct {
	t testing.TB
	// Line is the program's side. It stays open when the program has ended, so
	// that a test can look at what is left of modes and input.
	Line *os.File
	// Cmd is the program, nil before Start.
	Cmd *exec.Cmd

	person        *os.File // the other side
	columns, rows int
	ended, read   chan struct{}
	expected      int // how much of the plain text Expect has passed

	mu      sync.Mutex
	text    []byte
	settled int           // how many marks of Settle came back
	changed chan struct{} // closed when there is more
}

// Open opens a terminal of that size.
func Open(t testing.TB, columns, rows int) *Terminal {
	t.Helper()
	person, line, err := openPair()
	if err != nil {
		t.Fatal(err)
	}
	term := &Terminal{t: t, Line: line, person: person, read: make(chan struct{}), changed: make(chan struct{})}
	term.Resize(columns, rows)
	go term.watch()
	t.Cleanup(func() {
		_ = line.Close()
		_ = person.Close()
		<-term.read
	})
	return term
}

// openPair opens a pseudo-terminal whose person's side can be closed while it is
// read.
func openPair() (person, line *os.File, err error) {
	blocking, line, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer blocking.Close() //nolint:errcheck // the copy below is the one in use
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, nil, errors.Join(err, line.Close())
	}
	return os.NewFile(uintptr(fd), blocking.Name()), line, nil
}

// Start opens a terminal and starts the program on it.
func Start(t testing.TB, cmd *exec.Cmd, columns, rows int) *Terminal {
	t.Helper()
	term := Open(t, columns, rows)
	term.Start(cmd)
	return term
}

// Start starts the program as the leader of a session whose controlling terminal
// this is, unless the command says otherwise; so are its standard streams, those
// that the command does not set.
func (term *Terminal) Start(cmd *exec.Cmd) {
	term.t.Helper()
	if cmd.Stdin == nil {
		cmd.Stdin = term.Line
	}
	if cmd.Stdout == nil {
		cmd.Stdout = term.Line
	}
	if cmd.Stderr == nil {
		cmd.Stderr = term.Line
	}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	}
	if err := cmd.Start(); err != nil {
		term.t.Fatal(err)
	}
	term.Cmd, term.ended = cmd, make(chan struct{})
	go func() {
		_ = cmd.Wait() // its status is read from ProcessState
		close(term.ended)
	}()
	term.t.Cleanup(func() {
		if !term.Ended() {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			_ = cmd.Process.Kill()
		}
		<-term.ended
	})
}

// Ended says whether the program has ended by now.
func (term *Terminal) Ended() bool {
	select {
	case <-term.ended:
		return true
	default:
		return false
	}
}

// Resize changes the size; the program is told as by a window.
func (term *Terminal) Resize(columns, rows int) {
	term.t.Helper()
	term.mu.Lock()
	term.columns, term.rows = columns, rows
	term.mu.Unlock()
	if err := pty.Setsize(term.Line, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}); err != nil {
		term.t.Fatal(err)
	}
}

// HangUp closes the terminal under the program.
func (term *Terminal) HangUp() { _ = term.person.Close() }

// Signal sends a signal to the program itself.
func (term *Terminal) Signal(s os.Signal) {
	term.t.Helper()
	if err := term.Cmd.Process.Signal(s); err != nil {
		term.t.Fatal(err)
	}
}

// Type types and returns the place in the text from which what follows comes.
func (term *Terminal) Type(keys string) (from int) {
	term.t.Helper()
	from = term.Len()
	if _, err := term.person.WriteString(keys); err != nil {
		term.t.Fatal(err)
	}
	return from
}

// What a program asks to learn what terminal this is, and the answer; newer
// shells wait for it at their start. And what it asks to learn where the cursor
// stands, as nu does before each prompt.
var question, answer, where = []byte("\x1b[c"), "\x1b[?62c", []byte("\x1b[6n")

// watch keeps what comes out.
func (term *Terminal) watch() {
	defer close(term.read)
	buffer := make([]byte, 4096)
	for {
		n, err := term.person.Read(buffer)
		if answers := term.take(buffer[:n]); answers != "" {
			_, _ = term.person.WriteString(answers)
		}
		if err != nil {
			return
		}
	}
}

// take adds a piece to the text, and gives the answers to the questions that ended
// in it.
func (term *Terminal) take(piece []byte) (answers string) {
	term.mu.Lock()
	defer term.mu.Unlock()
	before := len(term.text)
	marks := bytes.Count(piece, []byte{mark})
	term.settled += marks
	if marks > 0 {
		piece = bytes.ReplaceAll(piece, []byte{mark}, nil)
	}
	term.text = append(term.text, piece...)
	close(term.changed)
	term.changed = make(chan struct{})
	if bytes.Contains(term.text[max(before-len(question)+1, 0):], question) {
		answers = answer
	}
	at := max(before-len(where)+1, 0)
	for {
		i := bytes.Index(term.text[at:], where)
		if i < 0 {
			return answers
		}
		at += i + len(where)
		screen := Show(string(term.text[:at]), term.columns, term.rows)
		answers += fmt.Sprintf("\x1b[%d;%dR", screen.y+1, screen.column()+1)
	}
}

// Text is all that has come out, as it came.
func (term *Terminal) Text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return string(term.text)
}

// Len is the length of Text.
func (term *Terminal) Len() int {
	term.mu.Lock()
	defer term.mu.Unlock()
	return len(term.text)
}

// Since is what came out from a place on.
func (term *Terminal) Since(from int) string { return term.Text()[from:] }

// Screen is what a person sees: see Screen.Text.
func (term *Terminal) Screen() string {
	return Show(term.Text(), term.columns, term.rows).Text()
}

// Until waits for a condition, which is looked at whenever something comes out,
// and often enough otherwise.
func (term *Terminal) Until(what string, ok func() bool) {
	term.t.Helper()
	if !term.until(ok, nil) {
		term.t.Fatalf("no %s\nthe screen shows\n%s\nafter\n%q", what, term.Screen(), term.Text())
	}
}

// until is false when patience came to an end, or what end stands for; a nil end
// is none.
func (term *Terminal) until(ok func() bool, end <-chan struct{}) bool {
	limit := time.NewTimer(Patience)
	defer limit.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		term.mu.Lock()
		changed := term.changed
		term.mu.Unlock()
		if ok() {
			return true
		}
		select {
		case <-changed:
		case <-tick.C:
		case <-end:
			return false
		case <-limit.C:
			return false
		}
	}
}

// Wait waits until want has come out after a place in the text, sequences of the
// terminal aside, and returns what has come out since, without them. It fails
// when the program ends before.
func (term *Terminal) Wait(from int, want string) string {
	term.t.Helper()
	var text string
	if !term.comes(func() bool {
		text = Plain(term.Since(from))
		return strings.Contains(text, want)
	}) {
		term.t.Fatalf("no %q in\n%q", want, term.Since(from))
	}
	return text
}

// comes waits for something in the text, until the program has ended and all
// that it wrote is there.
func (term *Terminal) comes(ok func() bool) bool {
	if term.until(ok, term.ended) {
		return true
	}
	if term.ended != nil && term.Ended() {
		term.Settle()
	}
	return ok()
}

// Expect waits for a pattern in what it has not yet passed, sequences of the
// terminal aside, passes it and returns what matched.
func (term *Terminal) Expect(pattern string) (found string) {
	term.t.Helper()
	re := regexp.MustCompile(pattern)
	if !term.comes(func() bool {
		rest := Plain(term.Text())[term.expected:]
		at := re.FindStringIndex(rest)
		if at != nil {
			found = rest[at[0]:at[1]]
			term.expected += at[1]
		}
		return at != nil
	}) {
		term.t.Fatalf("no %q in\n%q", pattern, Plain(term.Text())[term.expected:])
	}
	return found
}

// End waits until the program has ended and all that it wrote has come out, and
// returns its exit status, -1 for a signal.
func (term *Terminal) End() int {
	term.t.Helper()
	select {
	case <-term.ended:
	case <-time.After(Patience):
		term.t.Fatalf("the program did not end; the terminal says\n%q", term.Text())
	}
	term.Settle()
	return term.Cmd.ProcessState.ExitCode()
}

// mark is what Settle writes: terminals ignore it, and so does Text.
const mark = 0

// Settle waits until all that was written to the terminal so far has come out.
func (term *Terminal) Settle() {
	term.t.Helper()
	term.mu.Lock()
	want := term.settled + 1
	term.mu.Unlock()
	if _, err := term.Line.Write([]byte{mark}); err != nil {
		term.t.Fatal(err)
	}
	back := func() bool {
		term.mu.Lock()
		defer term.mu.Unlock()
		return term.settled >= want
	}
	if !term.until(back, term.read) {
		term.t.Fatalf("the terminal is stuck after\n%q", term.Text())
	}
}
