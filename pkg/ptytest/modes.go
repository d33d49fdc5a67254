//go:build linux || darwin || freebsd

package ptytest

import "golang.org/x/sys/unix"

// Modes are the terminal's modes: two values are equal when nothing that a
// program can set differs.
func (term *Terminal) Modes() unix.Termios {
	term.t.Helper()
	modes, err := unix.IoctlGetTermios(int(term.Line.Fd()), getModes)
	if err != nil {
		term.t.Fatal(err)
	}
	return *modes
}

// SetModes sets them.
func (term *Terminal) SetModes(modes unix.Termios) {
	term.t.Helper()
	if err := unix.IoctlSetTermios(int(term.Line.Fd()), setModes, &modes); err != nil {
		term.t.Fatal(err)
	}
}

// UntilRaw waits until a program reads key by key, as a question that edits its
// own line does.
func (term *Terminal) UntilRaw() {
	term.t.Helper()
	term.Until("raw mode", func() bool { return term.Modes().Lflag&unix.ICANON == 0 })
}
