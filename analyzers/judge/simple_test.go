package judge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// simple judges as the rubric language is told: it searches every turn of every
// window, has every condition evaluated by expr, and keeps nothing. It is what
// the tests hold Judge to.
type simple struct {
	judge    *Judge
	in       *Input
	vars     map[string]any
	verdicts map[string]Verdict
	both     []int // turns of both sides
	steps    int
	result   Result
}

// judgeSimply judges one interaction, and tells the steps that it took.
func judgeSimply(j *Judge, in *Input) (*Result, int, error) {
	c := &simple{judge: j, in: in, vars: map[string]any{}, verdicts: map[string]Verdict{}}
	c.result.Labels = map[string]string{}
	for i := range in.Interaction.Turns {
		if r := in.Interaction.Turns[i].Role; r == transcript.RoleAgent || r == transcript.RoleCustomer {
			c.both = append(c.both, i)
		}
	}
	c.baseVars()
	c.vars["verdict"] = func(id string) string { return string(c.verdicts[id]) }
	for i := range j.labels {
		if err := c.label(&j.labels[i]); err != nil {
			return nil, c.steps, err
		}
	}
	inForce := true
	if j.applies != nil {
		ok, err := c.eval(j.applies, c.vars)
		if err != nil {
			return nil, c.steps, err
		}
		inForce = ok
	}
	for i := range j.items {
		f, err := c.finding(&j.items[i], inForce)
		if err != nil {
			return nil, c.steps, fmt.Errorf("item %s: %w", j.items[i].item.ID, err)
		}
		c.verdicts[f.Item.ID] = f.Verdict
		c.result.Findings = append(c.result.Findings, f)
	}
	return &c.result, c.steps, nil
}

func (c *simple) eval(cond *condition, env map[string]any) (bool, error) {
	out, err := vm.Run(cond.program, env)
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", cond.text.Value, err)
	}
	return out.(bool), nil
}

func (c *simple) work(steps int) error {
	if c.steps += steps; c.steps > c.judge.limit {
		return ErrTooMuchWork
	}
	return nil
}

func (c *simple) label(p *labelProgram) error {
	if err := c.findAll(p.finders, make([]simpleFound, len(p.finders)), nil); err != nil {
		return fmt.Errorf("label %s: %w", p.label.ID, err)
	}
	value := p.label.Default
	for i, when := range p.choose {
		ok, err := c.eval(when, c.vars)
		if err != nil {
			return fmt.Errorf("label %s: %w", p.label.ID, err)
		}
		if ok {
			value = p.label.Choose[i].Value
			break
		}
	}
	c.result.Labels[p.label.ID] = value
	if p.variable.boolean {
		c.vars[p.label.ID] = value == "true"
	} else {
		c.vars[p.label.ID] = value
	}
	return nil
}

// places lists what is in a set.
func places(set bitset) []int {
	out := []int{}
	for i := range len(set) * wordBits {
		if set.has(i) {
			out = append(out, i)
		}
	}
	return out
}

// findAll runs the finders that are listed, all for want of a list, in their order.
func (c *simple) findAll(finders []finder, results []simpleFound, which []int) error {
	for i := range finders {
		f := &finders[i]
		if which != nil && !slices.Contains(which, i) {
			continue
		}
		var err error
		if results[i], err = c.find(f, results); err != nil {
			return fmt.Errorf("finder %s: %w", f.spec.ID, err)
		}
		if h := results[i].surest(); h != nil && f.turn == nil {
			results[i].act = c.in.Acts.ID(h.Act)
		}
		maps.Copy(c.vars, results[i].variables(f.spec.ID))
	}
	return nil
}

func (c *simple) finding(p *itemProgram, inForce bool) (Finding, error) {
	it := p.item
	if reason := c.outOfForce(it, inForce); reason != "" {
		return Finding{Item: it, Verdict: NA, Reason: reason}, nil
	}
	results := make([]simpleFound, len(p.finders))
	if err := c.findAll(p.finders, results, places(p.early)); err != nil {
		return Finding{}, err
	}
	if p.applies != nil {
		ok, err := c.eval(p.applies, c.vars)
		if err != nil {
			return Finding{}, err
		}
		if !ok {
			return Finding{Item: it, Verdict: NA, Reason: p.unfit}, nil
		}
	}
	if missing := c.missing(it.Needs); missing != "" {
		return Finding{Item: it, Verdict: NotEvaluated, Reason: missing}, nil
	}
	if err := c.findAll(p.finders, results, places(p.late)); err != nil {
		return Finding{}, err
	}
	ok, err := c.eval(p.decide, c.vars)
	if err != nil {
		return Finding{}, err
	}
	verdict := Fail
	if ok != p.isFail {
		verdict = Pass
	}
	return c.explain(p, verdict, results), nil
}

