package judge

import (
	"slices"
	"strconv"

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
	name string
	of   func(*scene) int
}

// turnCondition compiles a condition on turns.
func (c *compiler) turnCondition(text lexicon.Text) *turnCondition {
	tc := &turnCondition{condition: c.condition(text, c.turns)}
	for _, r := range tc.reads {
		of := c.turns.vars[r.name].number
		if of != nil && !slices.ContainsFunc(tc.measures, func(m measure) bool { return m.name == r.name }) {
			tc.measures = append(tc.measures, measure{r.name, of})
		}
	}
	c.asks = c.asks || tc.readsName("questions") || tc.readsName("run_questions")
	return tc
}

// describe appends the measures that the condition read with their values.
func (t *turnCondition) describe(b []byte, s *scene) []byte {
	for i, m := range t.measures {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(append(b, m.name...), '=')
		b = strconv.AppendInt(b, int64(m.of(s)), 10)
	}
	return b
}

// turnScope is what conditions on turns can name. Unknown times are
// metrics.Unknown.
func (c *compiler) turnScope() *scope {
	measure := func(of func(*turn) int) operand {
		return operand{number: func(s *scene) int { return of(s.turn) }}
	}
	return &scope{
		vars: map[string]operand{
			"role":          {text: func(s *scene) string { return s.turn.role }},
			"chars":         {number: func(s *scene) int { return s.turn.metrics.Chars }},
			"gap_ms":        measure(func(t *turn) int { return int(t.metrics.GapMS) }),
			"overlap_ms":    measure(func(t *turn) int { return int(t.metrics.OverlapMS) }),
			"overlapped_ms": measure(func(t *turn) int { return int(t.metrics.OverlappedMS) }),
			"reply_ms":      measure(func(t *turn) int { return int(t.metrics.ReplyMS) }),
			"since_own_ms":  measure(func(t *turn) int { return int(t.metrics.SinceOwnMS) }),
			"duration_ms":   measure(func(t *turn) int { return t.durationMS }),
			"questions":     measure(func(t *turn) int { return t.questions }),
			"run_questions": measure(func(t *turn) int { return t.runQuestions }),
			"between":       measure(func(t *turn) int { return t.metrics.Between }),
			"between_chars": measure(func(t *turn) int { return t.betweenChars }),
			"content":       measure(func(t *turn) int { return t.echo.Content }),  // different content words of the turn
			"echo_agent":    measure(func(t *turn) int { return t.echo.Agent }),    // of these, said in an earlier agent turn
			"echo_customer": measure(func(t *turn) int { return t.echo.Customer }), // of these, said in an earlier customer turn
		},
		calls: map[string]function{
			"has": asker(func(id string) (operand, bool) {
				act, ok := c.index(id)
				return operand{boolean: func(s *scene) bool { return s.turn.acts.has(act) }}, ok
			}),
			"prev": asker(func(id string) (operand, bool) {
				act, ok := c.index(id)
				return operand{boolean: func(s *scene) bool { return s.turn.prev.has(act) }}, ok
			}),
		},
	}
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
		t.role, t.metrics, t.echo = string(said.Role), &m.Turns[i], &c.in.Echo[i]
		t.durationMS = metrics.Unknown
		if said.Timed() {
			t.durationMS = int(said.End.Value - said.Begin.Value)
		}
		t.betweenChars = c.chars[i] - c.chars[t.metrics.PrevOwn+1]
		chars := 0
		if c.sides[i] != noSide {
			chars = t.metrics.Chars
		}
		c.chars = append(c.chars, c.chars[i]+chars)
		t.acts, t.prev = c.bits[words*i:words*(i+1)], c.nothing
		if own := t.metrics.PrevOwn; own >= 0 {
			t.prev = c.turns[own].acts
		}
		t.whole.Act, t.whole.Turn, t.whole.Score = noAct, i, 100
		t.whole.End, t.whole.Span = len(c.in.Texts[i].Norm), transcript.Span{End: len(said.Text)}
		t.questions, t.runQuestions = 0, 0
	}
}

// countQuestions counts the questions of each turn, and of each run of turns of
// one side with no turn of the other between. Quoted questions are asked by
// somebody else.
func (c *court) countQuestions() {
	for p := c.sights.of(c.judge.question); p != nil; p = c.sights.next(p) {
		for i := range p.hits {
			h := &p.hits[i]
			if h.Except == "" && !c.judge.quotation.Silences(c.in.Texts[h.Turn].Norm, h.Begin, h.End) {
				c.turns[p.turn].questions++
			}
		}
	}
	for k, i := range c.both {
		t := &c.turns[i]
		t.runQuestions = t.questions
		if k > 0 && c.sides[c.both[k-1]] == c.sides[i] {
			t.runQuestions += c.turns[c.both[k-1]].runQuestions
		}
	}
}
