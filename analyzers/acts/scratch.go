package acts

import (
	"slices"

	"zhijian/analyzers/normalize"
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

	literals []occurrence // in the turn, by index in wanted
	used     []met        // those that are phrases or words
	folds    folds        // of the turn
	finding  sights       // of patterns
	masking  sights       // of exceptions

	hits    []Hit    // of the turn, as found
	order   []place  // of hits, see sort
	sure    int      // how many of hits, the first, were found in words
	longest int      // bytes of the longest of them
	found   []uint64 // a bit for each act of which there is one
	reached []int    // by act: where the last of its hits that are not sure ends
	kept    []Hit    // of the interaction, what counts
	ends    []int32  // by turn: where its hits end in kept

	clauses []clause
	weighed weighed
	alike   func(act, score int, example string) // addAlike, made once
	sounds  []occurrence
}

// room is memory for n of what list has, whose content is lost.
func room[T any](list []T, n int) []T { return slices.Grow(list[:0], n)[:n] }

// weighed is a clause [begin, end) that is weighed for its likeness.
type weighed struct {
	defs       []Definition
	turn       int
	begin, end int
	text       *normalize.Text
}

// begin begins a new turn.
func (s *scratch) begin(m *Matcher, text string) {
	s.line.read(m.alphabet, text)
	s.line.mark(m.marks)
	s.folds.read(s.line.Symbols)
	s.hits, s.sure = s.hits[:0], 0
}
