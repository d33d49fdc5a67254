package tty

import "testing"

// The records are those of Windows for these keys, on keyboards of several countries.
func TestConsoleKeys(t *testing.T) {
	down := func(virtual uint16, char rune) keyRecord {
		return keyRecord{down: 1, repeat: 1, virtual: virtual, char: uint16(char)}
	}
	up := func(k keyRecord) keyRecord { k.down = 0; return k }
	for _, tt := range []struct {
		name    string
		records []keyRecord
		want    string
	}{
		{"a letter", []keyRecord{down('A', 'a'), up(down('A', 'a'))}, "a"},
		{"Shift alone", []keyRecord{down(0x10, 0), up(down(0x10, 0))}, ""},
		{"Enter", []keyRecord{down(0x0d, '\r')}, "\r"},
		{"Backspace", []keyRecord{down(0x08, '\b')}, "\b"},
		{"Ctrl-C", []keyRecord{down(0x11, 0), down('C', 3)}, "\x03"},
		{"up and down", []keyRecord{down(0x26, 0), down(0x28, 0)}, "\x1b[A\x1b[B"},
		{"kept down", []keyRecord{{down: 1, repeat: 3, virtual: '7', char: '7'}}, "777"},
		{"with AltGr", []keyRecord{down('E', '€')}, "€"},
		{"two halves", []keyRecord{down(0, 0xd83d), down(0, 0xde00)}, "😀"},
		{"by its number, with Alt", []keyRecord{down(altKey, 0), down(0x66, 0), up(down(altKey, 'ä'))}, "ä"},
	} {
		var keys consoleKeys
		got := ""
		for _, record := range tt.records {
			got += string(keys.bytes(record))
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
