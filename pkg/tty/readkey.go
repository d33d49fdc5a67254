package tty

import (
	"time"
	"unicode/utf8"
)

// event is what ends the wait for a byte other than a byte.
type event byte

const (
	none event = iota
	timedOut
	cancelled
	resized
	resumed
)

// key is one thing that a person did.
type key struct {
	code keyCode
	char rune // for keyChar
}

type keyCode int

const (
	keyOther keyCode = iota // understood as a key, without a meaning here
	keyChar
	keyEnter
	keyLineFeed // Ctrl-J: Enter in a line, "down" in a list
	keyBackspace
	keyEraseWord // Ctrl-W
	keyEraseLine // Ctrl-U
	keyInterrupt // Ctrl-C
	keyEnd       // Ctrl-D
	keyEscape
	keyUp
	keyDown
	keyPageUp
	keyPageDown
	keyFirst // Home
	keyLast  // End
	keyPasteBegin
	keyPasteEnd
	keyResized
	keyResumed
	keyCancelled // the context ended
	keyNone      // the limit passed
	keyNUL       // Ctrl-Space, or what the system made of an early Ctrl-D
)

// escapeWait is how long the rest of a control sequence may take to arrive
// before Esc is taken for the Esc key. A slow line splits sequences.
const escapeWait = 100 * time.Millisecond

// sequenceLimit bounds how much of an unfinished sequence is swallowed.
const sequenceLimit = 256

// source gives bytes; the device in the program, a script in a test.
type source interface {
	read(limit time.Duration) (byte, event, error)
}

// readKey waits for one key, for ever when the limit is 0.
func readKey(from source, limit time.Duration) (key, error) {
	b, e, err := from.read(limit)
	switch {
	case err != nil:
		return key{}, err
	case e != none:
		return eventKey(e), nil
	case b == 0x1b:
		return escape(from)
	case b >= utf8.RuneSelf:
		return char(from, b)
	}
	return plainKey(b), nil
}

// plainKey is a byte that is a key by itself. Ctrl-Z and Ctrl-\ are keys
// without a meaning: see the package comment.
func plainKey(b byte) key {
	switch b {
	case 0x00:
		return key{code: keyNUL}
	case '\r':
		return key{code: keyEnter}
	case '\n':
		return key{code: keyLineFeed}
	case 0x7f, 0x08:
		return key{code: keyBackspace}
	case 0x03:
		return key{code: keyInterrupt}
	case 0x04:
		return key{code: keyEnd}
	case 0x15:
		return key{code: keyEraseLine}
	case 0x17:
		return key{code: keyEraseWord}
	case 0x0e: // Ctrl-N
		return key{code: keyDown}
	case 0x10, 0x0b: // Ctrl-P, Ctrl-K
		return key{code: keyUp}
	case '\t':
		return key{code: keyChar, char: ' '}
	}
	if b < ' ' {
		return key{}
	}
	return key{code: keyChar, char: rune(b)}
}

// char reads the rest of a UTF-8 character. Broken ones come out as U+FFFD.
func char(from source, first byte) (key, error) {
	text := []byte{first}
	for len(text) < utf8.UTFMax && !utf8.FullRune(text) {
		b, e, err := from.read(escapeWait)
		if err != nil {
			return key{}, err
		}
		if e != none {
			return eventKey(e), nil
		}
		text = append(text, b)
	}
	r, _ := utf8.DecodeRune(text)
	return key{code: keyChar, char: r}, nil
}

// escape reads what follows the byte ESC: nothing (the key), a control sequence
// (ECMA-48 section 5.4), a string (section 5.6), or a key typed with Alt.
func escape(from source) (key, error) {
	b, e, err := from.read(escapeWait)
	switch {
	case err != nil:
		return key{}, err
	case e == timedOut:
		return key{code: keyEscape}, nil
	case e != none:
		return eventKey(e), nil
	}
	switch b {
	case '[':
		return controlSequence(from)
	case 'O':
		last, e, err := from.read(escapeWait)
		if err != nil || e != none {
			return eventKey(e), err
		}
		return namedKey(string(last)), nil
	case ']', 'P', '_', '^', 'X':
		return controlString(from)
	case 0x03, 0x04:
		return plainKey(b), nil
	}
	return key{}, nil
}

func controlSequence(from source) (key, error) {
	var text []byte
	for len(text) < sequenceLimit {
		b, e, err := from.read(escapeWait)
		if err != nil || e != none {
			return eventKey(e), err
		}
		text = append(text, b)
		if b == '[' && len(text) == 1 { // the Linux console's function keys have one more byte
			continue
		}
		if b >= 0x40 && b <= 0x7e {
			return namedKey(string(text)), nil
		}
	}
	return key{}, nil
}

// controlString swallows a terminal's report up to BEL or ESC \.
func controlString(from source) (key, error) {
	for range sequenceLimit {
		b, e, err := from.read(escapeWait)
		if err != nil || e != none {
			return eventKey(e), err
		}
		if b == 0x07 || b == '\\' {
			break
		}
	}
	return key{}, nil
}

// namedKey is a sequence of the VT220, xterm or rxvt, without its introducer.
func namedKey(sequence string) key {
	switch sequence {
	case "A":
		return key{code: keyUp}
	case "B":
		return key{code: keyDown}
	case "5~":
		return key{code: keyPageUp}
	case "6~":
		return key{code: keyPageDown}
	case "H", "1~", "7~":
		return key{code: keyFirst}
	case "F", "4~", "8~":
		return key{code: keyLast}
	case "M":
		return key{code: keyEnter} // Enter of the keypad
	case "200~":
		return key{code: keyPasteBegin}
	case "201~":
		return key{code: keyPasteEnd}
	}
	return key{}
}

// eventKey is what came instead of a byte; a sequence that just stops is
// nothing.
func eventKey(e event) key {
	switch e {
	case timedOut:
		return key{code: keyNone}
	case cancelled:
		return key{code: keyCancelled}
	case resized:
		return key{code: keyResized}
	case resumed:
		return key{code: keyResumed}
	}
	return key{}
}
