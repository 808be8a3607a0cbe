package judge

import (
	"errors"
	"math"
	"slices"
	"strconv"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/metrics"
	"zhijian/analyzers/transcript"
)

// hit is one place that a finder found, or that something silenced.
type hit struct {
	acts.Hit
	metric   string // the measures behind a hit on a turn; empty for a hit in words
	silenced string // what silenced it; empty when it counts
}

// found is what a finder found in an interaction.
type found struct {
	hits     []hit // that count, in order
	silenced []hit
	ok       bool     // something counts; with pick each: every anchor is satisfied
	missing  int      // anchors without a hit in their window
	act      string   // id of the act of the surest hit; empty when there is none
	examined []window // windows in which nothing was found
}

// window is a stretch of turns that a finder looked at.
type window struct {
	anchor *hit  // nil when the finder has none
	turns  []int // indexes of the turns
}

// find runs a finder. Results of finders above it are in results.
func (c *court) find(f *finder, results []found) (found, error) {
	if f.direction == anywhere {
		turns := c.where(f)
		var out found
		if err := c.search(f, turns, nil, &out); err != nil {
			return out, err
		}
		out.ok = len(out.hits) > 0
		if !out.ok {
			out.examined = []window{{turns: turns}}
		}
		return out, nil
	}
	return c.findAround(f, &results[f.anchor])
}

// findAround runs a finder in the windows of its anchors.
func (c *court) findAround(f *finder, anchor *found) (found, error) {
	var out found
	allowed := c.where(f)
	anchors := picked(f, anchor.hits)
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
			out.examined = append(out.examined, window{anchor: a, turns: turns})
		}
	}
	out.ok = satisfied > 0 && (f.relative.Pick != "each" || out.missing == 0)
	out.hits = distinct(out.hits)
	out.silenced = distinct(out.silenced)
	return out, nil
}

// distinct drops hits that overlapping windows found twice.
func distinct(hits []hit) []hit {
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.Turn != b.Turn {
			return a.Turn - b.Turn
		}
		if a.Begin != b.Begin {
			return a.Begin - b.Begin
		}
		return a.Act - b.Act
	})
	return slices.CompactFunc(hits, func(a, b hit) bool {
		return a.Turn == b.Turn && a.Begin == b.Begin && a.End == b.End && a.Act == b.Act
	})
}

// maxSteps bounds the looking at turns and hits for one interaction, which grows
// with the square of the number of turns: a chat of 300 turns needs 54 thousand
// steps, one of 1,000 turns 600 thousand, and a text made to be slow billions.
const maxSteps = 10_000_000

// ErrTooMuchWork is wrapped by the error for an interaction that cannot be judged
// in maxSteps.
var ErrTooMuchWork = errors.New("the interaction repeats itself too often to be judged")

// work counts steps.
func (c *court) work(steps int) error {
	if c.steps += steps; c.steps > maxSteps {
		return ErrTooMuchWork
	}
	return nil
}

