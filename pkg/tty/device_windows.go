package tty

import (
	"context"
	"fmt"
	"time"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/term"
)

// device is the console that this process is attached to, whatever its standard streams
// are: its keys, and its screen.
type device struct {
	keys, screen windows.Handle
	readKeys     *windows.LazyProc
	// before holds the modes to put back, nil while they are untouched.
	before *consoleModes
	// sequences says that the screen follows control sequences.
	sequences bool
	// ended is an event that ends a read, 0 outside a question; forget takes it away.
	ended   windows.Handle
	forget  func()
	typed   consoleKeys
	pending []byte
}

type consoleModes struct{ keys, screen uint32 }

// openDevice opens the console; it has no path.
func openDevice(string) (*device, error) {
	keys, err := openConsole("CONIN$")
	if err != nil {
		return nil, fmt.Errorf("%w (there is no console: %w)", ErrNoTerminal, err)
	}
	screen, err := openConsole("CONOUT$")
	if err != nil {
		_ = windows.CloseHandle(keys)
		return nil, fmt.Errorf("%w (there is no console: %w)", ErrNoTerminal, err)
	}
	d := &device{keys: keys, screen: screen, readKeys: windows.NewLazySystemDLL("kernel32.dll").NewProc("ReadConsoleInputW")}
	var now uint32
	if windows.GetConsoleMode(screen, &now) == nil && windows.SetConsoleMode(screen, now|followSequences) == nil {
		d.sequences = true
		_ = windows.SetConsoleMode(screen, now)
	}
	return d, nil
}

// followSequences is refused by the consoles before Windows 10.
const followSequences = windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING

func openConsole(name string) (windows.Handle, error) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, err
	}
	return windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil, windows.OPEN_EXISTING, 0, 0)
}

func (d *device) close() error {
	d.restore()
	_ = windows.CloseHandle(d.screen)
	return windows.CloseHandle(d.keys)
}

// isDumb reports a console that understands no control sequences. Without TERM, which
// only Unix shells set, it is asked itself.
func (d *device) isDumb(term string) bool { return term == "dumb" || !d.sequences }

// size is the window's width and height; 80x24 stands in for one that is not known.
func (d *device) size() (columns, rows int) {
	columns, rows, err := term.GetSize(int(d.screen))
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
	var now consoleModes
	if err := windows.GetConsoleMode(d.keys, &now.keys); err != nil {
		return hungUp(err)
	}
	if err := windows.GetConsoleMode(d.screen, &now.screen); err != nil {
		return hungUp(err)
	}
	d.before = &now
	return nil
}

// raw hands every key to us, unechoed, Ctrl-C included, and the changes of the window.
func (d *device) raw() error {
	if err := d.keep(); err != nil {
		return err
	}
	const ours = windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT | windows.ENABLE_VIRTUAL_TERMINAL_INPUT
	if err := windows.SetConsoleMode(d.keys, d.before.keys&^ours|windows.ENABLE_WINDOW_INPUT); err != nil {
		return hungUp(err)
	}
	d.follow()
	return nil
}

// follow lets the screen follow control sequences.
func (d *device) follow() {
	if d.sequences {
		_ = windows.SetConsoleMode(d.screen, d.before.screen|followSequences)
	}
}

// mute turns the echo off and leaves all else, Ctrl-C included, to the system.
func (d *device) mute() {
	if d.keep() != nil {
		return
	}
	_ = windows.SetConsoleMode(d.keys, d.before.keys&^windows.ENABLE_ECHO_INPUT)
	d.follow()
}

// restore puts the modes back.
func (d *device) restore() {
	if d.before == nil {
		return
	}
	_ = windows.SetConsoleMode(d.keys, d.before.keys)
	_ = windows.SetConsoleMode(d.screen, d.before.screen)
	d.before = nil
}

// foreground is always so: a console has no jobs.
func (d *device) foreground() bool { return true }

// lines reports whether the system edits the lines that are typed, as it does unless a
// program reads single keys.
func (d *device) lines() bool {
	var now uint32
	return windows.GetConsoleMode(d.keys, &now) == nil && now&windows.ENABLE_LINE_INPUT != 0
}

// typedEarly is never so: keys wait as keys, whatever the modes were.
func (d *device) typedEarly() bool { return false }

// mostUnits is how much the screen is given at once.
const mostUnits = 8 << 10

func (d *device) write(data []byte) error {
	for text := utf16.Encode([]rune(string(data))); len(text) > 0; {
		var written uint32
		if err := windows.WriteConsole(d.screen, &text[0], uint32(min(len(text), mostUnits)), &written, nil); err != nil || written == 0 {
			return hungUp(err)
		}
		text = text[written:]
	}
	return nil
}

// listen makes the event for one question.
func (d *device) listen(ctx context.Context) error {
	event, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return fmt.Errorf("ask on the console: %w", err)
	}
	sent := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = windows.SetEvent(event)
		close(sent)
	})
	d.ended, d.forget = event, func() {
		if !stop() {
			<-sent
		}
		_ = windows.CloseHandle(event)
	}
	return nil
}

// unlisten ends what listen began.
func (d *device) unlisten() {
	d.forget()
	d.ended, d.forget = 0, nil
}

// read gives the next byte, or the event that came instead of one. No limit (0) waits for
// ever.
func (d *device) read(limit time.Duration) (byte, event, error) {
	wait := uint32(windows.INFINITE)
	if limit > 0 {
		wait = uint32(limit.Milliseconds())
	}
	for len(d.pending) == 0 {
		which, err := windows.WaitForMultipleObjects([]windows.Handle{d.ended, d.keys}, false, wait)
		switch {
		case err != nil:
			return 0, none, hungUp(err)
		case which == uint32(windows.WAIT_TIMEOUT):
			return 0, timedOut, nil
		case which == windows.WAIT_OBJECT_0:
			return 0, cancelled, nil
		}
		record, err := d.record()
		if err != nil {
			return 0, none, hungUp(err)
		}
		switch record.kind {
		case recordResize:
			return 0, resized, nil
		case recordKey:
			d.pending = d.typed.bytes(record.key)
		}
	}
	next := d.pending[0]
	d.pending = d.pending[1:]
	return next, none, nil
}

// inputRecord is INPUT_RECORD of wincon.h with its longest member.
type inputRecord struct {
	kind uint16
	_    uint16
	key  keyRecord
}

const (
	recordKey    = 1 // KEY_EVENT
	recordResize = 4 // WINDOW_BUFFER_SIZE_EVENT
)

// record takes what happened next out of the console's queue.
func (d *device) record() (inputRecord, error) {
	var record inputRecord
	var count uint32
	ok, _, err := d.readKeys.Call(uintptr(d.keys), uintptr(unsafe.Pointer(&record)), 1, uintptr(unsafe.Pointer(&count)))
	if ok == 0 {
		return inputRecord{}, err
	}
	return record, nil
}
