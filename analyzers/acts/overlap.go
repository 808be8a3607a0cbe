package acts

import (
	"iter"
	"slices"
)

// A text may consist of nothing but hits, and of as many exceptions: what overlaps
// what is looked up, not searched for.

// place is where a hit stands: small, so that sorting moves little. It sorts by act and
// begin, the longer ahead of the shorter, then by tier and index.
type place ranked

// indexBits is what the tier leaves of 32 bits to the index of a hit.
const indexBits = 30

func newPlace(h *Hit, at int) place {
	return place{
		major: uint64(h.Act)<<32 | uint64(h.Begin),
		minor: uint64(^uint32(h.End))<<32 | uint64(h.Tier)<<indexBits | uint64(at),
	}
}

func (p place) act() int   { return int(p.major >> 32) }
func (p place) begin() int { return int(uint32(p.major)) }
func (p place) end() int   { return int(^uint32(p.minor >> 32)) }
func (p place) at() int    { return int(p.minor & (1<<indexBits - 1)) } // index in scratch.hits

// sort puts the hits in order by act and place, a longer and surer one ahead of others
// that begin with it, and of equal ones the one found first.
func (s *scratch) sort() {
	s.order = s.order[:0]
	for i := range s.hits {
		s.order = append(s.order, newPlace(&s.hits[i], i))
	}
	sortRanked(s.order)
}

// sortSure sorts the hits so far, which are the sure ones, and makes ready for looking
// them up.
func (s *scratch) sortSure(acts int) {
	s.sort()
	s.sure, s.longest = len(s.hits), 0
	s.found = slices.Grow(s.found[:0], acts/64+1)[:acts/64+1]
	clear(s.found)
	for _, p := range s.order {
		s.longest = max(s.longest, p.end()-p.begin())
		s.found[p.act()/64] |= 1 << (p.act() % 64)
	}
	s.reached = slices.Grow(s.reached[:0], acts)[:acts]
}

// add adds a hit that is not sure.
func (s *scratch) add(h Hit) {
	if len(s.hits) == s.sure {
		clear(s.reached)
	}
	s.reached[h.Act] = max(s.reached[h.Act], h.End)
	s.hits = append(s.hits, h)
}

// find is the index in order of the first sure hit of an act that begins at begin or behind it.
func (s *scratch) find(act, begin int) int {
	major := uint64(act)<<32 | uint64(max(begin, 0))
	lo, hi := 0, len(s.order)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.order[mid].major < major {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// holds reports whether there is a sure hit of an act.
func (s *scratch) holds(act int) bool {
	return act != nobody && s.found[act/64]>>(act%64)&1 != 0
}

// holdsAny reports whether there is a sure hit of one of some acts, a bit for each.
func (s *scratch) holdsAny(acts []uint64) bool {
	for i, bits := range acts {
		if s.found[i]&bits != 0 {
			return true
		}
	}
	return false
}

// overlapping yields the sure hits of an act that overlap [begin, end).
func (s *scratch) overlapping(act, begin, end int) iter.Seq[*Hit] {
	return func(yield func(*Hit) bool) {
		for i := s.find(act, begin-s.longest); i < len(s.order); i++ {
			p := s.order[i]
			if p.act() != act || p.begin() >= end {
				return
			}
			if begin < p.end() && !yield(&s.hits[p.at()]) {
				return
			}
		}
	}
}

// covered reports whether act has a hit, masked or not, that overlaps [begin, end): a
// surer finding, or an exception, has the last word there.
func (s *scratch) covered(act, begin, end int) bool {
	for range s.overlapping(act, begin, end) {
		return true
	}
	if len(s.hits) == s.sure || begin >= s.reached[act] {
		return false
	}
	for i := s.sure; i < len(s.hits); i++ {
		if h := &s.hits[i]; h.Act == act && h.Begin < end && begin < h.End {
			return true
		}
	}
	return false
}

// settle adds the turn's hits to what is kept, by act and position, without those
// that lie inside or overlap a surer or longer hit of the same act: a place counts once.
func (s *scratch) settle() {
	if len(s.hits) > s.sure {
		s.sort()
	}
	first := len(s.kept)
	for _, p := range s.order {
		h := &s.hits[p.at()]
		if n := len(s.kept); n > first && s.kept[n-1].Act == h.Act && h.Begin < s.kept[n-1].End {
			if stronger(h, &s.kept[n-1]) {
				s.kept[n-1] = *h
			}
			continue
		}
		s.kept = append(s.kept, *h)
	}
	s.ends = append(s.ends, int32(len(s.kept)))
}

// stronger reports whether h counts rather than k, which comes ahead of it and
// overlaps it: one that is not masked, then the surer tier, then the longer, then the
// earlier.
func stronger(h, k *Hit) bool {
	if (h.Except == "") != (k.Except == "") {
		return h.Except == ""
	}
	if h.Tier != k.Tier {
		return h.Tier < k.Tier
	}
	return h.End-h.Begin > k.End-k.Begin
}
