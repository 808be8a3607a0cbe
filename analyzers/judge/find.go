package judge

import (
	"cmp"
	"errors"
	"slices"

	"zhijian/analyzers/acts"
)

// hit is one place that a finder found, or that something silenced.
type hit struct {
	*acts.Hit
	by string // what silenced it; empty when it counts
}

// found is what a finder found in an interaction, as places in the lists of the
// court. It holds no pointers, so that most finders, which find nothing, cost
// next to nothing.
type found struct {
	hits, silenced, end int32 // hits [hits, silenced) count, in order; [silenced, end) are silenced
	examined, last      int32 // windows [examined, last) of its anchors, in which nothing was found
	missing             int32 // anchors without a hit in their window
	ok                  bool  // something counts; with pick each: every anchor is satisfied
}

// counting are the hits that count.
func (c *court) counting(r *found) []hit { return c.hits[r.hits:r.silenced] }

// maxSteps bounds the looking at turns and hits for one interaction, counted as
// if each window were searched by itself, which grows with the square of the
// number of turns: a chat of 300 turns needs 54 thousand steps, one of 1,000
// turns 600 thousand, and a text made to be slow billions. It bounds what is
// written down as evidence too.
const maxSteps = 10_000_000

// ErrTooMuchWork is wrapped by the error for an interaction that cannot be judged
// in maxSteps.
var ErrTooMuchWork = errors.New("the interaction repeats itself too often to be judged")

// work counts steps.
func (c *court) work(steps int) error {
	if c.steps += steps; c.steps > c.judge.limit {
		return ErrTooMuchWork
	}
	return nil
}

// find runs a finder. Results of finders above it are in results; out is empty.
func (c *court) find(f *finder, results []found, out *found) error {
	if f.direction != anywhere {
		return c.findAround(f, c.stretch(f.area), &results[f.anchor], out)
	}
	from := len(c.hits)
	c.mute = c.mute[:0]
	if err := c.collect(f, c.stretch(f.area)); err != nil {
		return err
	}
	if f.several && !f.unsorted {
		c.sortHits(c.hits[from:], byPlace)
		c.sortHits(c.mute, byTurn)
	}
	out.hits, out.silenced = int32(from), int32(len(c.hits))
	if len(c.mute) > 0 {
		c.hits = append(c.hits, c.mute...)
	}
	out.end = int32(len(c.hits))
	out.ok = out.hits < out.silenced
	return nil
}

// collect takes what the finder's means find in a stretch.
func (c *court) collect(f *finder, s *stretch) error {
	switch {
	case f.turn != nil:
		return c.eachTurn(f, s, (*court).keep)
	case f.whole:
		c.eachRival(f, s.turns, (*court).take)
		return nil
	}
	looked := c.eachHit(f, s, (*court).take)
	if f.competes {
		c.eachTurnsRival(f, s, (*court).take)
	}
	return c.work(looked)
}

// visitor is what is done with each hit that a finder meets.
type visitor func(*court, *finder, *acts.Hit)

// eachHit visits the hits of a finder's acts in a stretch, act after act, and counts
// them: all, though they need not be visited when one that counts is enough.
func (c *court) eachHit(f *finder, s *stretch, visit visitor) int {
	counted, from := 0, len(c.hits)
	for _, act := range f.acts {
		for x := c.sights.of(act); x != nil; x = c.sights.next(x) {
			if !c.holds(s, int(x.turn)) {
				continue
			}
			counted += int(x.end - x.begin)
			if f.once && len(c.hits) > from {
				continue
			}
			hits := c.sighted(x)
			for i := range hits {
				visit(c, f, &hits[i])
			}
		}
	}
	return counted
}

