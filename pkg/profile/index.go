package profile

import (
	"bytes"
	"strings"
)

// index finds a section by its header: open addressing over section numbers, so
// that ten thousand sections cost one allocation. A slot holds number+1.
type index struct {
	slots []uint32
	used  int
}

// newIndex has room for about n headers before it grows.
func newIndex(n int) index {
	size := 16
	for size < n+n/2 {
		size *= 2
	}
	return index{slots: make([]uint32, size)}
}

// add enters a section. again tells that an earlier one has the same header.
func (x *index) add(f *file, number uint32) (first uint32, again bool) {
	if x.used*4 >= len(x.slots)*3 {
		x.grow(f)
	}
	added := f.sections[number]
	mask := uint32(len(x.slots) - 1)
	slot := added.hash & mask
	for x.slots[slot] != 0 {
		first = x.slots[slot] - 1
		s := f.sections[first]
		if s.hash == added.hash && bytes.Equal(f.text[s.start:s.end], f.text[added.start:added.end]) {
			return first, true
		}
		slot = (slot + 1) & mask
	}
	x.slots[slot] = number + 1
	x.used++
	return number, false
}

func (x *index) grow(f *file) {
	old := x.slots
	x.slots = make([]uint32, 2*len(old))
	mask := uint32(len(x.slots) - 1)
	for _, entry := range old {
		if entry == 0 {
			continue
		}
		slot := f.sections[entry-1].hash & mask
		for x.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		x.slots[slot] = entry
	}
}

// find is the number of the section with exactly this header, or -1.
func (x *index) find(f *file, header []byte) int {
	if len(x.slots) == 0 {
		return -1
	}
	hash, _ := headerHash(header, 0, len(header))
	mask := uint32(len(x.slots) - 1)
	for slot := hash & mask; x.slots[slot] != 0; slot = (slot + 1) & mask {
		number := x.slots[slot] - 1
		s := f.sections[number]
		if s.hash == hash && bytes.Equal(f.text[s.start:s.end], header) {
			return int(number)
		}
	}
	return -1
}

// nameSet are the option names of one section, without regard to case. Names are
// compared in full only when a bit of a 64-bit sieve says that it may be needed.
type nameSet struct {
	sieve uint64
	names []nameEntry
	// many takes over when a section has so many options that comparing each with
	// each would be slow.
	many map[string]int
}

type nameEntry struct {
	signature  uint64
	start, end uint32
}

// manyNames is where a map begins to pay.
const manyNames = 64

func (n *nameSet) reset() {
	n.sieve = 0
	n.names = n.names[:0]
	n.many = nil
}

// add enters the name f.text[from:to]. again tells that it is there already, at
// the offset first.
func (n *nameSet) add(f *file, from, to int) (first int, again bool) {
	if !f.ascii && !ascii(f.text[from:to]) || n.many != nil || len(n.names) == manyNames {
		return n.addSlowly(f, from, to)
	}
	sig := signature(f.text, from, to)
	bit := uint64(1) << (sig >> 58)
	if n.sieve&bit != 0 {
		for _, e := range n.names {
			if e.signature == sig && sameName(f.text[e.start:e.end], f.text[from:to]) {
				return int(e.start), true
			}
		}
	}
	n.sieve |= bit
	n.names = append(n.names, nameEntry{sig, uint32(from), uint32(to)})
	return 0, false
}

// addSlowly keeps the lower-cased names themselves.
func (n *nameSet) addSlowly(f *file, from, to int) (first int, again bool) {
	if n.many == nil {
		n.many = make(map[string]int, 2*manyNames)
		for _, e := range n.names {
			n.many[lower(string(f.text[e.start:e.end]))] = int(e.start)
		}
	}
	name := lower(string(f.text[from:to]))
	if first, again = n.many[name]; !again {
		n.many[name] = from
	}
	return first, again
}

func sameName(a, b []byte) bool {
	return bytes.Equal(a, b) || len(a) == len(b) && strings.EqualFold(string(a), string(b))
}
