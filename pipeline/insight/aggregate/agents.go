package aggregate

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/stat"
)

// agentKey is what a row of agents_daily is about.
type agentKey struct{ team, agent, channel, queue string }

func (k agentKey) compare(o agentKey) int {
	return cmp.Or(cmp.Compare(k.team, o.team), cmp.Compare(k.agent, o.agent),
		cmp.Compare(k.channel, o.channel), cmp.Compare(k.queue, o.queue))
}

// agents counts the rows of agents_daily.
type agents struct {
	rubric *facts.Rubric
	totals map[agentKey]*agentTotals
}

// agentTotals is a row in the making.
type agentTotals struct {
	row     dataset.AgentDay
	items   []dataset.ItemCount // of the rubric, by its index
	intents []dataset.LabelCount
}

func newAgents() *agents { return &agents{totals: map[agentKey]*agentTotals{}} }

func (a *agents) add(r *facts.Rubric, c *facts.Case) {
	a.rubric = r
	in := c.Interaction
	key := agentKey{in.Team, in.AgentID, in.Channel, in.Queue}
	t := a.totals[key]
	if t == nil {
		t = &agentTotals{items: make([]dataset.ItemCount, len(r.Items))}
		t.row = dataset.AgentDay{RunID: in.RunID, Team: in.Team, AgentID: in.AgentID, AgentName: in.AgentName, Channel: in.Channel, Queue: in.Queue}
		a.totals[key] = t
	}
	for _, it := range c.Items {
		if it.Verdict.Evaluated() {
			t.items[it.Index].Evaluated++
		}
		if it.Verdict == facts.Fail {
			t.items[it.Index].Failed++
		}
	}
	t.labels(in)
	t.score(in)
	t.times(in)
}

func (t *agentTotals) labels(in *dataset.Interaction) {
	r := &t.row
	if r.AgentName == "" {
		r.AgentName = in.AgentName
	}
	r.Interactions++
	r.Turns += int64(in.TurnCount)
	r.Chars += int64(in.Chars)
	count(&r.Fatal, in.Fatal)
	count(&r.Angry, in.CustomerEmotion == "anger")
	count(&r.Anxious, in.CustomerEmotion == "anxiety")
	count(&r.Disappointed, in.CustomerEmotion == "disappointment")
	count(&r.Complaints, in.Intent == complaint)
	count(&r.ServiceComplaints, in.ServiceComplaint)
	count(&r.Pending, in.Resolution == "pending")
	count(&r.Unresolved, in.Resolution == "unresolved")
	count(&r.FollowUps, in.FollowUpNeeded)
	count(&r.Night, in.Shift == "night")
	if in.Intent == "" {
		return
	}
	for i := range t.intents {
		if t.intents[i].Value == in.Intent {
			t.intents[i].Interactions++
			return
		}
	}
	t.intents = append(t.intents, dataset.LabelCount{Value: in.Intent, Interactions: 1})
}

// complaint is the intent of a complaint.
const complaint = "complaint"

func count(n *int64, is bool) {
	if is {
		*n++
	}
}

func (t *agentTotals) score(in *dataset.Interaction) {
	if in.Status != "scored" || in.ScoreFinal == nil {
		return
	}
	t.row.Scored++
	t.row.ScoreSum += *in.ScoreFinal
	t.row.ScoreSquares += *in.ScoreFinal * *in.ScoreFinal
}

func (t *agentTotals) times(in *dataset.Interaction) {
	r := &t.row
	if d := in.DurationMS; d != nil {
		r.HandleSquares += float64(*d) * float64(*d)
		sumUp(d, &r.HandleN, &r.HandleMS, &r.HandleMaxMS)
	}
	sumUp(in.SilenceMS, &r.SilenceN, &r.SilenceMS, nil)
	sumUp(in.FirstReplyMS, &r.FirstReplyN, &r.FirstReplyMS, &r.FirstReplyMax)
	sumUp(in.MaxReplyMS, &r.MaxReplyN, &r.MaxReplyMS, &r.MaxReplyMax)
	if in.Interruptions != nil {
		r.InterruptionsN++
		r.Interruptions += int64(*in.Interruptions)
	}
	if in.TalkRatio != nil {
		r.TalkN++
		r.TalkRatioSum += *in.TalkRatio
	}
	if in.AgentCharsPerMin != nil {
		r.RateN++
		r.RateSum += *in.AgentCharsPerMin
	}
}

// sumUp takes in a value that may be unknown.
func sumUp(v, n, sum *int64, most **int64) {
	if v == nil {
		return
	}
	*n++
	*sum += *v
	if most != nil && (*most == nil || **most < *v) {
		largest := *v
		*most = &largest
	}
}

// rows are the rows in their order.
func (a *agents) rows() []dataset.AgentDay {
	keys := make([]agentKey, 0, len(a.totals))
	for key := range a.totals {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, agentKey.compare)
	rows := make([]dataset.AgentDay, 0, len(keys))
	for _, key := range keys {
		rows = append(rows, a.totals[key].finish(a.rubric))
	}
	return rows
}

// finish adds what follows from the sums.
func (t *agentTotals) finish(r *facts.Rubric) dataset.AgentDay {
	row := t.row
	row.ScoreSum, row.ScoreSquares = round(row.ScoreSum), round(row.ScoreSquares)
	row.TalkRatioSum, row.RateSum = round(row.TalkRatioSum), round(row.RateSum)
	if row.Scored > 0 {
		m := stat.FromSums(row.Scored, row.ScoreSum, row.ScoreSquares)
		row.ScoreMean = known(m.Mean)
		i := m.Interval(stat.Normal)
		row.ScoreLow, row.ScoreHigh = known(i.Low), known(i.High)
	}
	row.FatalLow, row.FatalHigh = share(row.Fatal, row.Interactions)
	row.AngryLow, row.AngryHigh = share(row.Angry, row.Interactions)
	slices.SortFunc(t.intents, func(a, b dataset.LabelCount) int { return cmp.Compare(a.Value, b.Value) })
	row.Intents = t.intents
	for i, c := range t.items {
		if c.Evaluated > 0 {
			c.ItemID = r.Items[i].ItemID
			row.Items = append(row.Items, c)
		}
	}
	return row
}

// share is the interval of the share k of n, which is not 0.
func share(k, n int64) (low, high float64) {
	i := stat.Wilson(k, n, stat.Normal)
	return round(i.Low), round(i.High)
}

// known is nil for what could not be told.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	v = round(v)
	return &v
}

// digits is how many significant digits figures have, so that they do not depend
// on how a processor rounds the last bits.
const digits = 9

func round(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v // out of range: infinite
	}
	return r
}
