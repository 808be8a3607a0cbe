package acts

import "zhijian/analyzers/pattern"

// scratch is the memory that one match reuses. It follows, sentence by sentence,
// how many of its required literals each pattern has met in their order, marked
// by epoch so that nothing need be cleared.
type scratch struct {
	patterns []progress
	epoch    uint32 // of the sentence at hand
	turn     uint32 // epoch in which the text began, for patterns that cross sentences
	from, to int    // the sentence at hand

	candidates []int32 // patterns all of whose required literals stand in the sentence
	crossing   []int32 // the same for patterns that cross sentences, over the text
	excepts    []except
	hits       []Hit
	sure       int   // how many of hits, the first, were found in words: sorted by act and begin
	longest    int   // bytes of the longest of them
	reached    []int // by act: where the last of its hits that are not sure ends
}

// progress is how far a pattern's required literals were met.
type progress struct {
	epoch uint32
	met   uint8 // sets met, in order
	end   int32 // where the last of them ends
}

// except is an exception to be tried on a sentence.
type except struct {
	pat      int
	from, to int
}

func newScratch(patterns int) *scratch {
	return &scratch{patterns: make([]progress, patterns)}
}

// begin begins a new text.
func (s *scratch) begin(text string) {
	s.to = 0
	s.candidates, s.crossing, s.excepts = s.candidates[:0], s.crossing[:0], s.excepts[:0]
	if s.epoch > 1<<31 {
		clear(s.patterns)
		s.epoch = 0
	}
	s.nextSentence(text)
	s.turn = s.epoch
}

// nextSentence goes on to the sentence behind the one at hand.
func (s *scratch) nextSentence(text string) {
	s.epoch++
	s.from, s.to = s.to, pattern.SentenceEnd(text, s.to)
}

// found notes a literal at [begin, end) and the patterns that it completes.
// Literals come in order of their ends, so that taking each set at its first
// chance misses no order that exists.
func (s *scratch) found(needs []need, begin, end int) {
	for _, n := range needs {
		p, epoch := &s.patterns[n.pat], s.epoch
		if n.crosses {
			epoch = s.turn
		}
		if p.epoch != epoch {
			if n.set > 0 {
				continue
			}
			*p = progress{epoch: epoch}
		}
		if p.met != n.set || begin < int(p.end) {
			continue
		}
		p.met, p.end = p.met+1, int32(end)
		switch {
		case !n.last:
		case n.crosses:
			s.crossing = append(s.crossing, n.pat)
		default:
			s.candidates = append(s.candidates, n.pat)
		}
	}
}
