package summary

import (
	"cmp"
	"slices"

	"zhijian/pipeline/dataset"
)

// The limits of the ranking of agents.
const (
	MinSample = 5       // scored interactions that an agent must have to be ranked
	MaxAgents = 100_000 // agents kept in memory
	ends      = 5       // agents shown at either end
)

// Builder takes in the rows of a batch. It is used by one goroutine.
type Builder struct {
	scores  Scores
	sum     float64
	items   []Item         // in the rubric's order
	index   map[string]int // of each item, by its id
	next    int            // the item behind the last one asked for
	agents  map[string]*tally
	unknown int64
	beyond  bool // more than MaxAgents agents were seen
	reasons map[string]int64
}

type tally struct {
	agent Agent
	sum   float64
}

// NewBuilder returns a Builder for a rubric with these items.
func NewBuilder(rubric []dataset.RubricItem) *Builder {
	b := &Builder{index: map[string]int{}, agents: map[string]*tally{}, reasons: map[string]int64{}}
	for _, r := range rubric {
		b.item(r.ItemID).Name = r.Name
	}
	return b
}

// item is the item with an id. Rows come in the rubric's order, again and again.
func (b *Builder) item(id string) *Item {
	if b.next == len(b.items) {
		b.next = 0
	}
	at := b.next
	if at == len(b.items) || b.items[at].ID != id {
		var ok bool
		if at, ok = b.index[id]; !ok {
			at = len(b.items)
			b.index[id] = at
			b.items = append(b.items, Item{ID: id})
		}
	}
	b.next = at + 1
	return &b.items[at]
}

// Add takes in rows in the order in which they are written. It keeps nothing of
// the batch.
func (b *Builder) Add(rows *dataset.Batch) {
	for i := range rows.Interactions {
		b.interaction(&rows.Interactions[i])
	}
	for i := range rows.Items {
		it := b.item(rows.Items[i].ItemID)
		switch rows.Items[i].Verdict {
		case "pass":
			it.Passed++
		case "fail":
			it.Failed++
		case "not_evaluated":
			it.NotEvaluated++
		}
	}
	for i := range rows.Rejects {
		b.reasons[rows.Rejects[i].Reason]++
	}
}

func (b *Builder) interaction(in *dataset.Interaction) {
	s := &b.scores
	if in.Status == "incomplete" {
		s.Incomplete++
	}
	if in.Fatal {
		s.Fatal++
	}
	if in.ScoreFinal == nil {
		s.Unscored++
		return
	}
	score := *in.ScoreFinal
	if s.Scored == 0 {
		s.Min, s.Max = score, score
	}
	s.Scored++
	s.Min, s.Max = min(s.Min, score), max(s.Max, score)
	b.sum += score
	s.Buckets[max(0, min(int(score/10), len(s.Buckets)-1))]++
	b.agent(in, score)
}

func (b *Builder) agent(in *dataset.Interaction, score float64) {
	if in.AgentID == "" {
		b.unknown++
		return
	}
	t, ok := b.agents[in.AgentID]
	if !ok {
		if len(b.agents) >= MaxAgents {
			b.beyond = true
			return
		}
		t = &tally{agent: Agent{ID: in.AgentID}}
		b.agents[in.AgentID] = t
	}
	t.agent.Name = cmp.Or(t.agent.Name, in.AgentName)
	t.agent.Team = cmp.Or(t.agent.Team, in.Team)
	t.agent.Scored++
	t.sum += score
}

// Summary returns what the rows say. The caller fills in what rows do not tell:
// date, run, counts, files and what was skipped.
func (b *Builder) Summary() *Summary {
	s := &Summary{
		Scores:       b.scores,
		Items:        b.itemsByFails(),
		Agents:       b.ranking(),
		Rejects:      []Reasons{},
		TroubleFiles: []File{},
		Skipped:      []Skipped{},
		Warnings:     []Warning{},
	}
	if b.scores.Scored > 0 {
		s.Scores.Mean = b.sum / float64(b.scores.Scored)
	}
	for reason, n := range b.reasons {
		s.Rejects = append(s.Rejects, Reasons{Reason: reason, Count: n})
	}
	slices.SortFunc(s.Rejects, func(x, y Reasons) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Reason, y.Reason))
	})
	if b.beyond {
		s.Warnings = append(s.Warnings, Warning{Code: WarnTooManyAgents})
	}
	return s
}

// itemsByFails lists the items, most fails first, else in the rubric's order.
func (b *Builder) itemsByFails() []Item {
	items := slices.Clone(b.items)
	slices.SortStableFunc(items, func(x, y Item) int { return cmp.Compare(y.Failed, x.Failed) })
	return items
}

// ranking puts the agents with a large enough sample in order and takes both ends.
func (b *Builder) ranking() Agents {
	var ranked []Agent
	for _, t := range b.agents {
		if t.agent.Scored >= MinSample {
			a := t.agent
			a.Mean = t.sum / float64(a.Scored)
			ranked = append(ranked, a)
		}
	}
	slices.SortFunc(ranked, func(x, y Agent) int {
		return cmp.Or(cmp.Compare(y.Mean, x.Mean), cmp.Compare(x.ID, y.ID))
	})
	high := min(ends, (len(ranked)+1)/2)
	low := min(ends, len(ranked)-high)
	a := Agents{
		MinSample: MinSample,
		Known:     len(b.agents),
		Ranked:    len(ranked),
		Unknown:   b.unknown,
		Highest:   append([]Agent{}, ranked[:high]...),
		Lowest:    append([]Agent{}, ranked[len(ranked)-low:]...),
	}
	slices.Reverse(a.Lowest)
	return a
}
