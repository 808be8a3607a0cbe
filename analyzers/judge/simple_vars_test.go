package judge

import (
	"fmt"
	"strings"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/metrics"
	"zhijian/analyzers/transcript"
)

// What conditions read, for the simple judge.

// variables are the variables of a finder with this id.
func (r *simpleFound) variables(id string) map[string]any {
	return map[string]any{
		id:            r.ok,
		id + "_count": len(r.hits),
		id + "_turns": len(r.tally(func(h *simpleHit) int { return h.Turn })),
		id + "_kinds": len(r.tally(func(h *simpleHit) int { return h.Act })),
		id + "_most":  r.most(), id + "_first": r.first(), id + "_last": r.last(), id + "_missing": r.missing,
		id + "_score": r.score(), id + "_act": r.act,
	}
}

// tally counts the hits by a key.
func (r *simpleFound) tally(key func(*simpleHit) int) map[int]int {
	counts := map[int]int{}
	for i := range r.hits {
		counts[key(&r.hits[i])]++
	}
	return counts
}

// most is the largest number of hits in one turn.
func (r *simpleFound) most() int {
	most := 0
	for _, n := range r.tally(func(h *simpleHit) int { return h.Turn }) {
		most = max(most, n)
	}
	return most
}

// first is the first turn with a hit, -1 when there is none.
func (r *simpleFound) first() int {
	first := -1
	for i := range r.hits {
		if t := r.hits[i].Turn; first < 0 || t < first {
			first = t
		}
	}
	return first
}

// last is the last turn with a hit, -1 when there is none.
func (r *simpleFound) last() int {
	last := -1
	for i := range r.hits {
		last = max(last, r.hits[i].Turn)
	}
	return last
}

// surest is the hit with the highest score, of several the first; nil when
// there is none.
func (r *simpleFound) surest() *simpleHit {
	var surest *simpleHit
	for i := range r.hits {
		if h := &r.hits[i]; surest == nil || h.Score > surest.Score {
			surest = h
		}
	}
	return surest
}

// score is the score of the surest hit, 0 when there is none.
func (r *simpleFound) score() int {
	if h := r.surest(); h != nil {
		return h.Score
	}
	return 0
}

// baseVars fills the base variables for one interaction. Unknown numbers are
// -1: conditions that read them name the input under needs.
func (c *simple) baseVars() {
	in, m := c.in.Interaction, c.in.Metrics
	spoken := 0
	for _, i := range m.AgentTurns {
		spoken += m.Turns[i].SpokenChars
	}
	vars := c.vars
	vars["channel"], vars["queue"], vars["team"], vars["customer_tier"] = string(in.Channel), in.Queue, in.Agent.Team, in.Customer.Tier
	vars["ended_by"], vars["last_role"] = string(in.EndedBy), lastRole(in)
	vars["ring_ms"], vars["satisfaction"], vars["satisfaction_known"] = orUnknown(in.RingMS), orUnknown(in.Satisfaction), in.Satisfaction.Known
	vars["customer_turns"], vars["agent_turns"] = len(m.CustomerTurns), len(m.AgentTurns)
	vars["customer_chars"], vars["agent_chars"], vars["agent_spoken_chars"] = m.CustomerChars, m.AgentChars, spoken
	vars["transferred"], vars["timed"] = in.TransferredTo != "", m.Timed
	vars["first_reply_ms"], vars["max_reply_ms"] = orUnknown(m.FirstReplyMS), orUnknown(m.MaxReplyMS)
	vars["silence_ms"], vars["interruptions"] = orUnknown(m.SilenceMS), orUnknown(m.Interruptions)
	vars["speech_rate"], vars["talk_ratio"] = orUnknownFloat(m.AgentCharsPerMin), orUnknownFloat(m.TalkRatio)
	vars["local_minute"] = c.court().localMinute(in.StartedAt)
	c.ticketVars(vars)
}

func (c *simple) ticketVars(vars map[string]any) {
	in := c.in.Interaction
	t := in.Ticket.Ticket
	vars["ticket_carried"] = in.Ticket.Carried
	vars["ticket_exists"] = t != nil
	vars["ticket_closed_same_day"] = t != nil && t.ClosedAt.Known && in.StartedAt.Known && c.court().sameDay(t.ClosedAt.Value, in.StartedAt.Value)
	minutes := -1.0
	if end := endOf(in); t != nil && t.CreatedAt.Known && end.Known {
		minutes = max(0, t.CreatedAt.Value.Sub(end.Value).Minutes())
	}
	vars["ticket_after_end_min"] = minutes
}

// court gives the clock of the judge.
func (c *simple) court() *court { return &court{judge: c.judge} }

// measure evaluates a condition on a turn.
func (c *simple) measure(f *finder, t int) (simpleHit, bool, error) {
	measures := c.measures(t)
	ok, err := c.eval(f.turn.condition, measures)
	if err != nil || !ok {
		return simpleHit{}, false, err
	}
	var told []string
	for _, m := range f.turn.measures {
		told = append(told, fmt.Sprintf("%s=%v", m.name, measures[m.name]))
	}
	h := simpleHit{metric: strings.Join(told, " ")}
	h.Hit = acts.Hit{Act: noAct, Turn: t, End: len(c.in.Texts[t].Norm), Span: transcript.Span{End: len(c.in.Interaction.Turns[t].Text)},
		Score: 100, Rule: f.turn.text.Value}
	return h, true, nil
}

// measures are what a condition on a turn reads.
func (c *simple) measures(t int) map[string]any {
	m, turn := &c.in.Metrics.Turns[t], &c.in.Interaction.Turns[t]
	duration := metrics.Unknown
	if turn.Timed() {
		duration = int(turn.End.Value - turn.Begin.Value)
	}
	return map[string]any{
		"role": string(turn.Role), "chars": m.Chars, "gap_ms": int(m.GapMS), "overlap_ms": int(m.OverlapMS), "overlapped_ms": int(m.OverlappedMS),
		"reply_ms": int(m.ReplyMS), "since_own_ms": int(m.SinceOwnMS), "duration_ms": duration, "between": m.Between,
		"questions": c.questions(t), "run_questions": c.runQuestions(t), "between_chars": c.betweenChars(t),
		"content": c.in.Echo[t].Content, "echo_agent": c.in.Echo[t].Agent, "echo_customer": c.in.Echo[t].Customer,
		"has":  func(act string) bool { return c.in.Acts.Has(t, act) },
		"prev": func(act string) bool { return m.PrevOwn >= 0 && c.in.Acts.Has(m.PrevOwn, act) },
	}
}

// questions counts the questions that a turn asks; quoted ones are asked by
// somebody else.
func (c *simple) questions(t int) int {
	act, ok := c.judge.matcher.Index(questionAct)
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
func (c *simple) runQuestions(t int) int {
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
func (c *simple) betweenChars(t int) int {
	n := 0
	for i := c.in.Metrics.Turns[t].PrevOwn + 1; i < t; i++ {
		if r := c.in.Interaction.Turns[i].Role; r == transcript.RoleAgent || r == transcript.RoleCustomer {
			n += c.in.Metrics.Turns[i].Chars
		}
	}
	return n
}
