package judge

import (
	"math"
	"slices"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// area is where a finder may look: the turns of a side, or some of them.
type area struct {
	side    transcript.Sides
	notLast bool
	where   rubric.Where // the zero Where: everywhere
}

func areaOf(f *rubric.Finder) area {
	a := area{notLast: f.NotLast, side: transcript.BothSides}
	switch f.Who {
	case "agent":
		a.side = transcript.AgentSide
	case "customer":
		a.side = transcript.CustomerSide
	}
	if f.Where != nil {
		a.where = *f.Where
	}
	return a
}

// timed reports whether the area depends on when turns begin: turns of its side
// may be missing between the first and the last.
func (a *area) timed() bool { return a.where.FromMS > 0 || a.where.ToMS > 0 }

// stretch is an area in the interaction at hand.
type stretch struct {
	listed bool
	loose  bool // see timed
	side   transcript.Sides
	turns  []int  // ascending
	first  int    // how many turns of the side stand ahead of them; not known when loose
	told   string // see windowText; empty until it was asked for
}

// stretch gives the turns of an area, which are listed when first asked for.
func (c *court) stretch(k int32) *stretch {
	s := &c.structure.stretches[k]
	if s.listed {
		return s
	}
	a := &c.judge.areas[k]
	made := stretch{listed: true, side: a.side, turns: c.structure.side(a.side)}
	if a.notLast && len(made.turns) > 0 {
		made.turns = made.turns[:len(made.turns)-1]
	}
	if w := a.where; w != (rubric.Where{}) {
		made.turns = limit(made.turns, &w)
	}
	if a.timed() { // it is this interaction's alone
		s = &stretch{}
		made.loose, made.turns = true, c.between(made.turns, a.where.FromMS, a.where.ToMS)
	}
	if len(made.turns) > 0 {
		made.first = int(c.structure.ahead[a.side][made.turns[0]])
	}
	*s = made
	return s
}

// limit leaves the turns of a side where a finder may look, whenever they begin.
func limit(turns []int, w *rubric.Where) []int {
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

// holds reports whether a turn is one of the stretch.
func (c *court) holds(s *stretch, turn int) bool {
	if len(s.turns) == 0 || turn < s.turns[0] || s.turns[len(s.turns)-1] < turn || c.structure.sides[turn]&s.side == 0 {
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
	turns, own := c.structure.side(s.side), c.structure.sides[at]&s.side != 0
	lo := int(c.structure.ahead[s.side][at])
	hi := lo // [lo, hi) is the anchor's own turn, if it is of this side
	if own {
		hi++
	}
	w := window{anchor: anchor, hole: none}
	if own && f.same == "false" {
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
	if s.loose {
		w.lo, _ = slices.BinarySearch(s.turns, turns[lo])
		w.hi, _ = slices.BinarySearch(s.turns, turns[hi-1]+1)
	} else { // the stretch is a part of the side's turns
		w.lo = min(max(0, lo-s.first), len(s.turns))
		w.hi = min(max(0, hi-s.first), len(s.turns))
	}
	if w.hole != none && !c.holds(s, w.hole) {
		w.hole = none
	}
	return w
}
