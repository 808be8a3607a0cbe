package judge

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"zhijian/analyzers/rubric"
)

// questionAct is the act whose hits are counted as questions.
const questionAct = "question"

// noAct is the act of a hit that is a whole turn.
const noAct = -1

// court holds the state of judging one interaction. All but the slab, which goes
// with the findings, and what is read-only is memory that serves the next
// interaction again.
type court struct {
	judge *Judge
	in    Input
	scene scene
	steps int // see work

	structure  *structure
	structures map[string]*structure // by the sides of their turns
	passing    structure             // that is not kept
	sights     sights
	awake      bitset // finders and items, by number
	turns      []turn
	bits       bitset // of the acts of all turns
	nothing    bitset // no act
	chars      []int  // by turn: spoken by both sides before it

	results []found  // of the label or item at hand
	hits    []hit    // of all results
	mute    []hit    // those that are silenced, of the finder at hand
	windows []window // of all results
	met     []met    // of the finder at hand
	ahead   []hit    // see sortHits
	keys    []int    // see tally

	values []byte              // by label: the index of its value
	labels map[string]labelled // by values
	slab   []Evidence          // of this interaction's findings
	own    int                 // where the evidence of the finding at hand begins
	told   []byte              // the text at hand, see tell
	prose  strings.Builder     // what was told, see tell
}

// labelled is a set of labels; many interactions have the same.
type labelled = map[string]string

func newCourt(j *Judge) *court {
	c := &court{judge: j, scene: newScene(j.blank.slots()), structures: map[string]*structure{}, labels: map[string]labelled{}}
	c.sights.acts = make([]seen, j.matcher.Len())
	c.nothing = newBitset(j.matcher.Len())
	return c
}

// open begins an interaction.
func (c *court) open(in *Input) {
	c.in, c.steps = *in, 0
	c.order()
	c.measureTurns()
	c.look()
	if c.judge.asks {
		c.countQuestions()
	}
	c.scene.reset(&c.judge.blank)
	for i := range c.judge.base {
		c.judge.base[i].set(c)
	}
}

// judgeAll judges an interaction by all labels and items. The result is made in the
// memory of another.
func (c *court) judgeAll(r *Result, in *Input) error {
	j := c.judge
	c.slab = r.evidence[:0]
	c.open(in)
	for i := range j.labels {
		if err := c.label(&j.labels[i]); err != nil {
			return err
		}
	}
	inForce := true
	if j.applies != nil {
		var err error
		if inForce, err = j.applies.eval(&c.scene); err != nil {
			return err
		}
	}
	r.Findings = append(r.Findings[:0], j.asleep...)
	if inForce {
		if err := c.items(r.Findings); err != nil {
			return err
		}
	} else {
		for i := range r.Findings {
			r.Findings[i].Verdict, r.Findings[i].Reason = NA, j.unfit
		}
	}
	r.Labels, r.evidence = c.labelled(), c.slab
	return nil
}