// outOfForce says why an item is not in force for the interaction; empty when it is.
func (c *simple) outOfForce(it *rubric.Item, inForce bool) string {
	if !inForce {
		return "不适用: " + c.judge.rubric.Applies.Value
	}
	if len(it.Channels) > 0 && !slices.Contains(it.Channels, string(c.in.Interaction.Channel)) {
		return "不适用: 渠道 " + string(c.in.Interaction.Channel)
	}
	if v, d := it.Valid, c.judge.local.Date; v != nil && d != "" && (v.From != "" && d < v.From || v.Until != "" && d > v.Until) {
		return "不适用: 不在有效期内"
	}
	return ""
}

// missing names the inputs that an item needs and the interaction lacks.
func (c *simple) missing(needs []string) string {
	in := c.in.Interaction
	var absent []string
	for _, n := range needs {
		known := true
		switch n {
		case rubric.NeedTimes:
			known = c.in.Metrics.Timed
		case rubric.NeedRing:
			known = in.RingMS.Known
		case rubric.NeedEndedBy:
			known = in.EndedBy != ""
		case rubric.NeedEndedAt:
			known = endOf(in).Known
		case rubric.NeedStartedAt:
			known = in.StartedAt.Known
		case rubric.NeedTicketCreated:
			known = in.Ticket.Ticket == nil || in.Ticket.Ticket.CreatedAt.Known
		case rubric.NeedTicketDelay:
			known = in.Ticket.Ticket == nil || in.Ticket.Ticket.CreatedAt.Known && endOf(in).Known
		}
		if !known {
			absent = append(absent, n)
		}
	}
	if len(absent) == 0 {
		return ""
	}
	return "缺少输入: " + strings.Join(absent, ", ")
}

// explain gathers the evidence for a verdict.
func (c *simple) explain(p *itemProgram, verdict Verdict, results []simpleFound) Finding {
	f := Finding{Item: p.item, Verdict: verdict}
	for i := range p.finders {
		if reads, negated := p.decide.polarity(p.finders[i].spec.ID); reads {
			c.explainFinder(&f, &p.finders[i], &results[i], negated != p.isFail)
		}
	}
	if verdict == Fail && f.Violations == 0 {
		addTo(&f, c.fieldEvidence(p))
	}
	f.LowTier = verdict == Fail && lowTier(f.Evidence)
	return f
}

// explainFinder adds the evidence of one finder. against says that finding
// something speaks against the agent.
func (c *simple) explainFinder(f *Finding, fd *finder, r *simpleFound, against bool) {
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
		addTo(f, c.hitEvidence(fd, &r.hits[i], polarity))
	}
	for i := range r.silenced {
		e := c.hitEvidence(fd, &r.silenced[i], polarity)
		e.SuppressedBy = r.silenced[i].silenced
		f.Evidence = append(f.Evidence, e)
	}
	if f.Verdict == Fail && polarity == Credit && !r.ok {
		for _, w := range r.examined {
			addTo(f, c.absence(fd, w))
		}
		if len(r.examined) == 0 {
			addTo(f, c.absence(fd, simpleWindow{}))
		}
	}
}

// addTo appends evidence that counts.
func addTo(f *Finding, e Evidence) {
	f.Evidence = append(f.Evidence, e)
	if e.Polarity == Violation {
		f.Violations++
	} else {
		f.Credits++
	}
}

func (c *simple) hitEvidence(fd *finder, h *simpleHit, polarity Polarity) Evidence {
	e := Evidence{Rule: fd.spec.ID, Turn: h.Turn, Span: h.Span, NextTurn: h.NextTurn, NextSpan: h.NextSpan,
		Matched: h.Rule, Polarity: polarity, Tier: h.Tier.String(), Score: h.Score, Nearest: h.Nearest}
	if fd.turn != nil {
		e.Tier, e.Matched, e.WholeTurn = TierMetric, h.metric, true
	}
	return e
}

// absence is the evidence that something is missing: the window that was examined.
func (c *simple) absence(fd *finder, w simpleWindow) Evidence {
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
func (c *simple) fieldEvidence(p *itemProgram) Evidence {
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
