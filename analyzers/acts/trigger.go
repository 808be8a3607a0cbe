package acts

import (
	"math"
	"slices"
	"sort"

	"zhijian/analyzers/pattern"
	"zhijian/analyzers/phrase"
)

// A literal that is met calls for a look at what stands round it for each pattern that
// it may be part of. Far more looks are taken than patterns are tried, and nearly all
// end with the first thing that is asked, so that this lies side by side and small.

// look is what a trigger asks of its place first: that a character stands near it. Four
// of them fill a line of the processor's cache.
type look struct {
	folded uint64 // the characters, or always
	near   int32  // index into nears, or none
	glance        // where to look, counted from where the literal begins
	flags  uint8
}

// beside is a second condition of this kind.
type beside struct {
	near        int32
	first, last int8
	flags       uint8
}

// trigger tells that a pattern is worth trying where its literal stands: on matches
// that begin least to most characters ahead of it, if second is there, too.
type trigger struct {
	pattern     int32 // index into patterns
	least, most int32
	second      beside
}

// Flags of a look; a second condition has only byEdge.
const (
	crosses uint8 = 1 << iota // the pattern may match across the end of a sentence
	opens                     // a clause edge stands ahead of the literal
	closes                    // a clause edge stands behind it
	masks                     // the pattern is an exception
	byEdge                    // instead of what must stand near, the end of the sentence will do
)

// asking is all that a literal is looked for, for one pattern.
type asking struct {
	look
	trigger
}

// asking makes ready a trigger of a pattern; length is that of its literal.
func (c *compiler) asking(id int, except bool, t *pattern.Trigger, length int) asking {
	second, _ := c.beside(t.Beside, 1, length)
	out := asking{trigger: trigger{pattern: int32(id), least: int32(t.Least), most: int32(t.Most), second: second}}
	out.look = look{folded: always, near: none}
	if b, folded := c.beside(t.Beside, 0, length); b.near != none {
		out.near, out.glance, out.flags = b.near, newGlance(b.first, b.last), b.flags
		if out.flags&byEdge == 0 && out.glance.folds() {
			out.folded = folded
		}
	}
	set := func(flag uint8, on bool) {
		if on {
			out.flags |= flag
		}
	}
	set(opens, t.Opens)
	set(closes, t.Closes)
	set(crosses, c.m.patterns[id].Crosses)
	set(masks, except)
	return out
}

// beside is the kth condition of a list, if there are as many, round a literal of this
// length, with its characters folded. One that reaches too far is left out, as nothing
// relies on it.
func (c *compiler) beside(list []pattern.Beside, k, length int) (_ beside, folded uint64) {
	if k >= len(list) {
		return beside{near: none}, 0
	}
	b := &list[k]
	first, last := length+b.Least, length+b.Most
	if b.Ahead {
		first, last = -1-b.Most, -1-b.Least
	}
	if first < math.MinInt8 || last > math.MaxInt8 {
		return beside{near: none}, 0
	}
	set := c.near(b.Near)
	out := beside{near: set.id, first: int8(first), last: int8(last)}
	if b.Edge {
		out.flags = byEdge
	}
	return out, set.folded
}

// nearSet is a Near made ready: its index among the sets, and its characters folded.
type nearSet struct {
	id     int32
	folded uint64
}

// near makes ready the characters of n.
func (c *compiler) near(n *pattern.Near) nearSet {
	if set, ok := c.nears[n]; ok {
		return set
	}
	var set symbolSet
	var out nearSet
	for _, r := range n.Runes {
		symbol, err := c.m.alphabet.AddRune(r)
		c.fail(err)
		set.add(symbol)
		out.folded |= fold64(symbol)
	}
	id, ok := c.sets[set]
	if !ok {
		id = int32(len(c.m.nears))
		c.m.nears = append(c.m.nears, set)
		c.sets[set] = id
	}
	out.id = id
	c.nears[n] = out
	return out
}

