package phrase

import "math/bits"

// room tells which cells are free. Of the cells it knows nothing of, all are.
type room struct {
	taken []uint64 // a bit for each cell
	// ahead has a word at or before the next one of taken that has a free cell: a word
	// that has one points at itself, others ahead, and the way is made shorter as it is
	// gone.
	ahead []int32
}

// grow makes room know of n cells.
func (r *room) grow(n int) {
	for i := len(r.taken); i < n/64+1; i++ {
		r.taken, r.ahead = append(r.taken, 0), append(r.ahead, int32(i))
	}
}

// take takes a cell that room knows of.
func (r *room) take(cell int) {
	word := &r.taken[cell/64]
	if *word |= 1 << (cell % 64); *word == 1<<64-1 {
		r.ahead[cell/64]++
	}
}

// next is the first free cell at or behind i.
func (r *room) next(i int) int {
	r.grow(i)
	at := i / 64
	if free := ^r.taken[at] >> (i % 64); free != 0 {
		return i + bits.TrailingZeros64(free)
	}
	for at++; ; at = int(r.ahead[at]) {
		r.grow(64 * at)
		to := int(r.ahead[at])
		if to == at {
			return 64*at + bits.TrailingZeros64(^r.taken[at])
		}
		r.grow(64 * to)
		r.ahead[at] = r.ahead[to]
	}
}

// fits reports whether the cells of these symbols, all of which room knows of, are free
// behind base.
func (r *room) fits(base int, symbols []Symbol) bool {
	for _, c := range symbols {
		if cell := base + int(c); r.taken[cell/64]>>(cell%64)&1 != 0 {
			return false
		}
	}
	return true
}
