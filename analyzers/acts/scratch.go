package acts

import (
	"zhijian/analyzers/pattern"
	"zhijian/analyzers/phrase"
)

// scratch is the memory that one match reuses.
type scratch struct {
	line    line            // the turn at hand
	view    line            // another view of it
	joined  []phrase.Symbol // of several texts, or of parts of one
	places  []int32         // of joined in the turn
	machine pattern.Machine

	used            []met       // literals in the turn that are phrases or words
	met             []met       // literals in the turn that have triggers
	folds           folds       // of the turn
	hopeful         []hopeful   // of triggers of those met
	candidates      []candidate // windows of patterns in the sentence
	crossing        []candidate // the same over the text, of patterns that cross sentences
	excepts         []except    // of the sentences so far
	crossingExcepts []except

	hits    []Hit    // of the turn, as found
	order   []place  // of hits, see sortHits
	sure    int      // how many of hits, the first, were found in words
	longest int      // bytes of the longest of them
	found   []uint64 // a bit for each act of which there is one
	reached []int    // by act: where the last of its hits that are not sure ends
	kept    []Hit    // of the interaction, what counts
	ends    []int32  // by turn: where its hits end in kept

	clauses []clause
	sounds  []occurrence
}

// met is a literal in the turn, and the row of what it is looked for.
type met struct {
	first, behind uint32
	begin, end    int32
}

// hopeful is a trigger of a literal that was met, which did not fail at the first look.
type hopeful struct {
	trigger uint32
	met     int32 // index of the literal
}

// candidate is a pattern to be tried on beginnings from first to last. It sorts by
// pattern, first and last.
type candidate ranked

func newCandidate(pattern int32, first, last int) candidate {
	return candidate{major: uint64(pattern)<<32 | uint64(first), minor: uint64(last)}
}

func (c candidate) pattern() int32 { return int32(c.major >> 32) }
func (c candidate) first() int     { return int(uint32(c.major)) }
func (c candidate) last() int      { return int(c.minor) }

// except is an exception to be tried on a sentence.
type except struct {
	candidate
	in clause
}

// begin begins a new turn.
func (s *scratch) begin(m *Matcher, text string) {
	s.line.read(m.alphabet, text)
	s.line.edges = m.marks.edgesOf(s.line.edges[:0], s.line.Symbols)
	s.folds.read(s.line.Symbols)
	s.candidates, s.crossing = s.candidates[:0], s.crossing[:0]
	s.excepts, s.crossingExcepts = s.excepts[:0], s.crossingExcepts[:0]
	s.hits, s.sure = s.hits[:0], 0
}

// note notes a candidate in a stretch, whose look has these flags. Exceptions are kept
// for when all hits of the turn are known.
func (s *scratch) note(c candidate, flags uint8, in clause) {
	switch flags & (crosses | masks) {
	case 0:
		s.candidates = append(s.candidates, c)
	case crosses:
		s.crossing = append(s.crossing, c)
	case masks:
		s.excepts = append(s.excepts, except{c, in})
	default:
		s.crossingExcepts = append(s.crossingExcepts, except{c, in})
	}
}

// row is how many of list, which is not empty, are windows of the first one's pattern.
func row(list []candidate) int {
	n := 1
	for n < len(list) && list[n].pattern() == list[0].pattern() {
		n++
	}
	return n
}

// run calls found for each match of p that lies in a stretch of the turn and begins in
// one of the windows, which are sorted. These are all its matches there: the triggers
// have told where one can begin.
func (s *scratch) run(p *pattern.Pattern, in stretch, windows []candidate, found func(begin, end int)) {
	next := in.begin
	for _, w := range windows {
		for first := max(w.first(), next); first <= w.last(); first = next {
			match, ok := s.machine.Find(p, in.text, first-in.begin, w.last()-in.begin)
			if !ok {
				break
			}
			next = in.begin + match.Next
			if match.Begin < match.End {
				found(in.begin+match.Begin, in.begin+match.End)
			}
		}
	}
}

// stretch is a part of a turn, ready for matching.
type stretch struct {
	text  pattern.Text
	begin int // of it, in characters of the turn
}

func (s *scratch) stretch(c clause) stretch {
	return stretch{text: s.line.Slice(c.begin, c.end), begin: c.begin}
}
