package acts

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
)

// Match finds the acts of an interaction. Bot and system turns are searched
// too: rules decide whose turns count.
func (m *Matcher) Match(in *transcript.Interaction, texts []normalize.Text, tokens [][]segment.Token) *Facts {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	f := &Facts{turns: make([][]Hit, len(texts)), seen: make([]uint64, (len(m.defs)+63)/64), index: m.index, m: m}
	for i := range texts {
		s.hits = s.hits[:0]
		m.literalHits(s, i, &texts[i], tokens[i])
		m.similarHits(s, i, &texts[i])
		if m.sounds != nil {
			m.disguisedHits(s, i, &texts[i])
		}
		if i+1 < len(texts) && in.Turns[i].Role == in.Turns[i+1].Role {
			m.crossingHits(s, i, texts)
		}
		f.turns[i] = settle(s.hits)
		for k := range f.turns[i] {
			act := f.turns[i][k].Act
			f.seen[act/64] |= 1 << (act % 64)
		}
	}
	return f
}

// literalHits finds phrases, words and patterns in one turn, and masks. Patterns
// are tried sentence by sentence, as soon as the scan has left one.
func (m *Matcher) literalHits(s *scratch, turn int, t *normalize.Text, tokens []segment.Token) {
	s.begin(t.Norm)
	m.literals.Scan(t.Norm, func(lit, begin, end int) {
		for end > s.to {
			m.patternHits(s, turn, t)
			s.nextSentence(t.Norm)
		}
		l := &m.wanted[lit]
		s.found(l.needs, begin, end)
		for k := range l.uses {
			u := &l.uses[k]
			if u.kind == usePhrase || wholeTokens(tokens, begin, end, u.pos) {
				s.hits = append(s.hits, Hit{Act: u.def, Turn: turn, Begin: begin, End: end, Span: t.Span(begin, end), Score: 100, Rule: u.rule})
			}
		}
	})
	m.patternHits(s, turn, t)
	s.from, s.to = 0, len(t.Norm)
	s.candidates, s.crossing = s.crossing, s.candidates[:0]
	m.patternHits(s, turn, t)
	m.mask(s, t.Norm)
	if t.Spread {
		lower(s.hits, t)
	}
}

// lower makes hits in words that were written letter by letter less sure: they
// are caught, and have no fatal effect alone.
func lower(hits []Hit, t *normalize.Text) {
	for i := range hits {
		if h := &hits[i]; strings.ContainsFunc(t.Original[h.Span.Begin:h.Span.End], unicode.IsSpace) && !strings.Contains(t.Norm[h.Begin:h.End], " ") {
			h.Tier, h.Score = Similar, spreadScore
		}
	}
}

// patternHits tries the candidates on the sentence at hand. Exceptions are kept
// for when all hits of the turn are known.
func (m *Matcher) patternHits(s *scratch, turn int, t *normalize.Text) {
	slices.Sort(s.candidates)
	for _, id := range s.candidates {
		p := &m.patterns[id]
		if p.except {
			s.excepts = append(s.excepts, except{pat: int(id), from: s.from, to: s.to})
			continue
		}
		from := s.from
		p.FindAll(t.Norm[from:s.to], func(begin, end int) {
			begin, end = from+begin, from+end
			s.hits = append(s.hits, Hit{Act: p.def, Turn: turn, Begin: begin, End: end, Span: t.Span(begin, end), Tier: ByPattern, Score: 95, Rule: p.Source})
		})
	}
	s.candidates = s.candidates[:0]
}

// mask marks the hits that overlap an exception of their act.
func (m *Matcher) mask(s *scratch, norm string) {
	slices.SortStableFunc(s.hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(a.Act, b.Act), cmp.Compare(a.Begin, b.Begin)) })
	s.index(len(m.defs))
	for _, e := range s.excepts {
		p := &m.patterns[e.pat]
		if _, ok := slices.BinarySearchFunc(s.hits, p.def, func(h Hit, act int) int { return cmp.Compare(h.Act, act) }); !ok {
			continue
		}
		p.FindAll(norm[e.from:e.to], func(begin, end int) {
			begin, end = e.from+begin, e.from+end
			for h := range s.overlapping(p.def, begin, end) {
				h.Except = p.Source
			}
		})
	}
}

