package judge

import (
	"math"
	"slices"

	"zhijian/analyzers/acts"
)

// hit is one place that a finder simpleFound, or that something silenced.
type simpleHit struct {
	acts.Hit
	metric   string // the measures behind a hit on a turn; empty for a hit in words
	silenced string // what silenced it; empty when it counts
}

// simpleFound is what a finder simpleFound in an interaction.
type simpleFound struct {
	hits     []simpleHit // that count, in order
	silenced []simpleHit
	ok       bool           // something counts; with pick each: every anchor is satisfied
	missing  int            // anchors without a hit in their window
	act      string         // id of the act of the surest hit; empty when there is none
	examined []simpleWindow // windows in which nothing was simpleFound
}

// window is a stretch of turns that a finder looked at.
type simpleWindow struct {
	anchor *simpleHit // nil when the finder has none
	turns  []int      // indexes of the turns
}

// find runs a finder. Results of finders above it are in results.
func (c *simple) find(f *finder, results []simpleFound) (simpleFound, error) {
	if f.direction == anywhere {
		turns := c.where(f)
		var out simpleFound
		if err := c.search(f, turns, nil, &out); err != nil {
			return out, err
		}
		out.ok = len(out.hits) > 0
		if !out.ok {
			out.examined = []simpleWindow{{turns: turns}}
		}
		return out, nil
	}
	return c.findAround(f, &results[f.anchor])
}

// findAround runs a finder in the windows of its anchors.
func (c *simple) findAround(f *finder, anchor *simpleFound) (simpleFound, error) {
	var out simpleFound
	allowed := c.where(f)
	anchors := simplyPicked(f, anchor.hits)
	satisfied := 0
	for i := range anchors {
		a := &anchors[i]
		turns := c.window(f, a, allowed)
		if err := c.work(1 + len(turns)); err != nil {
			return out, err
		}
		before := len(out.hits)
		if err := c.search(f, turns, a, &out); err != nil {
			return out, err
		}
		if len(out.hits) > before {
			satisfied++
		} else {
			out.missing++
			out.examined = append(out.examined, simpleWindow{anchor: a, turns: turns})
		}
	}
	out.ok = satisfied > 0 && (f.relative.Pick != "each" || out.missing == 0)
	out.hits = simplyDistinct(out.hits)
	out.silenced = simplyDistinct(out.silenced)
	return out, nil
}

// distinct drops hits that overlapping windows simpleFound twice.
func simplyDistinct(hits []simpleHit) []simpleHit {
	slices.SortStableFunc(hits, func(a, b simpleHit) int {
		if a.Turn != b.Turn {
			return a.Turn - b.Turn
		}
		if a.Begin != b.Begin {
			return a.Begin - b.Begin
		}
		if a.Act != b.Act {
			return a.Act - b.Act
		}
		return a.End - b.End
	})
	return slices.CompactFunc(hits, func(a, b simpleHit) bool {
		return a.Turn == b.Turn && a.Begin == b.Begin && a.End == b.End && a.Act == b.Act
	})
}

// picked chooses the anchors that trigger.
func simplyPicked(f *finder, anchors []simpleHit) []simpleHit {
	if n := f.relative.Nth; n > 0 {
		if n > len(anchors) {
			return nil
		}
		return anchors[n-1 : n]
	}
	if len(anchors) == 0 {
		return nil
	}
	switch f.relative.Pick {
	case "first":
		return anchors[:1]
	case "last":
		return anchors[len(anchors)-1:]
	}
	return anchors
}