// eachTurn visits the turns for which the finder's condition holds, the first one
// when that is enough.
func (c *court) eachTurn(f *finder, s *stretch, visit visitor) error {
	cond := f.turn.condition
	for _, t := range s.turns {
		turn := &c.turns[t]
		c.scene.turn = turn
		if cond.graph == nil {
			if ok, err := cond.interpret(&c.scene); err != nil {
				return err
			} else if !ok {
				continue
			}
		} else if !cond.graph.eval(cond.first, &c.scene) {
			continue
		}
		visit(c, f, &turn.whole)
		if f.once && cond.graph != nil { // the interpreter may fail in a later turn
			break
		}
	}
	return nil
}

// eachTurnsRival visits what wins in each turn of a stretch by itself.
func (c *court) eachTurnsRival(f *finder, s *stretch, visit visitor) {
	for i := range s.turns {
		c.eachRival(f, s.turns[i:i+1], visit)
	}
}

// eachRival visits what wins when turns are weighed as one text against the acts
// that compete for it.
func (c *court) eachRival(f *finder, turns []int, visit visitor) {
	var hits []acts.Hit
	if f.unplaced {
		hits = c.in.Acts.Winners(c.in.Texts, turns)
	} else {
		hits = c.in.Acts.Rivals(c.in.Texts, turns)
	}
	for i := range hits {
		if slices.Contains(f.acts, int32(hits[i].Act)) {
			visit(c, f, &hits[i])
		}
	}
}

// keep notes a turn as one that counts.
func (c *court) keep(_ *finder, h *acts.Hit) { c.hits = append(c.hits, hit{Hit: h}) }

// take notes a hit as one that counts or as one that is silenced, or passes over it.
func (c *court) take(f *finder, h *acts.Hit) {
	if !f.tiers[h.Tier] {
		return
	}
	if by := c.silencer(f, h); by != "" {
		c.mute = append(c.mute, hit{Hit: h, by: by})
		return
	}
	c.hits = append(c.hits, hit{Hit: h})
}

// silencer names what silences a hit: an exception of its act or a guard.
func (c *court) silencer(f *finder, h *acts.Hit) string {
	if h.Except != "" {
		c.told = append(append(c.told[:0], "except:"...), h.Except...)
		return c.tell()
	}
	for _, g := range f.guards {
		if g.Silences(&c.turns[h.Turn].text, h.Begin, h.End) {
			return g.Name()
		}
	}
	return ""
}

// sortHits sorts hits and leaves equal ones in their order. Those of each act are in
// order already, so that one row of them after the other is merged with those ahead.
func (c *court) sortHits(hits []hit, by func(a, b hit) int) {
	for end := rowEnd(hits, 0, by); end < len(hits); {
		c.ahead = append(c.ahead[:0], hits[:end]...)
		ahead, at, next := c.ahead, end, rowEnd(hits, end, by)
		for k := 0; len(ahead) > 0; k++ {
			if at < next && by(hits[at], ahead[0]) < 0 {
				hits[k] = hits[at]
				at++
			} else {
				hits[k], ahead = ahead[0], ahead[1:]
			}
		}
		end = next
	}
}

// rowEnd is where the hits that are in order from begin on end.
func rowEnd(hits []hit, begin int, by func(a, b hit) int) int {
	for i := begin + 1; i < len(hits); i++ {
		if by(hits[i], hits[i-1]) < 0 {
			return i
		}
	}
	return len(hits)
}

func byTurn(a, b hit) int { return cmp.Compare(a.Turn, b.Turn) }

func byPlace(a, b hit) int {
	if a.Turn != b.Turn {
		return cmp.Compare(a.Turn, b.Turn)
	}
	return cmp.Compare(a.Begin, b.Begin)
}

func byPlaceAndAct(a, b hit) int {
	return cmp.Or(byPlace(a, b), cmp.Compare(a.Act, b.Act), cmp.Compare(a.End, b.End))
}

// same tells hits that overlapping windows found twice.
func same(a, b hit) bool {
	return a.Turn == b.Turn && a.Begin == b.Begin && a.End == b.End && a.Act == b.Act
}
