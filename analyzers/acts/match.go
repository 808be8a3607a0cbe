package acts

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/phrase"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
)

// Match finds the acts of an interaction. Bot and system turns are searched
// too: rules decide whose turns count.
func (m *Matcher) Match(in *transcript.Interaction, texts []normalize.Text, tokens [][]segment.Token) *Facts {
	f := &Facts{}
	m.match(f, in, texts, tokens)
	return f
}

// match finds the acts of an interaction, in the memory of other facts.
func (m *Matcher) match(f *Facts, in *transcript.Interaction, texts []normalize.Text, tokens [][]segment.Token) {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	s.kept, s.ends = s.kept[:0], s.ends[:0]
	for i := range texts {
		s.begin(m, texts[i].Norm)
		m.literalHits(s, i, &texts[i], tokens[i])
		m.similarHits(s, i, &texts[i])
		if m.sounds != nil {
			m.disguisedHits(s, i, &texts[i])
		}
		if i+1 < len(texts) && in.Turns[i].Role == in.Turns[i+1].Role {
			m.crossingHits(s, i, texts)
		}
		s.settle()
	}
	m.facts(f, s)
}

// facts takes what was found out of the scratch memory: as a copy, or in exchange.
func (m *Matcher) facts(f *Facts, s *scratch) {
	if cap(f.hits) < len(s.kept) {
		f.hits = slices.Clone(s.kept)
	} else {
		f.hits, s.kept = s.kept, f.hits
	}
	f.ends = append(f.ends[:0], s.ends...)
	f.index, f.m = m.index, m
	f.seen = slices.Grow(f.seen[:0], (len(m.defs)+63)/64)[:(len(m.defs)+63)/64]
	clear(f.seen)
	for i := range f.hits {
		act := f.hits[i].Act
		f.seen[act/64] |= 1 << (act % 64)
	}
}

// literalHits finds phrases, words and patterns in one turn, and masks.
func (m *Matcher) literalHits(s *scratch, turn int, t *normalize.Text, tokens []segment.Token) {
	m.meet(s, s.line.Symbols)
	m.useHits(s, turn, t, tokens)
	s.finding.look(&m.finding, &s.folds)
	m.eachMatch(s, &m.finding, &s.finding, func(p int32, begin, end int) {
		r := &m.rules[p]
		s.hits = append(s.hits, Hit{Act: int(r.def), Turn: turn, Begin: begin, End: end, Span: t.Span(begin, end), Tier: ByPattern, Score: 95, Rule: r.source})
	})
	m.mask(s)
	if t.Spread {
		lower(s.hits, t)
	}
}

// meet notes the literals of a text and what they are looked for. It does one after the
// other, and the latter without a branch, so that rows of wanted are fetched together.
func (m *Matcher) meet(s *scratch, text []phrase.Symbol) {
	s.literals = s.literals[:0]
	m.literals.Scan(text, func(lit, begin, end int) {
		s.literals = append(s.literals, occurrence{int32(lit), int32(begin), int32(end)})
	})
	size := len(s.literals)
	used, finding, masking := room(s.used, size), room(s.finding.met, size), room(s.masking.met, size)
	u, f, k := 0, 0, 0
	s.finding.looks, s.masking.looks = 0, 0
	for _, o := range s.literals {
		l, next := &m.wanted[o.entry], &m.wanted[o.entry+1]
		used[u] = met{l.uses, next.uses, o.begin, o.end}
		u += is(l.uses < next.uses)
		finding[f] = met{l.finding, next.finding, o.begin, o.end}
		f += is(l.finding < next.finding)
		s.finding.looks += int(next.finding - l.finding)
		masking[k] = met{l.masking, next.masking, o.begin, o.end}
		k += is(l.masking < next.masking)
		s.masking.looks += int(next.masking - l.masking)
	}
	s.used, s.finding.met, s.masking.met = used[:u], finding[:f], masking[:k]
}

