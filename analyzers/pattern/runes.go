package pattern

import (
	"slices"
	"unicode"
)

// runeSet is a set of runes: sorted pairs of first and last rune.
type runeSet struct {
	ranges []rune
	ascii  [2]uint64 // the same for one-byte runes
}

func newRuneSet(ranges []rune) runeSet {
	s := runeSet{ranges: ranges}
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= min(ranges[i+1], unicode.MaxASCII); r++ {
			s.ascii[r>>6] |= 1 << (r & 63)
		}
	}
	return s
}

func (s *runeSet) has(r rune) bool {
	if r <= unicode.MaxASCII {
		return s.ascii[r>>6]>>(r&63)&1 != 0
	}
	for i := 0; i < len(s.ranges); i += 2 {
		if r <= s.ranges[i+1] {
			return r >= s.ranges[i]
		}
	}
	return false
}

// foldings are the ranges of r in upper and lower case, for which the parser
// writes a literal that ignores case.
func foldings(r rune) []rune {
	all := []rune{r, r}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		all = append(all, f, f)
	}
	slices.Sort(all)
	return all
}

// head tells what a match can begin with. It may let pass what cannot begin
// one, never the other way round.
type head struct {
	low, high uint64 // the lowest six bits of the rune, and the six above
	atEnd     bool   // the match can be empty at the end of the text
}

// headRunes is the size of the largest set whose runes a head tells apart.
const headRunes = 256

func anyHead() head { return head{low: ^uint64(0), high: ^uint64(0)} }

func (s *runeSet) head() head {
	size := 0
	for i := 0; i < len(s.ranges); i += 2 {
		size += int(s.ranges[i+1]-s.ranges[i]) + 1
	}
	if size > headRunes {
		return anyHead()
	}
	var h head
	for i := 0; i < len(s.ranges); i += 2 {
		for r := s.ranges[i]; r <= s.ranges[i+1]; r++ {
			h.add(r)
		}
	}
	return h
}

func (h *head) add(r rune) {
	h.low |= 1 << (r & 63)
	h.high |= 1 << (r >> 6 & 63)
}

func (h *head) join(o head) {
	h.low |= o.low
	h.high |= o.high
	h.atEnd = h.atEnd || o.atEnd
}

// may reports whether a match can begin with r; endOfText stands for the end of the text.
func (h *head) may(r rune) bool {
	if r == endOfText {
		return h.atEnd
	}
	return h.low>>(r&63)&(h.high>>(r>>6&63))&1 != 0
}

// endOfText stands for the character behind the last of a text.
const endOfText rune = -1
