package judge

import (
	"slices"

	"zhijian/analyzers/acts"
)

// met is a hit that a finder has met. What becomes of it is found out when it
// lies in a window, once.
type met struct {
	hit   *acts.Hit
	by    string // what silences it
	state state
	rival bool // met by weighing rivals, not by looking at hits
	taken bool // it lies in a window
}

// steps is how many steps looking at the hit counts. Turns are counted by the
// window, and rivals by nobody.
func (m *met) steps(f *finder) int {
	if m.rival || f.turn != nil {
		return 0
	}
	return 1
}

// state is what becomes of a hit.
type state uint8

const (
	unweighed state = iota
	passed          // its tier does not count for the finder
	silenced
	counts
)

// findAround runs a finder in the windows of its anchors. What can be met is
// listed once; a window is a part of the list.
func (c *court) findAround(f *finder, s *stretch, anchor, out *found) error {
	first, last := picked(f, anchor)
	if first == last {
		return nil
	}
	c.met = c.met[:0]
	if !f.whole {
		if err := c.meet(f, s); err != nil {
			return err
		}
	}
	out.examined = int32(len(c.windows))
	satisfied := false
	for i := first; i < last; i++ {
		w := c.window(f, s, i)
		if err := c.work(1 + w.len()); err != nil {
			return err
		}
		something, err := c.claim(f, s, &w)
		if err != nil {
			return err
		}
		if something {
			satisfied = true
		} else {
			out.missing++
			c.windows = append(c.windows, w)
		}
	}
	out.last = int32(len(c.windows))
	out.ok = satisfied && (f.relative.Pick != "each" || out.missing == 0)
	c.gather(out, f.several || f.whole)
	return nil
}

// picked chooses the anchors that trigger, hits [first, last).
func picked(f *finder, anchor *found) (first, last int32) {
	first, last = anchor.hits, anchor.silenced
	if n := f.relative.Nth; n > 0 {
		if int(last-first) < n {
			return first, first
		}
		first += int32(n) - 1
		return first, first + 1
	}
	if first < last {
		switch f.relative.Pick {
		case "first":
			last = first + 1
		case "last":
			first = last - 1
		}
	}
	return first, last
}

// meet lists what the finder's means meet in a stretch, by turn.
func (c *court) meet(f *finder, s *stretch) error {
	if f.turn != nil {
		return c.eachTurn(f, s, (*court).note)
	}
	c.eachHit(f, s, (*court).note)
	if f.competes {
		c.eachTurnsRival(f, s, (*court).noteRival)
	}
	if f.several && len(c.met) > 1 {
		slices.SortStableFunc(c.met, func(a, b met) int { return a.hit.Turn - b.hit.Turn })
	}
	return nil
}

// note adds a hit to what was met.
func (c *court) note(_ *finder, h *acts.Hit) { c.met = append(c.met, met{hit: h}) }

// noteRival adds what wins among rivals to what was met.
func (c *court) noteRival(_ *finder, h *acts.Hit) { c.met = append(c.met, met{hit: h, rival: true}) }

// claim takes what was met in a window, and reports whether anything of it counts.
func (c *court) claim(f *finder, s *stretch, w *window) (bool, error) {
	if w.len() == 0 {
		return false, nil
	}
	first, last := 0, len(c.met)
	if f.whole {
		first = last
		c.eachRival(f, c.listed(s, w), (*court).noteRival)
		last = len(c.met)
	} else {
		first = c.firstMet(s.turns[w.lo])
	}
	end, looked, something := s.turns[w.hi-1], 0, false
	for i := first; i < last && (f.whole || c.met[i].hit.Turn <= end); i++ {
		m := &c.met[i]
		if m.hit.Turn == w.hole {
			continue
		}
		looked += m.steps(f)
		if f.turn == nil && !onSide(f.same, m.hit, c.hits[w.anchor].Hit) {
			continue
		}
		c.weigh(f, m)
		m.taken = true
		something = something || m.state == counts
	}
	return something, c.work(looked)
}

// firstMet is the index of the first that was met in a turn or behind it.
func (c *court) firstMet(turn int) int {
	lo, hi := 0, len(c.met)
	for lo < hi {
		if mid := (lo + hi) / 2; c.met[mid].hit.Turn < turn {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// listed lists the turns of a window.
func (c *court) listed(s *stretch, w *window) []int {
	turns := make([]int, w.len())
	for i := range turns {
		turns[i] = w.at(s, i)
	}
	return turns
}

// onSide reports whether a hit in the anchor's own turn lies where the window allows.
func onSide(same string, h, anchor *acts.Hit) bool {
	if h.Turn != anchor.Turn {
		return true
	}
	switch same {
	case "after":
		return h.Begin >= anchor.End
	case "before":
		return h.End <= anchor.Begin
	}
	return true
}

// weigh finds out what becomes of a hit.
func (c *court) weigh(f *finder, m *met) {
	switch {
	case m.state != unweighed:
	case f.turn != nil:
		m.state = counts
	case !f.tiers[m.hit.Tier]:
		m.state = passed
	default:
		m.state = counts
		if m.by = c.silencer(f, m.hit); m.by != "" {
			m.state = silenced
		}
	}
}

// gather notes what was taken and counts, and what was taken and is silenced.
// Of hits that are not in order or may be the same, each is noted once.
func (c *court) gather(out *found, mixed bool) {
	out.hits = int32(len(c.hits))
	c.pick(counts, mixed)
	out.silenced = int32(len(c.hits))
	c.pick(silenced, mixed)
	out.end = int32(len(c.hits))
}

// pick appends what was taken and is in a state to the hits.
func (c *court) pick(s state, mixed bool) {
	from := len(c.hits)
	for i := range c.met {
		if m := &c.met[i]; m.taken && m.state == s {
			c.hits = append(c.hits, hit{Hit: m.hit, by: m.by})
		}
	}
	if hits := c.hits[from:]; mixed && len(hits) > 1 {
		c.sortHits(hits, byPlaceAndAct)
		c.hits = c.hits[:from+len(slices.CompactFunc(hits, same))]
	}
}