// wholeTokens reports whether [begin, end) begins and ends at token edges and,
// when pos is given, is one token of that part of speech.
func wholeTokens(tokens []segment.Token, begin, end int, pos string) bool {
	i, ok := slices.BinarySearchFunc(tokens, begin, func(t segment.Token, b int) int { return cmp.Compare(int(t.Begin), b) })
	if !ok {
		return false
	}
	if pos != "" {
		return int(tokens[i].End) == end && strings.HasPrefix(tokens[i].POS, pos)
	}
	for ; i < len(tokens) && int(tokens[i].End) <= end; i++ {
		if int(tokens[i].End) == end {
			return true
		}
	}
	return false
}

// similarHits compares the clauses of a turn with the examples of acts.
func (m *Matcher) similarHits(s *scratch, turn int, t *normalize.Text) {
	if m.similar == nil {
		return
	}
	for _, c := range clauses(t.Norm) {
		m.similar.Nearest(t.Norm[c.Begin:c.End], func(act, score int, example string) {
			if score < m.defs[act].Similar || s.covered(act, c) {
				return
			}
			s.add(Hit{Act: act, Turn: turn, Begin: c.Begin, End: c.End, Span: t.Span(c.Begin, c.End),
				Tier: Similar, Score: score, Rule: "similar", Nearest: example})
		})
	}
}

// crossTail is how much of each turn is looked at for phrases across two turns, in bytes.
const crossTail = 48

// crossingHits finds listed phrases that begin in a turn and end in the next
// turn of the same role. The hit belongs to the turn in which it begins.
func (m *Matcher) crossingHits(s *scratch, turn int, texts []normalize.Text) {
	a, b := &texts[turn], &texts[turn+1]
	from := runeStart(a.Norm, max(0, len(a.Norm)-crossTail))
	tail := a.Norm[from:]
	head := b.Norm[:runeStart(b.Norm, min(len(b.Norm), crossTail))]
	m.literals.Scan(tail+head, func(lit, begin, end int) {
		if begin >= len(tail) || end <= len(tail) {
			return
		}
		for _, u := range m.wanted[lit].uses {
			if u.kind == usePhrase && u.long {
				s.hits = append(s.hits, Hit{Act: u.def, Turn: turn, Begin: from + begin, End: len(a.Norm), Span: a.Span(from+begin, len(a.Norm)),
					Score: 100, Rule: u.rule, NextTurn: turn + 1, NextSpan: b.Span(0, end-len(tail))})
			}
		}
	})
}

func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && s[i]&0xC0 == 0x80 {
		i--
	}
	return i
}

// settle sorts hits by act and position and drops those that lie inside or
// overlap a surer or longer hit of the same act: a place counts once.
func settle(hits []Hit) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Act, b.Act), cmp.Compare(a.Begin, b.Begin), cmp.Compare(b.End, a.End), cmp.Compare(a.Tier, b.Tier))
	})
	kept := make([]Hit, 0, len(hits))
	for _, h := range hits {
		if n := len(kept); n > 0 && kept[n-1].Act == h.Act && h.Begin < kept[n-1].End {
			kept[n-1] = stronger(kept[n-1], h)
			continue
		}
		kept = append(kept, h)
	}
	return kept
}

// stronger picks between overlapping hits: one that is not masked, then the
// surer tier, then the longer, then the earlier.
func stronger(a, b Hit) Hit {
	if (a.Except == "") != (b.Except == "") {
		if b.Except == "" {
			return b
		}
		return a
	}
	if a.Tier != b.Tier {
		if b.Tier < a.Tier {
			return b
		}
		return a
	}
	if b.End-b.Begin > a.End-a.Begin {
		return b
	}
	return a
}