// look takes the first look at what stands round the literals that were met, and keeps
// the triggers for which what must stand near may be there.
func (m *Matcher) look(s *scratch) {
	out, n := slices.Grow(s.hopeful[:0], s.looks)[:s.looks], 0
	for i := range s.met {
		l := &s.met[i]
		edges := s.line.edges[l.begin]&opens | s.line.edges[l.end]&closes
		n += s.folds.sift(out[n:], hopeful{trigger: l.first, met: int32(i)}, m.looks[l.first:l.behind], int(l.begin), edges)
	}
	m.part(s, out[:n])
}

// part takes exceptions, which wait until the hits of the turn are known, from the others.
func (m *Matcher) part(s *scratch, all []hopeful) {
	others, masking := all, slices.Grow(s.masking[:0], len(all))[:len(all)]
	n := 0
	for i, h := range all {
		others[n], masking[i-n] = h, h
		if m.looks[h.trigger].flags&masks == 0 {
			n++
		}
	}
	s.hopeful, s.masking = others[:n], masking[:len(all)-n]
}

// sift puts into out which of the looks, the first of which is that of h, may see what
// must stand near a literal that begins at place i and has these edges, and gives their
// number. It branches on none of them, since nobody can foresee which it is.
func (f *folds) sift(out []hopeful, h hopeful, looks []look, i int, edges uint8) (n int) {
	rows, missing := f.rows[i:], (opens|closes)&^edges
	for k := range looks {
		l := &looks[k]
		seen := rows[foldReach+int(l.first)][l.width%foldWidths] | rows[foldReach+int(l.second)][l.width%foldWidths]
		common := seen & l.folded
		if l.flags&missing != 0 {
			common = 0
		}
		out[n] = h
		if common != 0 {
			n++
		}
		h.trigger++
	}
	return n
}

// eachMatch calls found with the place in bytes of each match that the triggers tell of:
// sentence by sentence, in each by pattern, and at last those that cross sentences.
func (m *Matcher) eachMatch(s *scratch, list []hopeful, found func(pattern int32, begin, end int)) {
	s.crossing = s.crossing[:0]
	for i, sentence := range s.line.sentences {
		n := len(list)
		if i+1 < len(s.line.sentences) {
			n = sort.Search(n, func(k int) bool { return int(s.met[list[k].met].begin) >= sentence.end })
		}
		if n > 0 {
			s.candidates = s.candidates[:0]
			m.trigger(s, sentence, list[:n])
			m.run(s, sentence, s.candidates, found)
			list = list[n:]
		}
	}
	m.run(s, clause{0, len(s.line.Symbols)}, s.crossing, found)
}

// trigger notes where the patterns of hopeful triggers can match in a sentence: where all
// that they ask for is there.
func (m *Matcher) trigger(s *scratch, sentence clause, list []hopeful) {
	text := s.line.Symbols
	bounds := [2]clause{sentence, {0, len(text)}} // a table, so that to choose is no branch
	for _, h := range list {
		look, met := &m.looks[h.trigger], &s.met[h.met]
		in, begin := bounds[look.flags&crosses], int(met.begin)
		if look.near != none && !m.stands(look.near, text, in, begin+int(look.first), begin+int(look.last())+1, look.flags) {
			continue
		}
		t := &m.triggers[h.trigger]
		last := begin - int(t.least)
		if last < in.begin || int(met.end) > in.end {
			continue
		}
		if b := &t.second; b.near != none && !m.stands(b.near, text, in, begin+int(b.first), begin+int(b.last)+1, b.flags) {
			continue
		}
		list := &s.candidates
		if look.flags&crosses != 0 {
			list = &s.crossing
		}
		*list = append(*list, newCandidate(t.pattern, max(in.begin, begin-int(t.most)), last))
	}
}

// stands reports whether one of a set stands at [begin, end), as far as this lies in in;
// or, if that will do, whether it reaches out of it.
func (m *Matcher) stands(near int32, text []phrase.Symbol, in clause, begin, end int, flags uint8) bool {
	set, first, last := &m.nears[near], max(begin, in.begin), min(end, in.end)
	for i := first; i < last; i++ {
		if set.has(text[i]) {
			return true
		}
	}
	return flags&byEdge != 0 && (begin < in.begin || end > in.end)
}