// picked chooses the anchors that trigger.
func picked(f *finder, anchors []hit) []hit {
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
func (c *court) where(f *finder) []int {
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

func (c *court) between(turns []int, from, to int64) []int {
	var out []int
	for _, i := range turns {
		if b := c.in.Interaction.Turns[i].Begin; b.Known && b.Value >= from && (to == 0 || b.Value < to) {
			out = append(out, i)
		}
	}
	return out
}

func (c *court) side(who string) []int {
	switch who {
	case "agent":
		return c.in.Metrics.AgentTurns
	case "customer":
		return c.in.Metrics.CustomerTurns
	}
	return c.both
}

// window lists the allowed turns in the window of one anchor.
func (c *court) window(f *finder, anchor *hit, allowed []int) []int {
	at := anchor.Turn
	if anchor.NextTurn > at && f.direction == after {
		at = anchor.NextTurn
	}
	var out []int
	sides := c.side(f.spec.Who)
	i, own := slices.BinarySearch(sides, at)
	first, last := i, i // sides[first:last] is the window; first without the anchor's turn
	if f.direction != before {
		last = min(len(sides), i+f.reach+boolInt(own))
		if own {
			first++
		}
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

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// search looks for the finder's means in the turns and adds what it finds.
// With an anchor, its own turn counts only on the side that the window allows.
func (c *court) search(f *finder, turns []int, anchor *hit, out *found) error {
	if f.spec.Whole {
		c.searchRivals(f, turns, anchor, out)
		return nil
	}
	competes := slices.ContainsFunc(f.acts, c.in.Acts.Competes)
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
			hits := c.in.Acts.Of(t, act)
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
			slices.SortStableFunc(out.hits[first:], func(a, b hit) int { return a.Begin - b.Begin })
		}
	}
	return nil
}

// searchRivals weighs turns as one text against the acts that compete for it.
func (c *court) searchRivals(f *finder, turns []int, anchor *hit, out *found) {
	hits := c.in.Acts.Rivals(c.in.Texts, turns)
	for i := range hits {
		if slices.Contains(f.acts, hits[i].Act) {
			c.consider(f, &hits[i], anchor, out)
		}
	}
}

// consider takes a hit in words, silences it, or passes it over.
func (c *court) consider(f *finder, h *acts.Hit, anchor *hit, out *found) {
	if !f.tiers[h.Tier] || anchor != nil && !onSide(f.relative.Same, h, anchor) {
		return
	}
	if by := c.silencer(f, h); by != "" {
		out.silenced = append(out.silenced, hit{Hit: *h, silenced: by})
		return
	}
	out.hits = append(out.hits, hit{Hit: *h})
}

// onSide reports whether a hit in the anchor's own turn lies where the window allows.
func onSide(same string, h *acts.Hit, anchor *hit) bool {
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

// silencer names what silences a hit: an exception of its act or a guard.
func (c *court) silencer(f *finder, h *acts.Hit) string {
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

// measure evaluates a condition on a turn.
func (c *court) measure(f *finder, t int) (hit, bool, error) {
	if c.envs[t] == nil {
		c.envs[t] = c.turnEnv(t)
	}
	ok, err := f.turn.eval(&c.machine, c.envs[t])
	if err != nil || !ok {
		return hit{}, false, err
	}
	text := c.in.Interaction.Turns[t].Text
	h := hit{metric: describe(f.turn.measures, c.envs[t])}
	h.Hit = acts.Hit{Turn: t, End: len(c.in.Texts[t].Norm), Span: transcript.Span{End: len(text)}, Score: 100, Rule: f.turn.text.Value}
	return h, true, nil
}

func (c *court) turnEnv(t int) *turnEnv {
	m := &c.in.Metrics.Turns[t]
	turn := &c.in.Interaction.Turns[t]
	duration := metrics.Unknown
	if turn.Timed() {
		duration = int(turn.End.Value - turn.Begin.Value)
	}
	return &turnEnv{
		Role: string(turn.Role), Chars: m.Chars, GapMS: int(m.GapMS), OverlapMS: int(m.OverlapMS), OverlappedMS: int(m.OverlappedMS),
		ReplyMS: int(m.ReplyMS), SinceOwnMS: int(m.SinceOwnMS), DurationMS: duration, Between: m.Between,
		Questions: c.questions(t), RunQuestions: c.runQuestions(t), BetweenChars: c.betweenChars(t),
		Content: c.in.Echo[t].Content, EchoAgent: c.in.Echo[t].Agent, EchoCustomer: c.in.Echo[t].Customer,
		Has:  func(act string) bool { return c.in.Acts.Has(t, act) },
		Prev: func(act string) bool { return m.PrevOwn >= 0 && c.in.Acts.Has(m.PrevOwn, act) },
	}
}

// describe writes the measures that a condition read with their values.
func describe(measures []string, env *turnEnv) string {
	var b []byte
	for _, m := range measures {
		v, ok := env.measure(m)
		if !ok {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(append(b, m...), '=')
		b = strconv.AppendInt(b, int64(v), 10)
	}
	return string(b)
}

// measure is the measure of this name; false when there is none.
func (e *turnEnv) measure(name string) (int, bool) {
	switch name {
	case "chars":
		return e.Chars, true
	case "gap_ms":
		return e.GapMS, true
	case "overlap_ms":
		return e.OverlapMS, true
	case "overlapped_ms":
		return e.OverlappedMS, true
	case "reply_ms":
		return e.ReplyMS, true
	case "since_own_ms":
		return e.SinceOwnMS, true
	case "duration_ms":
		return e.DurationMS, true
	case "questions":
		return e.Questions, true
	case "content":
		return e.Content, true
	case "echo_agent":
		return e.EchoAgent, true
	case "echo_customer":
		return e.EchoCustomer, true
	case "run_questions":
		return e.RunQuestions, true
	case "between":
		return e.Between, true
	case "between_chars":
		return e.BetweenChars, true
	}
	return 0, false
}
