package acts

import (
	"slices"
	"sort"

	"zhijian/analyzers/phrase"
)

// sights are the places of a turn that a lookout is on.
type sights struct {
	met        []met       // the literals, in order of where they begin
	looks      int         // how many triggers they have
	hopeful    []hopeful   // of these
	candidates []candidate // windows of patterns in a sentence
	crossing   []candidate // the same over the text, of patterns that cross sentences
}

// met is a literal in the turn, and the row of what it is looked for.
type met struct {
	first, behind uint32
	begin, end    int32
}

// hopeful is a trigger of a literal that was met, which did not fail at the first look.
type hopeful uint64

func newHopeful(trigger uint32, met int) hopeful { return hopeful(met)<<32 | hopeful(trigger) }

func (h hopeful) trigger() uint32 { return uint32(h) }
func (h hopeful) met() int        { return int(h >> 32) } // index of the literal

// look takes the first look at what stands round the literals that were met, and keeps
// the triggers for which what must stand near may be there.
func (g *sights) look(l *lookout, f *folds) {
	g.hopeful = slices.Grow(g.hopeful[:0], g.looks)
	for i := range g.met {
		g.sift(l, f, i)
	}
}

// sift adds to hopeful which triggers of the ith literal may see what must stand near. It
// branches on none of them, since nobody can foresee which it is. There is room for all.
func (g *sights) sift(l *lookout, f *folds, i int) {
	met := &g.met[i]
	h, around := newHopeful(met.first, i), f.around(int(met.begin))
	out, n := g.hopeful[:cap(g.hopeful)], len(g.hopeful)
	looks := l.looks[met.first:met.behind]
	for k := range looks {
		look := &looks[k]
		seen := around[look.first][look.width%foldWidths] | around[look.second][look.width%foldWidths]
		out[n] = h
		n += is(seen&look.folded != 0)
		h++
	}
	g.hopeful = out[:n]
}

// is is 1 for true.
func is(b bool) int {
	if b {
		return 1
	}
	return 0
}

// eachMatch calls found with the place in bytes of each match that the hopeful triggers
// tell of: sentence by sentence, in each by pattern, and at last those that cross
// sentences.
func (m *Matcher) eachMatch(s *scratch, l *lookout, g *sights, found func(pattern int32, begin, end int)) {
	g.crossing = g.crossing[:0]
	list := g.hopeful
	for i, sentence := range s.line.sentences {
		n := len(list)
		if i+1 < len(s.line.sentences) {
			n = sort.Search(n, func(k int) bool { return int(g.met[list[k].met()].begin) >= sentence.end })
		}
		if n > 0 {
			g.candidates = g.candidates[:0]
			m.trigger(&s.line, l, g, sentence, list[:n])
			m.run(s, sentence, g.candidates, found)
			list = list[n:]
		}
	}
	m.run(s, clause{0, len(s.line.Symbols)}, g.crossing, found)
}

// trigger notes where the patterns of hopeful triggers can match in a sentence: where all
// that they ask for is there.
func (m *Matcher) trigger(of *line, l *lookout, g *sights, sentence clause, list []hopeful) {
	text, edges := of.Symbols, of.edges
	bounds := [2]clause{sentence, {0, len(text)}} // a table, so that to choose is no branch
	for _, h := range list {
		look, met := &l.looks[h.trigger()], &g.met[h.met()]
		if look.flags&(opens|closes) != 0 && look.flags&(opens|closes)&^(edges[met.begin]&opens|edges[met.end]&closes) != 0 {
			continue
		}
		in, begin := bounds[look.flags&crosses], int(met.begin)
		if look.near != none && !stands(&m.nears[look.near], text, in, begin+look.from(), begin+look.to(), look.flags) {
			continue
		}
		t := &l.triggers[h.trigger()]
		last := begin - int(t.least)
		if last < in.begin || int(met.end) > in.end {
			continue
		}
		if t.near != none && !stands(&m.nears[t.near], text, in, begin+int(t.first), begin+int(t.last)+1, t.flags) {
			continue
		}
		list := &g.candidates
		if look.flags&crosses != 0 {
			list = &g.crossing
		}
		*list = append(*list, newCandidate(t.pattern, max(in.begin, begin-int(t.most)), last))
	}
}

// stands reports whether one of a set stands at [begin, end), as far as this lies in in;
// or, if that will do, whether it reaches out of it.
func stands(set *symbolSet, text []phrase.Symbol, in clause, begin, end int, flags uint8) bool {
	first, last := max(begin, in.begin), min(end, in.end)
	for i := first; i < last; i++ {
		if set.has(text[i]) {
			return true
		}
	}
	return flags&byEdge != 0 && (begin < in.begin || end > in.end)
}
