package pattern

import (
	"cmp"
	"regexp/syntax"
	"slices"
)

// Near is a condition on what stands near the literal of a trigger: one of some
// characters, or the end of the text or sentence on that side.
type Near struct {
	Runes []rune // sorted
	Edge  bool   // the beginning or end of the text or sentence will do
	Ahead bool   // it stands ahead of the literal, not behind it
}

// Beside is a Near and how many characters stand between it and the literal.
type Beside struct {
	*Near
	Least, Most int
}

const (
	maxBeside = 2   // of a trigger
	maxNear   = 128 // characters of a Near
	maxReach  = 60  // how far from the piece it is looked for
	worthNear = 0.9 // from this chance on a condition holds too often to be worth a look
)

// place is where parts stand in a row of parts, and where that row stands. It is nil
// for a whole pattern.
type place struct {
	row        []*syntax.Regexp
	begin, end int
	outer      *place
}

// ahead and behind list what stands on either side, the nearest first.
func (p *place) ahead() (out []*syntax.Regexp) {
	for ; p != nil; p = p.outer {
		for i := p.begin - 1; i >= 0; i-- {
			out = append(out, p.row[i])
		}
	}
	return out
}

func (p *place) behind() (out []*syntax.Regexp) {
	for ; p != nil; p = p.outer {
		out = append(out, p.row[p.end:]...)
	}
	return out
}

// first is the place of the first time of a part that is repeated: it is not known what
// stands behind it.
func (p *place) first() *place {
	if p == nil {
		return nil
	}
	return &place{row: p.row[:p.end], begin: p.begin, end: p.end, outer: p.outer.first()}
}

// beside are the rarest conditions on what stands beside a piece, the rarest first.
func (c *Compiler) beside(p *place) []Beside {
	type likely struct {
		Beside
		chance float64
	}
	var all []likely
	var room []rune
	for _, ahead := range []bool{false, true} {
		side := p.behind()
		if ahead {
			side = p.ahead()
		}
		lo, hi := 0, 0
		for i, t := range side {
			n := Near{Runes: room[:0], Ahead: ahead}
			if n.begin(side[i:]) {
				if p := c.standing(&n) * float64(hi-lo+1); p < worthNear {
					all = append(all, likely{Beside{&Near{slices.Clone(n.Runes), n.Edge, ahead}, lo, hi}, p})
				}
			}
			room = n.Runes
			m := c.measure(t)
			if lo, hi = lo+m.least, hi+m.most; hi > maxReach {
				break
			}
		}
	}
	slices.SortStableFunc(all, func(a, b likely) int { return cmp.Compare(a.chance, b.chance) })
	var out []Beside
	for _, l := range all[:min(maxBeside, len(all))] {
		out = append(out, l.Beside)
	}
	return out
}

// standing estimates how likely one of the characters of n stands at a place.
func (c *Compiler) standing(n *Near) float64 {
	count := 0
	for _, r := range n.Runes {
		count += c.seen.count(r) + 1
	}
	p := float64(count) / float64(c.seen.total+unseen)
	if n.Edge {
		p += edgeChance / 4
	}
	return p
}

// begin adds the characters of which one stands first in every text of a row of parts, or
// for the side ahead last; false when there are too many or the row can be empty.
func (n *Near) begin(row []*syntax.Regexp) bool {
	for _, t := range row {
		empty, ok := n.add(t)
		if !ok || len(n.Runes) > maxNear {
			return false
		}
		if !empty {
			slices.Sort(n.Runes)
			n.Runes = slices.Compact(n.Runes)
			return true
		}
	}
	return false
}

// add adds the characters with which t can begin, or end on the side ahead; empty tells
// that t can also match nothing, and not ok that there are too many.
func (n *Near) add(t *syntax.Regexp) (empty, ok bool) {
	switch t.Op {
	case syntax.OpEmptyMatch:
		return true, true
	case syntax.OpBeginText, syntax.OpEndText:
		n.Edge = true
		return false, true
	case syntax.OpLiteral:
		if n.Ahead {
			n.Runes = append(n.Runes, t.Rune[len(t.Rune)-1])
		} else {
			n.Runes = append(n.Runes, t.Rune[0])
		}
		return false, t.Flags&syntax.FoldCase == 0
	case syntax.OpCharClass:
		return false, n.addClass(t.Rune)
	case syntax.OpCapture:
		return n.add(t.Sub[0])
	case syntax.OpConcat:
		return n.addRow(t.Sub)
	case syntax.OpAlternate:
		for _, s := range t.Sub {
			e, ok := n.add(s)
			if !ok {
				return false, false
			}
			empty = empty || e
		}
		return empty, true
	case syntax.OpQuest:
		_, ok = n.add(t.Sub[0])
		return true, ok
	case syntax.OpRepeat:
		empty, ok = n.add(t.Sub[0])
		return empty || t.Min == 0, ok
	}
	return false, false
}

func (n *Near) addRow(row []*syntax.Regexp) (empty, ok bool) {
	for i := range row {
		t := row[i]
		if n.Ahead {
			t = row[len(row)-1-i]
		}
		if empty, ok = n.add(t); !ok || !empty {
			return false, ok
		}
	}
	return true, true
}

func (n *Near) addClass(ranges []rune) bool {
	for i := 0; i < len(ranges); i += 2 {
		if int(ranges[i+1]-ranges[i])+len(n.Runes) >= maxNear {
			return false
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			n.Runes = append(n.Runes, r)
		}
	}
	return true
}
