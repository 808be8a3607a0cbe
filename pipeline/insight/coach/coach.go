// Package coach picks, out of the published tables, the interactions that an
// agent can learn from: the skills in which the agent is truly weaker than
// comparable peers, clear failures and near misses, each with its words, the
// norm, what to say instead and how a colleague did it.
package coach

import (
	"cmp"
	"context"
	"slices"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/peers"
	"zhijian/pipeline/insight/period"
)

// Options of Find.
type Options struct {
	PerAgent int          // the most cases of an agent; 0 is 5
	Picked   []Pick       // cases of earlier times: their interactions are not picked again
	Limits   peers.Limits // of the comparison
}

func (o *Options) perAgent() int {
	if o.PerAgent <= 0 {
		return 5
	}
	return o.PerAgent
}

// Result is what Find found.
type Result struct {
	From   string    `json:"from"` // the period
	To     string    `json:"to"`
	Cases  []Case    `json:"cases"`  // by agent id, then in the order of the talk
	Agents []Summary `json:"agents"` // all that were looked at, by id
}

// Summary says what was found of one agent, so that silence has a reason.
type Summary struct {
	Agent        Agent `json:"agent"`
	Interactions int   `json:"interactions"`
	Cases        int   `json:"cases"`
	Compared     int   `json:"compared"` // items in which the sample was large enough
	Weaker       int   `json:"weaker"`   // of these
	Stronger     int   `json:"stronger"`
}

// atATime is for how many agents clips are cut in one walk over the tables: it
// bounds the memory.
const atATime = 1000

// Find picks the coaching cases of a period. Queues and channels of the filter
// choose the interactions that are looked at, also of peers; teams and agents
// choose for whom cases are picked. Agents without an id have none. The result
// depends on the tables, the filter and the options alone.
func Find(ctx context.Context, p *period.Period, f period.Filter, o Options) (*Result, error) {
	c := newCollector(period.Filter{Teams: f.Teams, Agents: f.Agents}, o.Picked)
	data := period.Filter{Queues: f.Queues, Channels: f.Channels}
	if err := facts.Scan(ctx, p, data, facts.Items|facts.Hits, c.visit); err != nil {
		return nil, err
	}
	d := &finder{collector: c, period: p, shelf: newShelf(c), findings: map[string][]*peers.Finding{}, n: o.perAgent()}
	d.compare(o.Limits)
	r := &Result{From: p.From(), To: p.To()}
	for people := range slices.Chunk(c.asked(), atATime) {
		cases, err := d.cases(ctx, people)
		if err != nil {
			return nil, err
		}
		r.Cases = append(r.Cases, cases...)
	}
	for _, a := range c.asked() {
		s := Summary{Agent: a.Agent, Interactions: a.interactions}
		for _, f := range d.findings[a.ID] {
			if f != nil && f.Standing != peers.TooFew {
				s.Compared++
				s.Weaker += count(f.Standing == peers.Weaker)
				s.Stronger += count(f.Standing == peers.Stronger)
			}
		}
		for i := range r.Cases {
			s.Cases += count(r.Cases[i].Agent.ID == a.ID)
		}
		r.Agents = append(r.Agents, s)
	}
	return r, nil
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// asked lists the agents for whom cases are wanted, by id.
func (c *collector) asked() []*person {
	var out []*person
	for _, p := range c.people {
		if p.items != nil {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *person) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// finder makes cases of what was collected.
type finder struct {
	*collector
	period   *period.Period
	shelf    *shelf
	findings map[string][]*peers.Finding // by agent, then item
	n        int
}

// compare fills in the findings of the agents that were asked for.
func (d *finder) compare(l peers.Limits) {
	all := d.counts.Findings(l)
	for i := range all {
		f := &all[i]
		if d.people[f.Unit].items == nil {
			continue
		}
		if d.findings[f.Unit] == nil {
			d.findings[f.Unit] = make([]*peers.Finding, len(d.items))
		}
		d.findings[f.Unit][d.index[f.ItemID]] = f
	}
	for _, p := range d.asked() {
		if d.findings[p.ID] == nil {
			d.findings[p.ID] = make([]*peers.Finding, len(d.items))
		}
	}
}