// items judges the items that are awake or open. The findings of the others are
// what they are to be.
func (c *court) items(findings []Finding) error {
	for w, open := range c.judge.open {
		first := w * wordBits
		for these := c.awake.from(c.judge.wakes.items+first) | open; these != 0; these &= these - 1 {
			i := first + bits.TrailingZeros64(these)
			if err := c.item(&c.judge.items[i], &findings[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// slabSize is how many pieces of evidence there is room for at first: most
// interactions have fewer.
const slabSize = 48

// mostTurns bounds the memory that serves again.
const mostTurns = 1 << 12

// close ends an interaction, and reports whether the court serves again.
func (c *court) close() bool {
	c.in, c.structure, c.slab, c.values = Input{}, nil, nil, c.values[:0]
	return len(c.turns) <= mostTurns
}

// begin gives room for what the finders of the next label or item will find.
func (c *court) begin(finders []finder) []found {
	c.results = slices.Grow(c.results[:0], len(finders))[:len(finders)]
	clear(c.results)
	c.hits, c.windows = c.hits[:0], c.windows[:0]
	return c.results
}

// findAll runs those of some finders that are awake, writes what they find into
// results, and sets their variables.
//
// The number of the first of the finders is given, so that those that sleep are not
// so much as looked at.
func (c *court) findAll(finders []finder, first int32, which bitset, results []found) error {
	for w, some := range which {
		from := w * wordBits
		for these := c.awake.from(int(first)+from) & some; these != 0; these &= these - 1 {
			i := from + bits.TrailingZeros64(these)
			f := &finders[i]
			if err := c.find(f, results, &results[i]); err != nil {
				return fmt.Errorf("finder %s: %w", f.spec.ID, err)
			}
			for k := range f.vars {
				f.vars[k].set(c, &results[i])
			}
		}
	}
	return nil
}

// item judges one item.
func (c *court) item(p *itemProgram, f *Finding) error {
	if err := c.judgeItem(p, f); err != nil {
		return fmt.Errorf("item %s: %w", p.item.ID, err)
	}
	c.scene.texts[p.verdict] = string(f.Verdict)
	return nil
}

func (c *court) judgeItem(p *itemProgram, f *Finding) error {
	if p.bounded {
		if reason := c.outOfForce(p); reason != "" {
			f.Verdict, f.Reason = NA, reason
			return nil
		}
	}
	asleep := !c.awake.has(c.judge.wakes.items + int(p.index))
	if asleep && p.settled {
		c.explainNothing(p, f)
		return nil
	}
	f.Verdict, f.Reason = "", ""
	results := c.begin(p.finders)
	if p.applies != nil {
		if err := c.findAll(p.finders, p.first, p.early, results); err != nil {
			return err
		}
		ok, err := p.applies.eval(&c.scene)
		if err != nil {
			return err
		}
		if !ok {
			f.Verdict, f.Reason = NA, p.unfit
			return nil
		}
	}
	if len(p.needs) > 0 {
		if f.Reason = c.missing(p.needs); f.Reason != "" {
			f.Verdict = NotEvaluated
			return nil
		}
	}
	if err := c.findAll(p.finders, p.first, p.late, results); err != nil {
		return err
	}
	decided, err := p.decide.eval(&c.scene)
	if err != nil {
		return err
	}
	if f.Verdict = p.told(decided); asleep {
		c.explainNothing(p, f)
	} else {
		c.explain(p, f, results)
	}
	return nil
}

// outOfForce says why an item is not in force for the interaction; empty when it is.
func (c *court) outOfForce(p *itemProgram) string {
	if len(p.channels) > 0 && !slices.Contains(p.channels, string(c.in.Interaction.Channel)) {
		c.told = append(append(c.told[:0], "不适用: 渠道 "...), c.in.Interaction.Channel...)
		return c.tell()
	}
	if p.expired {
		return "不适用: 不在有效期内"
	}
	return ""
}

// missing names the inputs that an item needs and the interaction lacks.
func (c *court) missing(needs []string) string {
	c.told = c.told[:0]
	for _, n := range needs {
		if c.known(n) {
			continue
		}
		separator := ", "
		if len(c.told) == 0 {
			separator = "缺少输入: "
		}
		c.told = append(append(c.told, separator...), n...)
	}
	if len(c.told) == 0 {
		return ""
	}
	return c.tell()
}

// known reports whether the interaction has an input.
func (c *court) known(need string) bool {
	in := c.in.Interaction
	switch need {
	case rubric.NeedTimes:
		return c.in.Metrics.Timed
	case rubric.NeedRing:
		return in.RingMS.Known
	case rubric.NeedEndedBy:
		return in.EndedBy != ""
	case rubric.NeedEndedAt:
		return endOf(in).Known
	case rubric.NeedStartedAt:
		return in.StartedAt.Known
	case rubric.NeedTicketCreated:
		return in.Ticket.Ticket == nil || in.Ticket.Ticket.CreatedAt.Known
	case rubric.NeedTicketDelay:
		return in.Ticket.Ticket == nil || in.Ticket.Ticket.CreatedAt.Known && endOf(in).Known
	}
	return true
}

// mostLabelled bounds the sets of labels that are kept.
const mostLabelled = 1 << 10

// labelled is the set of labels that values tell.
func (c *court) labelled() labelled {
	if l, ok := c.labels[string(c.values)]; ok {
		return l
	}
	if len(c.labels) >= mostLabelled {
		clear(c.labels)
	}
	l := make(labelled, len(c.judge.labels))
	for i := range c.judge.labels {
		p := &c.judge.labels[i]
		l[p.label.ID] = p.texts[int(c.values[2*i])|int(c.values[2*i+1])<<8]
	}
	c.labels[string(c.values)] = l
	return l
}
