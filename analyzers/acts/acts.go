// Package acts finds the dialogue acts of a turn: greeting, asking, promising,
// insulting. All phrases and the rarest words of all patterns go into one trie, so
// that a turn is scanned once however large the lexicon is; a pattern runs only where
// one of its words tells that it can match.
package acts

import (
	"slices"

	"zhijian/analyzers"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
)

// Tier says how sure a way of finding is; a smaller tier is surer.
type Tier uint8

// The tiers of text evidence. Similar and Disguised hits can fail an item but
// have no fatal effect alone.
const (
	Exact     Tier = iota // a phrase or whole word as listed
	ByPattern             // a pattern
	Similar               // like the examples of the act, or its words written letter by letter
	Disguised             // same sounds, or letters spread by blanks and signs; written "homophone"
)

// String gives the tier's name in the output tables.
func (t Tier) String() string {
	return [...]string{"exact", "pattern", "similar", "homophone"}[t]
}

// Definition is an act to be found: from the lexicon, or written inline in a rubric.
type Definition struct {
	lexicon.Act
	// Fuzzy also finds disguised forms: listed phrases spread by blanks and
	// signs, or written with other characters of the same sound.
	Fuzzy bool
}

// Hit is one place where an act was found. Offsets are bytes of the turn's
// normal form; Span is the same place in the original text.
type Hit struct {
	Act        int // index of the definition
	Turn       int
	Begin, End int
	Span       transcript.Span
	Tier       Tier
	Score      int    // 0..100: how sure
	Rule       string // the phrase, word or pattern that found it, as written
	Nearest    string // the nearest example behind a similar hit
	Except     string // the exception that masks the hit; empty when it counts
	// NextTurn is the turn in which a phrase that runs over two turns ends, and
	// NextSpan its part there. NextTurn is 0 when the hit stays in its turn.
	NextTurn int
	NextSpan transcript.Span
}

// Facts are the hits of an interaction. They are read-only.
type Facts struct {
	hits  []Hit    // by turn, then act, then position
	ends  []int32  // by turn: where its hits end
	seen  []uint64 // a bit for each act that any turn holds: most are held by none
	index map[string]int
	m     *Matcher
}

// Of returns the hits of an act in a turn in order of position, masked ones
// included. It is nil when there are none.
func (f *Facts) Of(turn, act int) []Hit {
	if f.seen[act/64]>>(act%64)&1 == 0 {
		return nil
	}
	hits := f.All(turn)
	lo, hi := 0, len(hits)
	for lo < hi { // by hand: a comparing function would copy hits
		if mid := (lo + hi) / 2; hits[mid].Act < act {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for hi < len(hits) && hits[hi].Act == act {
		hi++
	}
	if lo == hi {
		return nil
	}
	return hits[lo:hi:hi]
}

// Has reports whether the turn holds an unmasked hit of the act with this id.
func (f *Facts) Has(turn int, id string) bool {
	act, ok := f.index[id]
	return ok && slices.ContainsFunc(f.Of(turn, act), func(h Hit) bool { return h.Except == "" })
}

// ID is the id of the act with this index.
func (f *Facts) ID(act int) string { return f.m.defs[act].ID }

// Acts lists the indexes of the acts that stand unmasked in a turn, ascending.
func (f *Facts) Acts(turn int) []int {
	var out []int
	hits := f.All(turn)
	for i := range hits {
		if h := &hits[i]; h.Except == "" && (len(out) == 0 || out[len(out)-1] != h.Act) {
			out = append(out, h.Act)
		}
	}
	return out
}

// NewAnalyzer returns the analyzer whose result is *Facts.
func NewAnalyzer(m *Matcher, normalizer, segmenter *analyzers.Analyzer) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name:     "acts",
		Doc:      "finds the dialogue acts of each turn",
		Requires: []*analyzers.Analyzer{normalizer, segmenter},
		Run: func(p *analyzers.Pass) (any, error) {
			texts := analyzers.Result[[]normalize.Text](p, normalizer)
			tokens := analyzers.Result[[][]segment.Token](p, segmenter)
			f := analyzers.SpareOrNew[Facts](p)
			m.match(f, p.Interaction, texts, tokens)
			return f, nil
		},
	}
}
