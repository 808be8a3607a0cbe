package judge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// questionAct is the act whose hits are counted as questions.
const questionAct = "question"

// court holds the state of judging one interaction. All but the result is
// memory that serves the next interaction again.
type court struct {
	judge    *Judge
	in       *Input
	machine  vm.VM
	vars     map[string]any
	verdicts map[string]Verdict
	both     []int      // turns of both sides
	steps    int        // see work
	envs     []*turnEnv // by turn; nil until a condition asks
	results  []found    // of the label or item at hand
	verdict  func(id string) string
	result   Result
}

func newCourt(j *Judge) *court {
	c := &court{judge: j, vars: map[string]any{}, verdicts: make(map[string]Verdict, len(j.items))}
	c.verdict = func(id string) string { return string(c.verdicts[id]) }
	return c
}

// open begins an interaction.
func (c *court) open(in *Input) {
	c.in, c.steps = in, 0
	for i := range in.Interaction.Turns {
		if r := in.Interaction.Turns[i].Role; r == transcript.RoleAgent || r == transcript.RoleCustomer {
			c.both = append(c.both, i)
		}
	}
	c.envs = append(c.envs, make([]*turnEnv, len(in.Texts))...)
	c.baseVars()
	c.result = Result{Labels: make(map[string]string, len(c.judge.labels)), Findings: make([]Finding, 0, len(c.judge.items))}
}

// close forgets the interaction, so that nothing of it shows in the next.
func (c *court) close() {
	clear(c.vars)
	clear(c.verdicts)
	clear(c.envs)
	clear(c.results[:cap(c.results)])
	c.in, c.both, c.envs, c.result = nil, c.both[:0], c.envs[:0], Result{}
}

func (c *court) label(p *labelProgram) error {
	if err := c.findAll(p.finders, c.begin(p.finders), func(*finder) bool { return true }); err != nil {
		return fmt.Errorf("label %s: %w", p.label.ID, err)
	}
	value := p.label.Default
	for i, when := range p.choose {
		ok, err := when.eval(&c.machine, c.vars)
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

// begin gives room for what the finders of the next label or item will find.
func (c *court) begin(finders []finder) []found {
	c.results = slices.Grow(c.results[:0], len(finders))[:len(finders)]
	clear(c.results)
	return c.results
}

// findAll runs the finders for which want holds, writes what they find into
// results, and sets their variables.
func (c *court) findAll(finders []finder, results []found, want func(*finder) bool) error {
	for i := range finders {
		f := &finders[i]
		if !want(f) {
			continue
		}
		var err error
		if results[i], err = c.find(f, results); err != nil {
			return fmt.Errorf("finder %s: %w", f.spec.ID, err)
		}
		if h := results[i].surest(); h != nil && h.metric == "" {
			results[i].act = c.in.Acts.ID(h.Act)
		}
		for _, v := range f.vars {
			c.vars[v.name] = v.of(&results[i])
		}
	}
	return nil
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
	results := c.begin(p.finders)
	if err := c.findAll(p.finders, results, func(f *finder) bool { return f.early }); err != nil {
		return Finding{}, err
	}
	if p.applies != nil {
		ok, err := p.applies.eval(&c.machine, c.vars)
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
	if err := c.findAll(p.finders, results, func(f *finder) bool { return !f.early }); err != nil {
		return Finding{}, err
	}
	ok, err := p.decide.eval(&c.machine, c.vars)
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

// questions counts the questions that a turn asks; quoted ones are asked by
// somebody else.
func (c *court) questions(t int) int {
	act, ok := c.judge.question()
	if !ok {
		return 0
	}
	n := 0
	for _, h := range c.in.Acts.Of(t, act) {
		if h.Except == "" && !c.judge.guards.Silences("quotation", c.in.Texts[t].Norm, h.Begin, h.End) {
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
