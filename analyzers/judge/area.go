package judge

import (
	"math"
	"slices"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// side is a set of sides.
type side uint8

const (
	agentSide side = 1 << iota
	customerSide
	noSide    side = 0
	bothSides      = agentSide | customerSide
)

// sideOf is the side of a role; none for roles that are on neither.
func sideOf(r transcript.Role) side {
	switch r {
	case transcript.RoleAgent:
		return agentSide
	case transcript.RoleCustomer:
		return customerSide
	}
	return noSide
}

// area is where a finder may look: the turns of a side, or some of them.
type area struct {
	side    side
	notLast bool
	where   rubric.Where // the zero Where: everywhere
}

func areaOf(f *rubric.Finder) area {
	a := area{notLast: f.NotLast, side: bothSides}
	switch f.Who {
	case "agent":
		a.side = agentSide
	case "customer":
		a.side = customerSide
	}
	if f.Where != nil {
		a.where = *f.Where
	}
	return a
}

// stretch is an area in the interaction at hand.
type stretch struct {
	epoch uint32
	side  side
	turns []int  // ascending
	loose bool   // turns of the side may be missing between the first and the last
	told  string // see windowText; empty until it was asked for
}

// stretch gives the turns of an area, which are listed when first asked for.
func (c *court) stretch(k int) *stretch {
	s := &c.stretches[k]
	if s.epoch == c.sights.epoch {
		return s
	}
	a := &c.judge.areas[k]
	*s = stretch{epoch: c.sights.epoch, side: a.side, turns: c.side(a.side), loose: a.where.FromMS > 0 || a.where.ToMS > 0}
	if a.notLast && len(s.turns) > 0 {
		s.turns = s.turns[:len(s.turns)-1]
	}
	if w := a.where; w != (rubric.Where{}) {
		s.turns = c.limit(s.turns, &w)
	}
	return s
}

// limit leaves the turns of a side that a finder may look at.
func (c *court) limit(turns []int, w *rubric.Where) []int {
	if w.First > 0 {
		turns = turns[:min(w.First, len(turns))]
	}
	if w.Last > 0 {
		turns = turns[max(0, len(turns)-w.Last):]
	}
	if w.LastFraction > 0 {
		n := int(math.Ceil(float64(len(turns))*w.LastFraction - 1e-9))
		turns = turns[len(turns)-n:]
	}
	if w.FromMS > 0 || w.ToMS > 0 {
		turns = c.between(turns, w.FromMS, w.ToMS)
	}
	return turns
}

func (c *court) between(turns []int, from, to int64) []int {
	var out []int
	for _, i := range turns {
		if b := c.in.Interaction.Turns[i].Begin; b.Known && b.Value >= from && (to == 0 || b.Value < to) {
			out = append(out, i)
		}
	}
	return out
}

// side lists the turns of a side.
func (c *court) side(s side) []int {
	switch s {
	case agentSide:
		return c.in.Metrics.AgentTurns
	case customerSide:
		return c.in.Metrics.CustomerTurns
	}
	return c.both
}

// holds reports whether a turn is one of the stretch.
func (c *court) holds(s *stretch, turn int) bool {
	if len(s.turns) == 0 || turn < s.turns[0] || s.turns[len(s.turns)-1] < turn || c.sides[turn]&s.side == 0 {
		return false
	}
	if !s.loose {
		return true
	}
	_, ok := slices.BinarySearch(s.turns, turn)
	return ok
}

// window is a part of a stretch, [lo, hi) of its turns, that a finder looks at.
type window struct {
	anchor int32 // index of a hit; none when the finder has none
	lo, hi int
	hole   int // a turn between them that does not count; none when all do
}

// none is the index of a turn that does not exist.
const none = -1

// len is the number of turns in the window.
func (w *window) len() int {
	if w.hole != none {
		return w.hi - w.lo - 1
	}
	return w.hi - w.lo
}

// at is the nth turn of the window, from 0.
func (w *window) at(s *stretch, n int) int {
	t := s.turns[w.lo+n]
	if w.hole != none && t >= w.hole {
		t = s.turns[w.lo+n+1]
	}
	return t
}

// window is the window of one anchor, the hit with this index.
func (c *court) window(f *finder, s *stretch, anchor int32) window {
	at := c.hits[anchor].Turn
	if next := c.hits[anchor].NextTurn; next > at && f.direction == after {
		at = next
	}
	turns := c.side(s.side)
	lo, own := slices.BinarySearch(turns, at)
	hi := lo // [lo, hi) is the anchor's own turn, if it is of this side
	if own {
		hi++
	}
	w := window{anchor: anchor, hole: none}
	if own && f.relative.Same == "false" {
		switch f.direction {
		case after:
			lo = hi
		case before:
			hi = lo
		case around:
			w.hole = at
		}
	}
	if f.direction != before {
		hi = min(len(turns), hi+f.reach)
	}
	if f.direction != after {
		lo = max(0, lo-f.reach)
	}
	if lo == hi {
		w.hole = none
		return w
	}
	w.lo, w.hi = lo, hi
	if len(s.turns) < len(turns) {
		w.lo, _ = slices.BinarySearch(s.turns, turns[lo])
		w.hi, _ = slices.BinarySearch(s.turns, turns[hi-1]+1)
		if w.hole != none && !c.holds(s, w.hole) {
			w.hole = none
		}
	}
	return w
}
