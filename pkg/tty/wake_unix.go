//go:build linux || darwin || freebsd

package tty

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// wake is a pipe that ends the wait for a key: the context's end and the
// signals that change the terminal are written into it.
type wake struct {
	fd          int
	read, write *os.File
	signals     chan os.Signal
	done        chan struct{}
	forget      func() bool
}

// listen opens the pipe for one question.
func (d *device) listen(ctx context.Context) error {
	read, write, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("ask on the terminal: %w", err)
	}
	w := &wake{fd: int(read.Fd()), read: read, write: write, signals: make(chan os.Signal, 4), done: make(chan struct{})}
	if w.fd >= maxDescriptor {
		return errors.Join(fmt.Errorf("ask on the terminal: too many open files"), read.Close(), write.Close())
	}
	signal.Notify(w.signals, unix.SIGWINCH, unix.SIGCONT)
	go w.forward()
	w.forget = context.AfterFunc(ctx, func() { w.send(cancelled) })
	d.wake = w
	return nil
}

// unlisten ends what listen began and waits for its goroutine.
func (d *device) unlisten() {
	w := d.wake
	d.wake = nil
	w.forget()
	signal.Stop(w.signals)
	close(w.signals)
	<-w.done
	_ = w.write.Close()
	_ = w.read.Close()
}

func (w *wake) forward() {
	defer close(w.done)
	for s := range w.signals {
		if s == unix.SIGCONT {
			w.send(resumed)
		} else {
			w.send(resized)
		}
	}
}

func (w *wake) send(e event) { _, _ = w.write.Write([]byte{byte(e)}) }

func (w *wake) event() event {
	var one [1]byte
	if n, err := unix.Read(w.fd, one[:]); n != 1 || err != nil {
		return none
	}
	return event(one[0])
}
