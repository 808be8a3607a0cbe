package dedup

import "slices"

// table is a hash table of keys with linear probing. It grows by doubling up to
// a limit. The zero key marks a free slot.
type table struct {
	slots []key // a power of two of them
	used  int
	limit int // of slots
}

const firstSlots = 16

// newTable returns a table that stays within budget bytes, while it grows too:
// then the old and the new slots are there at once.
func newTable(budget int64) table {
	limit := firstSlots
	for int64(limit)*2*keyBytes*3/2 <= budget {
		limit *= 2
	}
	return table{slots: make([]key, firstSlots), limit: limit}
}

// crowded reports whether three quarters of n slots are used.
func (t *table) crowded(n int) bool { return t.used >= n/4*3 }

// full reports whether nothing more may be added.
func (t *table) full() bool { return t.crowded(t.limit) }

// find is the slot of k, or the free slot where it belongs.
func (t *table) find(k key) *key {
	mask := uint64(len(t.slots) - 1)
	for i := k.lo & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; *s == k || *s == (key{}) {
			return s
		}
	}
}

func (t *table) has(k key) bool { return *t.find(k) == k }

// add adds a key that is not in the table, which is not full.
func (t *table) add(k key) {
	if t.crowded(len(t.slots)) {
		t.grow()
	}
	*t.find(k) = k
	t.used++
}

func (t *table) grow() {
	old := t.slots
	t.slots = make([]key, 2*len(old))
	for _, k := range old {
		if k != (key{}) {
			*t.find(k) = k
		}
	}
}

// sorted orders the keys in place and returns them; clear must follow.
func (t *table) sorted() []key {
	n := 0
	for _, k := range t.slots {
		if k != (key{}) {
			t.slots[n] = k
			n++
		}
	}
	keys := t.slots[:n]
	slices.SortFunc(keys, key.compare)
	return keys
}

func (t *table) clear() {
	clear(t.slots)
	t.used = 0
}
