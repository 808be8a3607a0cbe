package judge

import (
	"slices"
	"strconv"

	"zhijian/analyzers/echo"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/metrics"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
)

// turnCondition is a condition on the measures of a turn, with the measures that
// it reads, for the evidence.
type turnCondition struct {
	*condition
	measures []measure
}

// measure is a measure that a condition reads.
type measure struct {
	name  string
	index int32
}

// The measures of a turn. Unknown times are metrics.Unknown.
const (
	chars = iota
	gapMS
	overlapMS
	overlappedMS
	replyMS
	sinceOwnMS
	durationMS
	questions
	runQuestions // of the run of turns of one side that ends here
	between
	betweenChars // spoken by both sides since the previous turn of the same side
	content      // different content words of the turn
	echoAgent    // of these, said in an earlier agent turn
	echoCustomer // of these, said in an earlier customer turn
	measureCount
)

// measureNames are the names of the measures in conditions.
func measureNames() [measureCount]string {
	return [...]string{chars: "chars", gapMS: "gap_ms", overlapMS: "overlap_ms", overlappedMS: "overlapped_ms", replyMS: "reply_ms",
		sinceOwnMS: "since_own_ms", durationMS: "duration_ms", questions: "questions", runQuestions: "run_questions", between: "between",
		betweenChars: "between_chars", content: "content", echoAgent: "echo_agent", echoCustomer: "echo_customer"}
}

// turnCondition compiles a condition on turns.
func (c *compiler) turnCondition(text lexicon.Text) *turnCondition {
	tc := &turnCondition{condition: c.condition(text, c.turns)}
	for _, r := range tc.reads {
		o := c.turns.vars[r.name]
		if o.ask == askMeasure && !slices.ContainsFunc(tc.measures, func(m measure) bool { return m.name == r.name }) {
			tc.measures = append(tc.measures, measure{r.name, o.slot})
		}
	}
	c.asks = c.asks || tc.readsName("questions") || tc.readsName("run_questions")
	return tc
}

// describe appends the measures that the condition read with their values.
func (t *turnCondition) describe(b []byte, of *turn) []byte {
	for i, m := range t.measures {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(append(b, m.name...), '=')
		b = strconv.AppendInt(b, int64(of.measures[m.index]), 10)
	}
	return b
}

// turnScope is what conditions on turns can name.
func (c *compiler) turnScope() *scope {
	s := &scope{vars: map[string]operand{"role": {text: func(s *scene) string { return s.turn.role }}}}
	for k, name := range measureNames() {
		s.vars[name] = operand{number: func(s *scene) int { return s.turn.measures[k] }, ask: askMeasure, slot: int32(k)}
	}
	s.calls = map[string]function{
		"has": asker(func(id string) (operand, bool) {
			act, ok := c.index(id)
			return operand{boolean: func(s *scene) bool { return s.turn.acts.has(act) }, ask: askAct, slot: int32(act)}, ok
		}),
		"prev": asker(func(id string) (operand, bool) {
			act, ok := c.index(id)
			return operand{boolean: func(s *scene) bool { return s.turn.prev.has(act) }, ask: askPrev, slot: int32(act)}, ok
		}),
	}
	return s
}

// measureTurns makes the turns of the interaction ready for conditions.
func (c *court) measureTurns() {
	in, m := c.in.Interaction, c.in.Metrics
	words := len(c.nothing)
	c.turns = slices.Grow(c.turns[:0], len(in.Turns))[:len(in.Turns)]
	c.bits = slices.Grow(c.bits[:0], words*len(in.Turns))[:words*len(in.Turns)]
	c.chars = append(slices.Grow(c.chars[:0], len(in.Turns)+1), 0)
	clear(c.bits)
	for i := range in.Turns {
		said, t := &in.Turns[i], &c.turns[i]
		t.role, t.text = string(said.Role), guard.Text{Norm: c.in.Texts[i].Norm}
		t.measure(&m.Turns[i], &c.in.Echo[i])
		if said.Timed() {
			t.measures[durationMS] = int(said.End.Value - said.Begin.Value)
		}
		t.measures[betweenChars] = c.chars[i] - c.chars[m.Turns[i].PrevOwn+1]
		spoken := 0
		if c.structure.sides[i] != 0 {
			spoken = m.Turns[i].Chars
		}
		c.chars = append(c.chars, c.chars[i]+spoken)
		t.acts, t.prev = c.bits[words*i:words*(i+1)], c.nothing
		if own := m.Turns[i].PrevOwn; own >= 0 {
			t.prev = c.turns[own].acts
		}
		t.whole.Act, t.whole.Turn, t.whole.Score = noAct, i, 100
		t.whole.End, t.whole.Span = len(c.in.Texts[i].Norm), transcript.Span{End: len(said.Text)}
	}
}

// measure copies what is known of the turn by itself; of questions there are none
// so far.
func (t *turn) measure(m *metrics.Turn, e *echo.Turn) {
	t.measures = [measureCount]int{
		chars: m.Chars, gapMS: int(m.GapMS), overlapMS: int(m.OverlapMS), overlappedMS: int(m.OverlappedMS), replyMS: int(m.ReplyMS),
		sinceOwnMS: int(m.SinceOwnMS), durationMS: metrics.Unknown, between: m.Between,
		content: e.Content, echoAgent: e.Agent, echoCustomer: e.Customer,
	}
}

// countQuestions counts the questions of each turn, and of each run of turns of
// one side with no turn of the other between. Quoted questions are asked by
// somebody else.
func (c *court) countQuestions() {
	for p := c.sights.of(c.judge.question); p != nil; p = c.sights.next(p) {
		hits := c.sighted(p)
		for i := range hits {
			h := &hits[i]
			if h.Except == "" && !c.judge.quotation.Silences(&c.turns[h.Turn].text, h.Begin, h.End) {
				c.turns[p.turn].measures[questions]++
			}
		}
	}
	sides, before := c.structure.sides, none
	for _, i := range c.structure.all {
		m := &c.turns[i].measures
		m[runQuestions] = m[questions]
		if before != none && sides[before] == sides[i] {
			m[runQuestions] += c.turns[before].measures[runQuestions]
		}
		before = i
	}
}
