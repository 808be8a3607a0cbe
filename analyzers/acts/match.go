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

// literalHits finds phrases, words and patterns in one turn, and masks. Patterns
// are tried sentence by sentence, as soon as the scan has left one.
func (m *Matcher) literalHits(s *scratch, turn int, t *normalize.Text, tokens []segment.Token) {
	text := s.line.Symbols
	m.literals.Scan(text, func(lit, begin, end int) {
		for begin >= s.to {
			m.patternHits(s, turn, t, s.candidates)
			s.candidates = s.candidates[:0]
			s.from, s.to = s.to, m.marks.sentenceEnd(text, s.to)
		}
		l := &m.wanted[lit]
		if l.triggers < l.triggersEnd {
			m.trigger(s, l.triggers, l.triggersEnd, begin, end)
		}
		if l.uses < l.usesEnd {
			m.useHits(s, m.uses[l.uses:l.usesEnd], turn, t, tokens, begin, end)
		}
	})
	m.patternHits(s, turn, t, s.candidates)
	s.from, s.to = 0, len(text)
	m.patternHits(s, turn, t, s.crossing)
	m.mask(s)
	if t.Spread {
		lower(s.hits, t)
	}
}

// trigger notes where patterns can match round their literal at [begin, end), which has
// the triggers [first, behind).
func (m *Matcher) trigger(s *scratch, first, behind int32, begin, end int) {
	text, edges := s.line.Symbols, m.marks.round(s.line.Symbols, begin, end)
	for k := first; k < behind; k++ {
		t := &m.triggers[k]
		if t.flags&(opens|closes)&^edges != 0 {
			continue
		}
		from, to, list := s.from, s.to, &s.candidates
		if t.flags&crosses != 0 {
			from, to, list = 0, len(text), &s.crossing
		}
		last := begin - int(t.least)
		if last < from || end > to || !m.stands(&t.beside, text, from, begin, end, to) || !m.stands(&m.seconds[k], text, from, begin, end, to) {
			continue
		}
		*list = append(*list, newCandidate(t.pattern, max(from, begin-int(t.most)), last))
	}
}

// stands reports whether what must stand near a literal at [begin, end) does, within
// [from, to).
func (m *Matcher) stands(b *beside, text []phrase.Symbol, from, begin, end, to int) bool {
	if b.near == none {
		return true
	}
	first, last := end+int(b.least), end+int(b.most)
	if b.ahead {
		first, last = begin-1-int(b.most), begin-1-int(b.least)
	}
	if b.edge && (first < from || last >= to) {
		return true
	}
	set := &m.nears[b.near]
	for i := max(first, from); i <= min(last, to-1); i++ {
		if set.has(text[i]) {
			return true
		}
	}
	return false
}

// useHits adds the hits of a literal that is a phrase or word.
func (m *Matcher) useHits(s *scratch, uses []use, turn int, t *normalize.Text, tokens []segment.Token, begin, end int) {
	begin, end = s.line.bytes(begin, end)
	for k := range uses {
		u := &uses[k]
		if u.kind == usePhrase || wholeTokens(tokens, begin, end, u.pos) {
			s.hits = append(s.hits, Hit{Act: int(u.def), Turn: turn, Begin: begin, End: end, Span: t.Span(begin, end), Score: 100, Rule: u.rule})
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

// patternHits tries the candidates on the sentence at hand. Exceptions are kept
// for when all hits of the turn are known.
func (m *Matcher) patternHits(s *scratch, turn int, t *normalize.Text, list []candidate) {
	sortRanked(list)
	for len(list) > 0 {
		n, p := row(list), &m.patterns[list[0].pattern()]
		if p.except {
			for _, c := range list[:n] {
				s.excepts = append(s.excepts, except{candidate: c, from: int32(s.from), to: int32(s.to)})
			}
		} else {
			s.run(&p.Pattern, s.from, s.to, list[:n], func(begin, end int) {
				begin, end = s.line.bytes(begin, end)
				s.hits = append(s.hits, Hit{Act: p.def, Turn: turn, Begin: begin, End: end, Span: t.Span(begin, end), Tier: ByPattern, Score: 95, Rule: p.Source})
			})
		}
		list = list[n:]
	}
}

// mask marks the hits that overlap an exception of their act.
func (m *Matcher) mask(s *scratch) {
	s.sortSure(len(m.defs))
	for list := s.excepts; len(list) > 0 && len(s.hits) > 0; {
		n, windows := 0, s.candidates[:0]
		for n < len(list) && list[n].pattern() == list[0].pattern() && list[n].from == list[0].from {
			windows = append(windows, list[n].candidate)
			n++
		}
		p := &m.patterns[list[0].pattern()]
		if s.holds(p.def) {
			s.run(&p.Pattern, int(list[0].from), int(list[0].to), windows, func(begin, end int) {
				begin, end = s.line.bytes(begin, end)
				for h := range s.overlapping(p.def, begin, end) {
					h.Except = p.Source
				}
			})
		}
		s.candidates, list = windows, list[n:]
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
	var begin, end int // of the clause at hand; one function serves all
	found := func(act, score int, example string) {
		if score < m.defs[act].Similar || s.covered(act, begin, end) {
			return
		}
		s.add(Hit{Act: act, Turn: turn, Begin: begin, End: end, Span: t.Span(begin, end),
			Tier: Similar, Score: score, Rule: "similar", Nearest: example})
	}
	s.clauses = clauses(s.clauses[:0], s.line.Runes)
	for _, c := range s.clauses {
		begin, end = s.line.bytes(c.begin, c.end)
		m.similar.Nearest(t.Norm[begin:end], found)
	}
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
	s.view.read(m.alphabet, b.Norm[:runeStart(b.Norm, min(len(b.Norm), crossTail))])
	s.joined = append(append(s.joined[:0], tail...), s.view.Symbols...)
	for i := range tail {
		m.literals.ScanAt(s.joined, i, func(lit, _, end int) {
			if end <= len(tail) {
				return
			}
			l := &m.wanted[lit]
			for _, u := range m.uses[l.uses:l.usesEnd] {
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
