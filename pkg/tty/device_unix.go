//go:build linux || darwin || freebsd

package tty

import (
	"errors"
	"fmt"
	"io"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// device is the terminal as the system gives it: a descriptor and its modes.
// The descriptor does not block, so that no read and no write can outlive the
// question it belongs to, and is waited for with select(2), since macOS cannot
// poll(2) /dev/tty.
type device struct {
	fd int
	// before holds the modes to put back, nil while they are untouched.
	before *term.State
	// wake is what else may end a read, nil outside a question.
	wake *wake
	// unread counts the bytes that were typed before raw mode and not read yet;
	// early says that the last one read was one of them.
	unread int
	early  bool
}

// writeLimit is how long a terminal may refuse output before it is given up.
const writeLimit = time.Second

// maxDescriptor is what select(2) can wait for.
const maxDescriptor = 1024

func openDevice(path string) (*device, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("%w (%s: %w)", ErrNoTerminal, path, err)
	}
	if !term.IsTerminal(fd) || fd >= maxDescriptor {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("%w (%s is not usable as a terminal)", ErrNoTerminal, path)
	}
	return &device{fd: fd}, nil
}

func (d *device) close() error {
	d.restore()
	return unix.Close(d.fd)
}

// size is the terminal's width and height; 80x24 stands in for a terminal that
// does not know its own.
func (d *device) size() (columns, rows int) {
	columns, rows, err := term.GetSize(d.fd)
	if err != nil || columns <= 0 || rows <= 0 {
		return 80, 24
	}
	return columns, rows
}

// keep remembers the modes of the first change, which are the ones to put back.
func (d *device) keep() error {
	if d.before != nil {
		return nil
	}
	state, err := term.GetState(d.fd)
	if err != nil {
		return hungUp(err)
	}
	d.before = state
	return nil
}

// raw hands every key to us, unechoed. In the background this stops the process
// (SIGTTOU) until it is brought to the front, as for any program that asks.
func (d *device) raw() error {
	if err := d.keep(); err != nil {
		return err
	}
	if _, err := term.MakeRaw(d.fd); err != nil {
		return hungUp(err)
	}
	d.unread, _ = unix.IoctlGetInt(d.fd, ioctlUnread)
	return nil
}

// mute turns the echo off and leaves all else, Ctrl-C included, to the system.
func (d *device) mute() {
	if d.keep() != nil {
		return
	}
	if modes, err := unix.IoctlGetTermios(d.fd, ioctlGetModes); err == nil {
		modes.Lflag &^= unix.ECHO | unix.ECHONL
		_ = unix.IoctlSetTermios(d.fd, ioctlSetModes, modes)
	}
}

// restore puts the modes back. In the background the terminal belongs to
// somebody else, and touching it would stop us.
func (d *device) restore() {
	if d.before == nil {
		return
	}
	if d.foreground() || signal.Ignored(unix.SIGTTOU) {
		_ = term.Restore(d.fd, d.before)
	}
	d.before = nil
}

// foreground reports whether the terminal is ours to change right now. One that
// does not control us (the error) has no jobs in its background.
func (d *device) foreground() bool {
	group, err := unix.IoctlGetInt(d.fd, unix.TIOCGPGRP)
	return err != nil || int32(group) == int32(unix.Getpgrp())
}

// lines reports whether the system edits the lines that are typed, as it does unless a
// program reads single keys.
func (d *device) lines() bool {
	modes, err := unix.IoctlGetTermios(d.fd, ioctlGetModes)
	return err == nil && modes.Lflag&unix.ICANON != 0
}

// typedEarly reports whether the last byte was typed before raw mode, when the
// system made a line feed of the Enter key.
func (d *device) typedEarly() bool { return d.early }

// write writes all of it, waiting for a slow terminal up to writeLimit.
func (d *device) write(data []byte) error {
	for len(data) > 0 {
		n, err := unix.Write(d.fd, data)
		switch {
		case err == nil:
			data = data[n:]
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			var ready unix.FdSet
			ready.Set(d.fd)
			limit := unix.NsecToTimeval(int64(writeLimit))
			if n, err := unix.Select(d.fd+1, nil, &ready, nil, &limit); n == 0 && err == nil {
				return fmt.Errorf("%w (the terminal takes no output)", ErrEOF)
			}
		default:
			return hungUp(err)
		}
	}
	return nil
}

// read gives the next byte, or the event that came instead of one. No limit (0)
// waits for ever.
func (d *device) read(limit time.Duration) (byte, event, error) {
	for {
		var ready unix.FdSet
		ready.Set(d.fd)
		ready.Set(d.wake.fd)
		var timeout *unix.Timeval
		if limit > 0 {
			t := unix.NsecToTimeval(int64(limit))
			timeout = &t
		}
		n, err := unix.Select(max(d.fd, d.wake.fd)+1, &ready, nil, nil, timeout)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return 0, none, hungUp(err)
		case n == 0:
			return 0, timedOut, nil
		case ready.IsSet(d.wake.fd):
			return 0, d.wake.event(), nil
		}
		var one [1]byte
		n, err = unix.Read(d.fd, one[:])
		switch {
		case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return 0, none, hungUp(err)
		case n == 0:
			return 0, none, hungUp(io.EOF)
		}
		d.early = d.unread > 0
		d.unread = max(d.unread-1, 0)
		return one[0], none, nil
	}
}

// isDumb reports a terminal that understands no control sequences.
func (d *device) isDumb(term string) bool { return isDumb(term) }
