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

// find runs a finder. Results of finders above it are in results.
func (c *court) find(f *finder, results []found, out *found) error {
	*out = found{}
	if f.direction != anywhere {
		return c.findAround(f, c.stretch(f.area), &results[f.anchor], out)
	}
	if !c.possible(f) {
		return nil
	}
	s := c.stretch(f.area)
	if f.spec.Whole {
		c.meetRivals(f, s.turns)
	} else if err := c.meet(f, s); err != nil {
		return err
	}
	if len(c.met) == 0 {
		return nil
	}
	looked := 0
	for i := range c.met {
		m := &c.met[i]
		m.taken = true
		looked += m.steps(f)
		c.weigh(f, m)
	}
	if err := c.work(looked); err != nil {
		return err
	}
	c.gather(out, f.several && !f.spec.Whole, byPlace, nil)
	out.ok = out.hits < out.silenced
	return nil
}

// possible reports whether a finder without anchor can find anything: most finders look for
// acts that stand in no turn.
func (c *court) possible(f *finder) bool {
	if !f.plain {
		return true
	}
	for _, act := range f.acts {
		if c.sights.acts[act].epoch == c.sights.epoch {
			return true
		}
	}
	return false
}

// findAround runs a finder in the windows of its anchors. What can be met is
// listed once; a window is a part of the list.
func (c *court) findAround(f *finder, s *stretch, anchor, out *found) error {
	first, last := picked(f, anchor)
	if first == last {
		return nil
	}
	c.met = c.met[:0]
	if !f.spec.Whole {
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
	c.gather(out, f.several || f.spec.Whole, byPlaceAndAct, same)
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

// meet lists what the finder's means meet in a stretch, by turn; in a turn acts
// come in the finder's order, and rivals behind them.
func (c *court) meet(f *finder, s *stretch) error {
	c.met = c.met[:0]
	if f.turn != nil {
		return c.meetTurns(f, s)
	}
	for _, act := range f.acts {
		for x := c.sights.of(act); x != nil; x = c.sights.next(x) {
			if !c.holds(s, x.turn) {
				continue
			}
			for i := range x.hits {
				c.met = append(c.met, met{hit: &x.hits[i]})
			}
		}
	}
	if f.competes {
		for i := range s.turns {
			c.addRivals(f, s.turns[i:i+1])
		}
	}
	if f.several && len(c.met) > 1 {
		slices.SortStableFunc(c.met, func(a, b met) int { return a.hit.Turn - b.hit.Turn })
	}
	return nil
}

// meetTurns lists the turns for which the finder's condition holds.
func (c *court) meetTurns(f *finder, s *stretch) error {
	for _, t := range s.turns {
		c.scene.turn = &c.turns[t]
		ok, err := f.turn.eval(&c.scene)
		if err != nil {
			return err
		}
		if ok {
			c.met = append(c.met, met{hit: &c.turns[t].whole})
		}
	}
	return nil
}

// meetRivals weighs turns as one text against the acts that compete for it.
func (c *court) meetRivals(f *finder, turns []int) {
	c.met = c.met[:0]
	c.addRivals(f, turns)
}

func (c *court) addRivals(f *finder, turns []int) {
	hits := c.in.Acts.Rivals(c.in.Texts, turns)
	for i := range hits {
		if slices.Contains(f.acts, hits[i].Act) {
			c.met = append(c.met, met{hit: &hits[i], rival: true})
		}
	}
}

// claim takes what was met in a window, and reports whether anything of it counts.
func (c *court) claim(f *finder, s *stretch, w *window) (bool, error) {
	if w.len() == 0 {
		return false, nil
	}
	first, last := 0, len(c.met)
	if f.spec.Whole {
		first = last
		c.addRivals(f, c.listed(s, w))
		last = len(c.met)
	} else {
		first, _ = slices.BinarySearchFunc(c.met, s.turns[w.lo], func(m met, turn int) int { return cmp.Compare(m.hit.Turn, turn) })
	}
	end, looked, something := s.turns[w.hi-1], 0, false
	for i := first; i < last && (f.spec.Whole || c.met[i].hit.Turn <= end); i++ {
		m := &c.met[i]
		if m.hit.Turn == w.hole {
			continue
		}
		looked += m.steps(f)
		if f.turn == nil && !onSide(f.relative.Same, m.hit, c.hits[w.anchor].Hit) {
			continue
		}
		c.weigh(f, m)
		m.taken = true
		something = something || m.state == counts
	}
	return something, c.work(looked)
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

// silencer names what silences a hit: an exception of its act or a guard.
func (c *court) silencer(f *finder, h *acts.Hit) string {
	if h.Except != "" {
		c.told = append(append(c.told[:0], "except:"...), h.Except...)
		return c.tell()
	}
	for _, g := range f.guards {
		if g.Silences(c.in.Texts[h.Turn].Norm, h.Begin, h.End) {
			return g.Name()
		}
	}
	return ""
}

// gather notes what was taken and counts, and what was taken and is silenced. What
// counts is sorted if several acts were looked for; what same tells to be the
// same is noted once.
func (c *court) gather(out *found, sorted bool, order func(a, b hit) int, same func(a, b hit) bool) {
	from := len(c.hits)
	out.hits = int32(from)
	c.pick(counts)
	if sorted {
		c.arrange(from, order, same)
	}
	from = len(c.hits)
	out.silenced = int32(from)
	c.pick(silenced)
	if sorted && same != nil {
		c.arrange(from, order, same)
	}
	out.end = int32(len(c.hits))
}

// pick appends what was taken and is in a state to the hits.
func (c *court) pick(s state) {
	for i := range c.met {
		if m := &c.met[i]; m.taken && m.state == s {
			c.hits = append(c.hits, hit{Hit: m.hit, by: m.by})
		}
	}
}

// arrange sorts the last hits and drops those that are the same.
func (c *court) arrange(from int, order func(a, b hit) int, same func(a, b hit) bool) {
	hits := c.hits[from:]
	if len(hits) < 2 {
		return
	}
	slices.SortStableFunc(hits, order)
	if same != nil {
		c.hits = c.hits[:from+len(slices.CompactFunc(hits, same))]
	}
}

func byPlace(a, b hit) int {
	return cmp.Or(cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.Begin, b.Begin))
}

func byPlaceAndAct(a, b hit) int {
	return cmp.Or(byPlace(a, b), cmp.Compare(a.Act, b.Act), cmp.Compare(a.End, b.End))
}

// same tells hits that overlapping windows found twice.
func same(a, b hit) bool {
	return a.Turn == b.Turn && a.Begin == b.Begin && a.End == b.End && a.Act == b.Act
}
