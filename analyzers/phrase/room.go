package phrase

import "math/bits"

// room tells which cells are taken. Those that it has no bit for are free.
type room struct {
	taken []uint64 // a bit for each cell
	// ahead has a word of taken at or before the next one with a free cell: a word that
	// has one points at itself, others ahead, and the way is made shorter as it is gone.
	ahead []int32
}

// take takes a free cell.
func (r *room) take(cell int) {
	for i := len(r.taken); i <= cell/64; i++ {
		r.taken, r.ahead = append(r.taken, 0), append(r.ahead, int32(i))
	}
	word := &r.taken[cell/64]
	if *word |= 1 << (cell % 64); *word == 1<<64-1 {
		r.ahead[cell/64]++
	}
}

// find is the first cell at or behind from for the first of these symbols, in ascending
// order, so that the cells of the others behind it are free, too. It looks at 64 cells at
// a time.
func (r *room) find(from int, symbols []Symbol) int {
	for at := from &^ 63; ; at = r.next(at/64+1) * 64 {
		free := ^r.from(at)
		if at < from {
			free &^= 1<<(from%64) - 1
		}
		for _, c := range symbols[1:] {
			free &^= r.from(at + int(c-symbols[0]))
		}
		if free != 0 {
			return at + bits.TrailingZeros64(free)
		}
	}
}

// from has a bit for each of 64 cells.
func (r *room) from(cell int) uint64 {
	var low, high uint64
	if i := cell / 64; i < len(r.taken) {
		low = r.taken[i]
		if i+1 < len(r.taken) {
			high = r.taken[i+1]
		}
	}
	return low>>(cell%64) | high<<(64-cell%64)
}

// next is the first word at or behind i with a free cell.
func (r *room) next(i int) int {
	for i < len(r.ahead) {
		to := int(r.ahead[i])
		if to == i {
			break
		}
		if to < len(r.ahead) {
			r.ahead[i] = r.ahead[to]
		}
		i = to
	}
	return i
}
