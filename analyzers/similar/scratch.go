package similar

import (
	"iter"
	"math/bits"
)

// scratch is the memory that one search after the other uses.
type scratch struct {
	runes   []rune
	letters []uint16
	slots   []uint64 // of the pair table, by letter
	ids     []int32  // features marked, some twice
	marks   []uint64 // bit n: feature n is marked
	vector  []feature
	logits  []float64
	sums    []float64 // by example; all zero between searches
}

// newScratch makes room for so many features.
func newScratch(features int) *scratch { return &scratch{marks: make([]uint64, features/64+1)} }

// mark marks the features in ids.
func (s *scratch) mark() {
	marks := s.marks
	for _, id := range s.ids {
		marks[uint32(id)/64] |= 1 << (uint32(id) % 64)
	}
}

// marked are the marked features, ascending.
func (s *scratch) marked() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i, word := range s.marks {
			for ; word != 0; word &= word - 1 {
				if !yield(int32(64*i + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

// reset unmarks all features.
func (s *scratch) reset() {
	for _, id := range s.ids {
		s.marks[uint32(id)/64] = 0
	}
	s.ids = s.ids[:0]
}
