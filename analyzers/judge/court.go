package judge

import (
	"fmt"
	"slices"
	"strings"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// questionAct is the act whose hits are counted as questions.
const questionAct = "question"

// court holds the state of judging one interaction.
type court struct {
	judge    *Judge
	in       *Input
	vars     map[string]any
	verdicts map[string]Verdict
	both     []int // turns of both sides
	result   Result
}

func newCourt(j *Judge, in *Input) *court {
	c := &court{judge: j, in: in, verdicts: make(map[string]Verdict, len(j.items))}
	for i := range in.Interaction.Turns {
		if r := in.Interaction.Turns[i].Role; r == transcript.RoleAgent || r == transcript.RoleCustomer {
			c.both = append(c.both, i)
		}
	}
	c.vars = c.baseVars()
	c.result = Result{Labels: make(map[string]string, len(j.labels)), Findings: make([]Finding, 0, len(j.items))}
	return c
}

func (c *court) label(p *labelProgram) error {
	if _, err := c.findAll(p.finders, nil, func(*finder) bool { return true }); err != nil {
		return fmt.Errorf("label %s: %w", p.label.ID, err)
	}
	value := p.label.Default
	for i, when := range p.choose {
		ok, err := when.eval(c.vars)
		if err != nil {
			return fmt.Errorf("label %s: %w", p.label.ID, err)
		}
		if ok {
			value = p.label.Choose[i].Value
			break
		}
	}
	c.result.Labels[p.label.ID] = value
	if isBool(p.label) {
		c.vars[p.label.ID] = value == "true"
	} else {
		c.vars[p.label.ID] = value
	}
	return nil
}

// findAll runs the finders for which want holds and sets their variables.
// results may hold what an earlier call found; nil begins anew.
func (c *court) findAll(finders []finder, results []found, want func(*finder) bool) ([]found, error) {
	if results == nil {
		results = make([]found, len(finders))
	}
	for i := range finders {
		f := &finders[i]
		if !want(f) {
			continue
		}
		var err error
		if results[i], err = c.find(f, results); err != nil {
			return nil, fmt.Errorf("finder %s: %w", f.spec.ID, err)
		}
		c.setVars(f.spec.ID, &results[i])
	}
	return results, nil
}

func (c *court) setVars(id string, r *found) {
	turns, kinds := map[int]int{}, map[int]bool{}
	first, last, most := -1, -1, 0
	for i := range r.hits {
		h := &r.hits[i]
		turns[h.Turn]++
		kinds[h.Act] = true
		most = max(most, turns[h.Turn])
		if first < 0 || h.Turn < first {
			first = h.Turn
		}
		last = max(last, h.Turn)
	}
	c.vars[id], c.vars[id+"_count"], c.vars[id+"_missing"] = r.ok, len(r.hits), r.missing
	c.vars[id+"_turns"], c.vars[id+"_kinds"], c.vars[id+"_most"] = len(turns), len(kinds), most
	c.vars[id+"_first"], c.vars[id+"_last"] = first, last
}

// item judges one item.
func (c *court) item(p *itemProgram, inForce bool) error {
	f, err := c.finding(p, inForce)
	if err != nil {
		return fmt.Errorf("item %s: %w", p.item.ID, err)
	}
	c.verdicts[p.item.ID] = f.Verdict
	c.result.Findings = append(c.result.Findings, f)
	return nil
}

func (c *court) finding(p *itemProgram, inForce bool) (Finding, error) {
	it := p.item
	if reason := c.outOfForce(it, inForce); reason != "" {
		return Finding{Item: it, Verdict: NA, Reason: reason}, nil
	}
	results, err := c.findAll(p.finders, nil, func(f *finder) bool { return f.early })
	if err != nil {
		return Finding{}, err
	}
	if p.applies != nil {
		ok, err := p.applies.eval(c.vars)
		if err != nil {
			return Finding{}, err
		}
		if !ok {
			return Finding{Item: it, Verdict: NA, Reason: "不适用: " + it.Applies.Value}, nil
		}
	}
	if missing := c.missing(it.Needs); missing != "" {
		return Finding{Item: it, Verdict: NotEvaluated, Reason: missing}, nil
	}
	if results, err = c.findAll(p.finders, results, func(f *finder) bool { return !f.early }); err != nil {
		return Finding{}, err
	}
	ok, err := p.decide.eval(c.vars)
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
func (c *court) outOfForce(it *rubric.Item, inForce bool) string {
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
func (c *court) missing(needs []string) string {
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

// questions counts the questions that a turn asks.
func (c *court) questions(t int) int {
	act, ok := c.judge.question()
	if !ok {
		return 0
	}
	n := 0
	for _, h := range c.in.Acts.Of(t, act) {
		if h.Except == "" {
			n++
		}
	}
	return n
}

// runQuestions counts the questions of the run of agent turns that ends in t,
// with no customer turn between.
func (c *court) runQuestions(t int) int {
	n := 0
	turns := c.in.Interaction.Turns
	for i := t; i >= 0; i-- {
		switch turns[i].Role {
		case turns[t].Role:
			n += c.questions(i)
		case transcript.RoleAgent, transcript.RoleCustomer:
			return n
		}
	}
	return n
}

// betweenChars counts the characters that the other side spoke since the
// previous turn of the same side.
func (c *court) betweenChars(t int) int {
	n := 0
	for i := c.in.Metrics.Turns[t].PrevOwn + 1; i < t; i++ {
		if r := c.in.Interaction.Turns[i].Role; r == transcript.RoleAgent || r == transcript.RoleCustomer {
			n += c.in.Metrics.Turns[i].Chars
		}
	}
	return n
}
