package profile

import "encoding/binary"

// Eight bytes at a time: the scanner looks at every name of both files, and the
// names are too short for a function call per search to pay.

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	cases = 0x2020202020202020 // the bit that tells A from a
	mixer = 0x9e3779b97f4a7c15
)

// wordAt is the n (1 to 8) bytes at text[i:] as a little-endian number, upper
// bytes zero.
func wordAt(text []byte, i, n int) uint64 {
	if i+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[i:]) & (^uint64(0) >> (64 - 8*n))
	}
	return lastWord(text[i : i+n])
}

func lastWord(b []byte) (w uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		w = w<<8 | uint64(b[i])
	}
	return w
}

// zeroes has the high bit set in each zero byte of w; above the lowest one, bits
// may be set wrongly.
func zeroes(w uint64) uint64 { return (w - ones) &^ w & highs }

// below has the high bit set in each byte of w that is less than n (at most
// 128), with the same restriction.
func below(w, n uint64) uint64 { return (w - ones*n) &^ w & highs }

// ascii reports whether no byte of text has its high bit set.
func ascii(text []byte) bool {
	var all uint64
	for len(text) >= 32 {
		b := text[:32]
		all |= binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		text = text[32:]
	}
	for _, c := range text {
		all |= uint64(c)
	}
	return all&highs == 0
}

// signature tells option names apart without regard to ASCII case. Equal
// signatures are only a suspicion.
func signature(text []byte, from, to int) uint64 {
	n := to - from
	if n <= 8 {
		return mix(wordAt(text, from, n)|cases, uint64(n))
	}
	return mix(mix(wordAt(text, from, 8)|cases, uint64(n)), wordAt(text, to-8, 8)|cases)
}

func mix(h, w uint64) uint64 {
	h = (h ^ w) * mixer
	return h ^ h>>29
}

// headerHash is the hash of a section's header, text[from:to]. odd tells that it
// is not plainly "profile NAME": that its name needs the rules of a shell, or that
// it is no profile's at all.
func headerHash(text []byte, from, to int) (hash uint32, odd bool) {
	const profile = 'p' | 'r'<<8 | 'o'<<16 | 'f'<<24 | 'i'<<32 | 'l'<<40 | 'e'<<48 | ' '<<56
	h, special := uint64(to-from), uint64(0)
	odd = true
	if to-from > 8 && wordAt(text, from, 8) == profile {
		odd = false
		from += 8
		h = mix(h, profile)
	}
	for ; from < to; from += 8 {
		n := min(8, to-from)
		w := wordAt(text, from, n)
		h = mix(h, w)
		if n < 8 {
			w |= (ones * 'x') << (8 * n)
		}
		// Blanks, quotes and control characters are below '('.
		special |= below(w, '(') | zeroes(w^(ones*'\\'))
	}
	return uint32(h ^ h>>32), odd || special != 0
}