// useHits adds the hits of the literals that are phrases or words.
func (m *Matcher) useHits(s *scratch, turn int, t *normalize.Text, tokens []segment.Token) {
	for _, l := range s.used {
		begin, end := s.line.bytes(int(l.begin), int(l.end))
		for k := l.first; k < l.behind; k++ {
			u := &m.uses[k]
			if u.kind == usePhrase || wholeTokens(tokens, begin, end, u.pos) {
				s.hits = append(s.hits, Hit{Act: int(u.def), Turn: turn, Begin: begin, End: end, Span: t.Span(begin, end), Score: 100, Rule: u.rule})
			}
		}
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

// mask marks the hits that overlap an exception of their act. Of several exceptions the
// last one counts: by sentence, then in the order in which they are listed, and those
// that cross sentences last.
func (m *Matcher) mask(s *scratch) {
	s.sortSure(len(m.defs))
	if !s.holdsAny(m.excepted) {
		return
	}
	s.masking.look(&m.masking, &s.folds)
	held := s.masking.hopeful[:0]
	for _, h := range s.masking.hopeful {
		if s.holds(int(m.masking.owners[h.trigger()])) {
			held = append(held, h)
		}
	}
	s.masking.hopeful = held
	m.eachMatch(s, &m.masking, &s.masking, func(p int32, begin, end int) {
		r := &m.rules[p]
		for h := range s.overlapping(int(r.def), begin, end) {
			h.Except = r.source
		}
	})
}

// wholeTokens reports whether [begin, end) begins and ends at token edges and,
// when pos is given, is one token of that part of speech.
func wholeTokens(tokens []segment.Token, begin, end int, pos string) bool {
	i, ok := slices.BinarySearchFunc(tokens, begin, func(t segment.Token, b int) int { return cmp.Compare(int(t.Begin), b) })
	if !ok {
		return false
	}
	if pos != "" {
		return int(tokens[i].End) == end && tokens[i].POS.Begins(pos)
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
	if s.alike == nil {
		s.alike = s.addAlike
	}
	s.clauses = clauses(s.clauses[:0], s.line.Runes, s.line.signs)
	for _, c := range s.clauses {
		begin, end := s.line.bytes(c.begin, c.end)
		s.weighed = weighed{m.defs, turn, begin, end, t}
		m.similar.Nearest(s.line.Runes[c.begin:c.end], s.alike)
	}
	s.weighed = weighed{}
}

// addAlike adds a hit of an act that the clause being weighed is like.
func (s *scratch) addAlike(act, score int, example string) {
	w := &s.weighed
	if score < w.defs[act].Similar || s.covered(act, w.begin, w.end) {
		return
	}
	s.add(Hit{Act: act, Turn: w.turn, Begin: w.begin, End: w.end, Span: w.text.Span(w.begin, w.end),
		Tier: Similar, Score: score, Rule: "similar", Nearest: example})
}

// crossTail is how much of each turn is looked at for phrases across two turns, in bytes.
const crossTail = 48

// crossingHits finds listed phrases that begin in a turn and end in the next
// turn of the same role. The hit belongs to the turn in which it begins.
func (m *Matcher) crossingHits(s *scratch, turn int, texts []normalize.Text) {
	a, b := &texts[turn], &texts[turn+1]
	from := len(s.line.Runes)
	for from > 0 && len(a.Norm)-int(s.line.offsets[from]) < crossTail {
		from--
	}
	tail := s.line.Symbols[from:]
	s.joined = s.joined[:0]
	for i := range tail {
		if !m.literals.GoesOn(tail[i:]) {
			continue
		}
		if len(s.joined) == 0 { // hardly any turn needs the next one
			s.view.read(m.alphabet, b.Norm[:runeStart(b.Norm, min(len(b.Norm), crossTail))])
			s.joined = append(append(s.joined, tail...), s.view.Symbols...)
		}
		m.literals.ScanAt(s.joined, i, func(lit, _, end int) {
			if end <= len(tail) {
				return
			}
			for _, u := range m.uses[m.wanted[lit].uses:m.wanted[lit+1].uses] {
				if u.kind == usePhrase && u.long {
					begin := int(s.line.offsets[from+i])
					s.hits = append(s.hits, Hit{Act: int(u.def), Turn: turn, Begin: begin, End: len(a.Norm), Span: a.Span(begin, len(a.Norm)),
						Score: 100, Rule: u.rule, NextTurn: turn + 1, NextSpan: b.Span(0, int(s.view.offsets[end-len(tail)]))})
				}
			}
		})
	}
}

func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}
