package judge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// explain gathers the evidence for a verdict.
func (c *court) explain(p *itemProgram, f *Finding, results []found) {
	c.own = len(c.slab)
	for i := range p.finders {
		if p.finders[i].role != "" {
			c.explainFinder(f, &p.finders[i], &results[i])
		}
	}
	if f.Verdict == Fail && f.Violations == 0 {
		c.fieldEvidence(p)
		f.Violations++
	}
	if own := c.slab[c.own:]; len(own) > 0 {
		f.Evidence = slices.Clip(own)
		f.LowTier = f.Verdict == Fail && lowTier(own)
	}
}

// polarity reports whether the condition reads the finder, and whether it does
// so only under a negation.
func (c *condition) polarity(finder string) (reads, negated bool) {
	negated = true
	for _, r := range c.reads {
		if finderOf(r.name, finder) {
			reads = true
			negated = negated && r.negated
		}
	}
	return reads, negated
}

// role tells what a hit of a finder says of the agent: Violation or Credit, or
// nothing when the finder only gives context or is not read by the decision.
// isFail says that the decision tells a fail.
func (c *condition) role(f *rubric.Finder, isFail bool) Polarity {
	reads, negated := c.polarity(f.ID)
	switch {
	case !reads || f.Polarity == "context":
		return ""
	case f.Polarity != "":
		return Polarity(f.Polarity)
	case negated != isFail:
		return Violation
	}
	return Credit
}

// explainFinder adds the evidence of one finder.
func (c *court) explainFinder(f *Finding, fd *finder, r *found) {
	if fd.role == Credit || f.Verdict == Fail { // a violation that passes was within what is allowed
		hits := c.counting(r)
		for i := range hits {
			c.hitEvidence(fd, &hits[i])
		}
		f.count(fd.role, len(hits))
	}
	for i := r.silenced; i < r.end; i++ {
		c.hitEvidence(fd, &c.hits[i])
	}
	if f.Verdict == Fail && fd.role == Credit && !r.ok {
		f.count(Violation, c.absences(fd, r))
	}
}

// count counts evidence that is not suppressed.
func (f *Finding) count(p Polarity, n int) {
	if p == Violation {
		f.Violations += n
	} else {
		f.Credits += n
	}
}

// absences adds the windows in which nothing was found, and tells how many.
func (c *court) absences(fd *finder, r *found) int {
	s := c.stretch(fd.area)
	switch {
	case fd.direction == anywhere:
		c.absence(fd, s, &window{anchor: none, hi: len(s.turns), hole: none})
	case r.examined == r.last:
		c.absence(fd, s, &window{anchor: none, hole: none})
	default:
		for i := r.examined; i < r.last; i++ {
			c.absence(fd, s, &c.windows[i])
		}
		return int(r.last - r.examined)
	}
	return 1
}

// evidence adds a piece of evidence, to be filled.
func (c *court) evidence() *Evidence {
	if len(c.slab) == cap(c.slab) {
		c.slab = slices.Grow(c.slab, max(slabSize, len(c.slab)))
	}
	c.slab = append(c.slab, Evidence{})
	return &c.slab[len(c.slab)-1]
}

func (c *court) hitEvidence(fd *finder, h *hit) {
	e := c.evidence()
	e.Rule, e.Polarity, e.Score, e.SuppressedBy = fd.spec.ID, fd.role, h.Score, h.by
	e.Turn, e.Span, e.NextTurn, e.NextSpan = h.Turn, h.Span, h.NextTurn, h.NextSpan
	if fd.turn == nil {
		e.Tier, e.Matched, e.Nearest = h.Tier.String(), h.Rule, h.Nearest
		return
	}
	c.told = fd.turn.describe(c.told[:0], &c.turns[h.Turn])
	e.Tier, e.Matched, e.WholeTurn = TierMetric, c.tell(), true
}

// absence is the evidence that something is missing: the window that was examined.
func (c *court) absence(fd *finder, s *stretch, w *window) {
	e := c.evidence()
	e.Rule, e.Turn, e.Polarity, e.Tier, e.Score = fd.spec.ID, -1, Violation, TierAbsence, 100
	e.Window = c.windowText(s, w)
	if w.anchor != none {
		anchor := c.hits[w.anchor]
		rule := anchor.Rule
		if fd.anchorRule != "" {
			rule = fd.anchorRule
		}
		c.told = strconv.AppendInt(append(c.told[:0], "第"...), int64(anchor.Turn), 10)
		c.told = append(append(c.told, "轮 "...), rule...)
		e.Matched = c.tell()
	}
}

// mostTold is how many turns of a window are told.
const mostTold = 12

// windowText tells the turns of a window in Chinese. That of a whole stretch is
// kept, since many finders look at the same.
func (c *court) windowText(s *stretch, w *window) string {
	whole := w.lo == 0 && w.hi == len(s.turns) && w.hole == none
	if whole && s.told != "" {
		return s.told
	}
	searched, empty := "已查双方轮 ", "窗口内没有双方轮"
	switch s.side {
	case transcript.AgentSide:
		searched, empty = "已查坐席轮 ", "窗口内没有坐席轮"
	case transcript.CustomerSide:
		searched, empty = "已查客户轮 ", "窗口内没有客户轮"
	}
	n := w.len()
	if n == 0 {
		return empty
	}
	c.told = append(c.told[:0], searched...)
	for i := 0; i < n; i++ {
		if i > 0 {
			c.told = append(c.told, ',')
		}
		if n > mostTold && i == mostTold/2 {
			c.told = append(c.told, "…,"...)
			i = n - mostTold/2
		}
		c.told = strconv.AppendInt(c.told, int64(w.at(s, i)), 10)
	}
	if whole { // in memory of its own, which is kept
		s.told = string(c.told)
		return s.told
	}
	return c.tell()
}

// fieldEvidence tells the fields that decided a fail which no finder explains.
func (c *court) fieldEvidence(p *itemProgram) {
	c.told = c.told[:0]
	for i := range p.fields {
		if i > 0 {
			c.told = append(c.told, ' ')
		}
		c.told = append(append(c.told, p.fields[i].name...), '=')
		c.told = fmt.Append(c.told, p.fields[i].operand.value(&c.scene))
	}
	e := c.evidence()
	e.Rule, e.Turn, e.Polarity, e.Tier, e.Score = conditionName(p.item), -1, Violation, TierField, 100
	e.Matched, e.Window = p.decide.text.Value, c.tell()
}

func conditionName(it *rubric.Item) string {
	if it.Fail.Value != "" {
		return "fail"
	}
	return "pass"
}

// lowTier reports whether every violation that counts is similar or disguised.
func lowTier(evidence []Evidence) bool {
	low := false
	for i := range evidence {
		e := &evidence[i]
		if e.Polarity != Violation || e.SuppressedBy != "" {
			continue
		}
		if e.Tier != acts.Similar.String() && e.Tier != acts.Disguised.String() {
			return false
		}
		low = true
	}
	return low
}

// proseSize is how many bytes of text share a piece of memory: those of a few
// interactions.
const proseSize = 1 << 12

// tell is the text in told. Texts are small and many, so that one piece of memory
// holds those of several interactions; to look whether one was told before would
// take longer.
func (c *court) tell() string {
	from := c.prose.Len()
	if from+len(c.told) > c.prose.Cap() {
		from, c.prose = 0, strings.Builder{}
		c.prose.Grow(max(proseSize, len(c.told)))
	}
	c.prose.Write(c.told)
	return c.prose.String()[from:]
}
