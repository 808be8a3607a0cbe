package acts

import (
	"cmp"
	"iter"
	"slices"

	"zhijian/analyzers/transcript"
)

// A text may consist of nothing but hits, and of as many exceptions: what overlaps
// what is looked up, not searched for.

// index makes ready for looking up the hits so far, which are sorted by act and
// begin, and are the sure ones.
func (s *scratch) index(acts int) {
	s.sure, s.longest = len(s.hits), 0
	for i := range s.hits {
		s.longest = max(s.longest, s.hits[i].End-s.hits[i].Begin)
	}
	s.reached = slices.Grow(s.reached[:0], acts)[:acts]
	clear(s.reached)
}

// add adds a hit that is not sure.
func (s *scratch) add(h Hit) {
	s.reached[h.Act] = max(s.reached[h.Act], h.End)
	s.hits = append(s.hits, h)
}

// overlapping yields the sure hits of an act that overlap [begin, end).
func (s *scratch) overlapping(act, begin, end int) iter.Seq[*Hit] {
	return func(yield func(*Hit) bool) {
		hits := s.hits[:s.sure]
		i, _ := slices.BinarySearchFunc(hits, begin-s.longest, func(h Hit, at int) int {
			return cmp.Or(cmp.Compare(h.Act, act), cmp.Compare(h.Begin, at))
		})
		for ; i < len(hits) && hits[i].Act == act && hits[i].Begin < end; i++ {
			if begin < hits[i].End && !yield(&hits[i]) {
				return
			}
		}
	}
}

// covered reports whether act has a hit, masked or not, that overlaps c: a
// surer finding, or an exception, has the last word there.
func (s *scratch) covered(act int, c transcript.Span) bool {
	for range s.overlapping(act, c.Begin, c.End) {
		return true
	}
	if c.Begin >= s.reached[act] {
		return false
	}
	return slices.ContainsFunc(s.hits[s.sure:], func(h Hit) bool { return h.Act == act && h.Begin < c.End && c.Begin < h.End })
}
