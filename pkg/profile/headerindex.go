package profile

import "bytes"

// headerIndex finds a section by its header: open addressing over section numbers, so
// that ten thousand sections cost one allocation. A slot holds number+1.
type headerIndex struct {
	slots []uint32
	used  int
}

// newHeaderIndex has room for about n headers before it grows.
func newHeaderIndex(n int) headerIndex {
	size := 16
	for size < n*4/3 {
		size *= 2
	}
	return headerIndex{slots: make([]uint32, size)}
}

// add enters a section. again tells that an earlier one has the same header.
func (x *headerIndex) add(f *file, number uint32) (first uint32, again bool) {
	if x.used*4 >= len(x.slots)*3 {
		x.grow(f)
	}
	added := f.sections[number]
	mask := uint32(len(x.slots) - 1)
	slot := added.hash & mask
	for x.slots[slot] != 0 {
		first = x.slots[slot] - 1
		s := f.sections[first]
		if s.hash == added.hash && bytes.Equal(f.between(first), f.between(number)) {
			return first, true
		}
		slot = (slot + 1) & mask
	}
	x.slots[slot] = number + 1
	x.used++
	return number, false
}

func (x *headerIndex) grow(f *file) {
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
func (x *headerIndex) find(f *file, header []byte) int {
	hash, _ := headerHash(header, 0, len(header))
	mask := uint32(len(x.slots) - 1)
	for slot := hash & mask; x.slots[slot] != 0; slot = (slot + 1) & mask {
		number := x.slots[slot] - 1
		s := f.sections[number]
		if s.hash == hash && bytes.Equal(f.between(number), header) {
			return int(number)
		}
	}
	return -1
}
