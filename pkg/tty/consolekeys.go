package tty

import (
	"unicode/utf16"
	"unicode/utf8"
)

// keyRecord is KEY_EVENT_RECORD of wincon.h: a key of a Windows console that went down
// or up.
type keyRecord struct {
	down    int32 // BOOL
	repeat  uint16
	virtual uint16 // the key itself, VK_… of winuser.h
	_       uint16 // its place on the keyboard
	char    uint16 // in UTF-16, 0 for a key without one
	_       uint32 // Shift and the like
}

// consoleKeys makes of a console's keys the bytes that a Unix terminal sends for them.
type consoleKeys struct {
	high rune // the first half of a character outside the first 65,536
}

// altKey is VK_MENU. A character that was typed by its number comes when it goes up.
const altKey = 0x12

// sequence is what a VT220 sends for a key without a character, by its VK_… number.
func sequence(virtual uint16) string {
	switch virtual {
	case 0x21: // VK_PRIOR
		return "\x1b[5~"
	case 0x22: // VK_NEXT
		return "\x1b[6~"
	case 0x23: // VK_END
		return "\x1b[F"
	case 0x24: // VK_HOME
		return "\x1b[H"
	case 0x26: // VK_UP
		return "\x1b[A"
	case 0x28: // VK_DOWN
		return "\x1b[B"
	}
	return ""
}

// bytes are those of one record, none for what is no key to us.
func (c *consoleKeys) bytes(k keyRecord) (all []byte) {
	if k.down == 0 && (k.virtual != altKey || k.char == 0) {
		return nil
	}
	one := []byte(sequence(k.virtual))
	switch char := rune(k.char); {
	case char == 0:
	case utf16.IsSurrogate(char) && c.high == 0:
		c.high = char
		return nil
	case c.high != 0:
		one = utf8.AppendRune(nil, utf16.DecodeRune(c.high, char))
		c.high = 0
	default:
		one = utf8.AppendRune(nil, char)
	}
	for range max(k.repeat, 1) {
		all = append(all, one...)
	}
	return all
}