// where lists the turns that a finder may look at, by side and position.
func (c *simple) where(f *finder) []int {
	turns := c.side(f.spec.Who)
	if f.spec.NotLast && len(turns) > 0 {
		turns = turns[:len(turns)-1]
	}
	w := f.spec.Where
	if w == nil {
		return turns
	}
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

func (c *simple) between(turns []int, from, to int64) []int {
	var out []int
	for _, i := range turns {
		if b := c.in.Interaction.Turns[i].Begin; b.Known && b.Value >= from && (to == 0 || b.Value < to) {
			out = append(out, i)
		}
	}
	return out
}

func (c *simple) side(who string) []int {
	switch who {
	case "agent":
		return c.in.Metrics.AgentTurns
	case "customer":
		return c.in.Metrics.CustomerTurns
	}
	return c.both
}

// window lists the allowed turns in the window of one anchor.
func (c *simple) window(f *finder, anchor *simpleHit, allowed []int) []int {
	at := anchor.Turn
	if anchor.NextTurn > at && f.direction == after {
		at = anchor.NextTurn
	}
	var out []int
	sides := c.side(f.spec.Who)
	i, own := slices.BinarySearch(sides, at)
	first, last := i, i // sides[first:last] is the window; first without the anchor's turn
	if f.direction != before {
		if own {
			first++
		}
		last = min(len(sides), first+f.reach)
	}
	if f.direction != after {
		low := max(0, i-f.reach)
		out = append(out, sides[low:i]...)
	}
	if own && f.relative.Same != "false" {
		out = append(out, at)
	}
	if f.direction != before && first < last {
		out = append(out, sides[first:last]...)
	}
	return slices.DeleteFunc(out, func(t int) bool {
		_, ok := slices.BinarySearch(allowed, t)
		return !ok
	})
}

// search looks for the finder's means in the turns and adds what it finds.
// With an anchor, its own turn counts only on the side that the window allows.
func (c *simple) search(f *finder, turns []int, anchor *simpleHit, out *simpleFound) error {
	if f.spec.Whole {
		c.searchRivals(f, turns, anchor, out)
		return nil
	}
	competes := slices.ContainsFunc(f.acts, func(act int32) bool { return c.in.Acts.Competes(int(act)) })
	for i, t := range turns {
		if f.turn != nil {
			h, ok, err := c.measure(f, t)
			if err != nil {
				return err
			}
			if ok {
				out.hits = append(out.hits, h)
			}
			continue
		}
		first := len(out.hits)
		for _, act := range f.acts {
			hits := c.in.Acts.Of(t, int(act))
			if err := c.work(len(hits)); err != nil {
				return err
			}
			for i := range hits {
				c.consider(f, &hits[i], anchor, out)
			}
		}
		if competes {
			c.searchRivals(f, turns[i:i+1], anchor, out)
		}
		if len(f.acts) > 1 || competes {
			slices.SortStableFunc(out.hits[first:], func(a, b simpleHit) int { return a.Begin - b.Begin })
		}
	}
	return nil
}

// searchRivals weighs turns as one text against the acts that compete for it.
func (c *simple) searchRivals(f *finder, turns []int, anchor *simpleHit, out *simpleFound) {
	hits := c.in.Acts.Rivals(c.in.Texts, turns)
	for i := range hits {
		if slices.Contains(f.acts, int32(hits[i].Act)) {
			c.consider(f, &hits[i], anchor, out)
		}
	}
}

// consider takes a hit in words, silences it, or passes it over.
func (c *simple) consider(f *finder, h *acts.Hit, anchor *simpleHit, out *simpleFound) {
	if !f.tiers[h.Tier] || anchor != nil && !onSide(f.relative.Same, h, &anchor.Hit) {
		return
	}
	if by := c.silencer(f, h); by != "" {
		out.silenced = append(out.silenced, simpleHit{Hit: *h, silenced: by})
		return
	}
	out.hits = append(out.hits, simpleHit{Hit: *h})
}

// silencer names what silences a hit: an exception of its act or a guard.
func (c *simple) silencer(f *finder, h *acts.Hit) string {
	if h.Except != "" {
		return "except:" + h.Except
	}
	text := c.in.Texts[h.Turn].Norm
	for _, g := range f.spec.Guards {
		if c.judge.guards.Silences(g, text, h.Begin, h.End) {
			return g
		}
	}
	return ""
}
