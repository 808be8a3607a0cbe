package similar

// pairTable maps pairs of letters to features: open addressing, at most half full.
type pairTable struct {
	slots []uint64 // the pair in the high half, one more than the feature in the low one; 0: free
	shift uint     // of the product of a pair, so that what remains is a place in slots
}

// pair packs two letters.
func pair(a, b uint16) uint32 { return uint32(a)<<16 | uint32(b) }

func newPairTable(pairs map[uint32]int32) pairTable {
	bits := uint(1)
	for 1<<bits < 2*len(pairs) {
		bits++
	}
	t := pairTable{slots: make([]uint64, 1<<bits), shift: 64 - bits}
	for p, id := range pairs {
		at := t.place(p)
		for t.slots[at] != 0 {
			at = (at + 1) % len(t.slots)
		}
		t.slots[at] = uint64(p)<<32 | uint64(id+1)
	}
	return t
}

// place is where the search for a pair begins.
func (t *pairTable) place(p uint32) int { return int(uint64(p) * 0x9E3779B97F4A7C15 >> (t.shift & 63)) }

// first is the slot in which the search for a pair begins.
func (t *pairTable) first(p uint32) uint64 { return t.slots[t.place(p)] }

// find is the feature of a pair, none when it is none; first is its first slot.
func (t *pairTable) find(first uint64, p uint32) int32 {
	if first != 0 && uint32(first>>32) != p {
		return t.findBehind(p)
	}
	return int32(uint32(first)) - 1
}

// findBehind is find when the first slot is that of another pair.
func (t *pairTable) findBehind(p uint32) int32 {
	for at := t.place(p) + 1; ; at++ {
		slot := t.slots[at&(len(t.slots)-1)]
		switch {
		case slot == 0:
			return none
		case uint32(slot>>32) == p:
			return int32(uint32(slot)) - 1
		}
	}
}
