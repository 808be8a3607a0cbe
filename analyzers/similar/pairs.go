package similar

// pairTable maps pairs of letters to features: open addressing, at most half full.
type pairTable struct {
	slots []uint64 // the pair in the high half, one more than the feature in the low one; 0: free
	pairs int
}

// pair packs two letters.
func pair(a, b uint16) uint32 { return uint32(a)<<16 | uint32(b) }

func newPairTable() pairTable { return pairTable{slots: make([]uint64, 2)} }

// add adds a pair that the table does not have.
func (t *pairTable) add(p uint32, id int32) {
	if t.pairs++; 2*t.pairs > len(t.slots) {
		old := t.slots
		t.slots = make([]uint64, 2*len(old))
		for _, slot := range old {
			if slot != 0 {
				t.put(slot)
			}
		}
	}
	t.put(uint64(p)<<32 | uint64(id+1))
}

func (t *pairTable) put(slot uint64) {
	at := place(uint32(slot>>32), len(t.slots))
	for t.slots[at] != 0 {
		at = (at + 1) % len(t.slots)
	}
	t.slots[at] = slot
}

// get is the feature of a pair, none when it is none.
func (t *pairTable) get(p uint32) int32 { return t.find(t.slots[place(p, len(t.slots))], p) }

// place is where the search for a pair begins among so many slots.
func place(p uint32, slots int) int { return int(uint64(p)*0x9E3779B97F4A7C15>>40) & (slots - 1) }

// first puts the slots in which the searches for the pairs of neighbouring letters begin
// into slots: all are looked up ahead, so that the processor waits for many places of the
// table at a time.
func (t *pairTable) first(letters []uint16, slots []uint64) {
	all, l, behind := t.slots, letters[0], letters[1:]
	slots = slots[:len(behind)]
	for i, next := range behind {
		slots[i] = all[place(pair(l, next), len(all))]
		l = next
	}
}

// find is the feature of a pair, none when it is none; first is its first slot.
func (t *pairTable) find(first uint64, p uint32) int32 {
	if first != 0 && uint32(first>>32) != p {
		first = t.behind(p)
	}
	return int32(uint32(first)) - 1
}

// behind is the slot of a pair that is not in its first one; 0 when it has none.
func (t *pairTable) behind(p uint32) uint64 {
	for at := place(p, len(t.slots)) + 1; ; at++ {
		slot := t.slots[at&(len(t.slots)-1)]
		if slot == 0 || uint32(slot>>32) == p {
			return slot
		}
	}
}
