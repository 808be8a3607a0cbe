package judge

import (
	"fmt"
	"strings"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/rubric"
)

// explain gathers the evidence for a verdict.
func (c *court) explain(p *itemProgram, verdict Verdict, results []found) Finding {
	f := Finding{Item: p.item, Verdict: verdict}
	for i := range p.finders {
		if reads, negated := p.decide.polarity(p.finders[i].spec.ID); reads {
			c.explainFinder(&f, &p.finders[i], &results[i], negated != p.isFail)
		}
	}
	if verdict == Fail && f.Violations == 0 {
		f.add(c.fieldEvidence(p))
	}
	f.LowTier = verdict == Fail && lowTier(f.Evidence)
	return f
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

// explainFinder adds the evidence of one finder. against says that finding
// something speaks against the agent.
func (c *court) explainFinder(f *Finding, fd *finder, r *found, against bool) {
	polarity := Credit
	if against {
		polarity = Violation
	}
	switch fd.spec.Polarity {
	case "violation":
		polarity = Violation
	case "credit":
		polarity = Credit
	case "context":
		return
	}
	for i := range r.hits {
		if polarity == Violation && f.Verdict == Pass {
			break // it was within what is allowed
		}
		f.add(c.hitEvidence(fd, &r.hits[i], polarity))
	}
	for i := range r.silenced {
		e := c.hitEvidence(fd, &r.silenced[i], polarity)
		e.SuppressedBy = r.silenced[i].silenced
		f.Evidence = append(f.Evidence, e)
	}
	if f.Verdict == Fail && polarity == Credit && !r.ok {
		for _, w := range r.examined {
			f.add(c.absence(fd, w))
		}
		if len(r.examined) == 0 {
			f.add(c.absence(fd, window{}))
		}
	}
}

// add appends evidence that counts.
func (f *Finding) add(e Evidence) {
	f.Evidence = append(f.Evidence, e)
	if e.Polarity == Violation {
		f.Violations++
	} else {
		f.Credits++
	}
}

func (c *court) hitEvidence(fd *finder, h *hit, polarity Polarity) Evidence {
	e := Evidence{Rule: fd.spec.ID, Turn: h.Turn, Span: h.Span, NextTurn: h.NextTurn, NextSpan: h.NextSpan,
		Matched: h.Rule, Polarity: polarity, Tier: h.Tier.String(), Score: h.Score, Nearest: h.Nearest}
	if fd.turn != nil {
		e.Tier, e.Matched, e.WholeTurn = TierMetric, h.metric, true
	}
	return e
}

// absence is the evidence that something is missing: the window that was examined.
func (c *court) absence(fd *finder, w window) Evidence {
	e := Evidence{Rule: fd.spec.ID, Turn: -1, Polarity: Violation, Tier: TierAbsence, Score: 100, Window: windowText(fd, w.turns)}
	if w.anchor != nil {
		e.Matched = fmt.Sprintf("第%d轮 %s", w.anchor.Turn, w.anchor.Rule)
	}
	return e
}

// windowText tells the turns of a window in Chinese.
func windowText(fd *finder, turns []int) string {
	who := map[string]string{"agent": "坐席", "customer": "客户", "any": "双方"}[fd.spec.Who]
	if len(turns) == 0 {
		return "窗口内没有" + who + "轮"
	}
	parts := make([]string, len(turns))
	for i, t := range turns {
		parts[i] = fmt.Sprint(t)
	}
	const most = 12
	if len(parts) > most {
		parts = append(parts[:most/2:most/2], append([]string{"…"}, parts[len(parts)-most/2:]...)...)
	}
	return fmt.Sprintf("已查%s轮 %s", who, strings.Join(parts, ","))
}

// fieldEvidence tells the fields that decided a fail which no finder explains.
func (c *court) fieldEvidence(p *itemProgram) Evidence {
	var parts []string
	seen := map[string]bool{}
	for _, r := range p.decide.reads {
		if !seen[r.name] && r.name != "verdict" {
			seen[r.name] = true
			parts = append(parts, fmt.Sprintf("%s=%v", r.name, c.vars[r.name]))
		}
	}
	return Evidence{Rule: conditionName(p.item), Turn: -1, Polarity: Violation, Tier: TierField, Score: 100,
		Matched: p.decide.text.Value, Window: strings.Join(parts, " ")}
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
	for _, e := range evidence {
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
