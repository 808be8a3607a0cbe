package trie

import "math/bits"

// room says which units and which bases are free. The units that may become
// children of the root count as filled for all other nodes.
type room struct {
	filled []uint64 // bit n: unit n is not free
	taken  []uint64 // bit n: some node has, or had, base n
	from   int      // where the search for free units begins
}

// ofRoot is where the units begin that no child of the root can have.
const ofRoot = int(Root) + NoCode

func bit(set []uint64, n int) bool { return n/64 < len(set) && set[n/64]>>(n%64)&1 == 1 }

func setBit(set *[]uint64, n int) {
	for n/64 >= len(*set) {
		*set = append(*set, 0)
	}
	(*set)[n/64] |= 1 << (n % 64)
}

func (r *room) free(unit int) bool { return !bit(r.filled, unit) }
func (r *room) fill(unit int)      { setBit(&r.filled, unit) }
func (r *room) clear(unit int)     { r.filled[unit/64] &^= 1 << (unit % 64) }
func (r *room) take(base int)      { setBit(&r.taken, base) }

// find is the first free base under which the units of codes, ascending, are free.
func (r *room) find(codes []uint16) uint32 {
	first := int(codes[0])
	r.from = r.next(max(r.from, ofRoot))
	for at := r.from; ; at = r.next(at + 1) {
		if base := at - first; base > int(Root) && !bit(r.taken, base) && r.fits(base, codes) {
			return uint32(base)
		}
	}
}

func (r *room) fits(base int, codes []uint16) bool {
	for _, c := range codes {
		if !r.free(base + int(c)) {
			return false
		}
	}
	return true
}

// next is the first free unit from at on.
func (r *room) next(at int) int {
	for i := at / 64; i < len(r.filled); i++ {
		empty := ^r.filled[i]
		if i == at/64 {
			empty &= ^uint64(0) << (at % 64)
		}
		if empty != 0 {
			return i*64 + bits.TrailingZeros64(empty)
		}
	}
	return max(at, 64*len(r.filled))
}
