//go:build !linux && !darwin && !freebsd && !windows

package tty

import (
	"context"
	"fmt"
	"time"
)

// device is absent where awsenv does not know how to ask: every question ends
// with ErrNoTerminal before any of the methods below can be called.
type device struct{}

func openDevice(string) (*device, error) {
	return nil, fmt.Errorf("%w (not supported on this system)", ErrNoTerminal)
}

func (*device) isDumb(string) bool                      { return true }
func (*device) close() error                            { return nil }
func (*device) size() (columns, rows int)               { return 80, 24 }
func (*device) raw() error                              { return ErrNoTerminal }
func (*device) typedEarly() bool                        { return false }
func (*device) mute()                                   {}
func (*device) restore()                                {}
func (*device) foreground() bool                        { return false }
func (*device) lines() bool                             { return false }
func (*device) write([]byte) error                      { return ErrNoTerminal }
func (*device) read(time.Duration) (byte, event, error) { return 0, none, ErrNoTerminal }
func (*device) listen(context.Context) error            { return ErrNoTerminal }
func (*device) unlisten()                               {}
