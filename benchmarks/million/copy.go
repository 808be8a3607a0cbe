package main

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"zhijian/pipeline/dataset"
)

// base is the small dataset in memory.
type base struct {
	manifest    *dataset.Manifest
	rubric      []byte
	rubricItems []dataset.RubricItem
	cases       []dataset.Batch // one interaction each
}

func load(ctx context.Context, out string, m *dataset.Manifest) (*base, error) {
	b := &base{manifest: m}
	var err error
	if b.rubric, err = dataset.ReadRubric(out, m); err != nil {
		return nil, err
	}
	if b.rubricItems, err = collect(dataset.ReadTable[dataset.RubricItem](ctx, out, m, dataset.TableRubricItems)); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for in, err := range dataset.ReadTable[dataset.Interaction](ctx, out, m, dataset.TableInteractions) {
		if err != nil {
			return nil, err
		}
		at[in.InteractionID] = len(b.cases)
		b.cases = append(b.cases, dataset.Batch{Interactions: []dataset.Interaction{in}})
	}
	for row, err := range dataset.ReadTable[dataset.Item](ctx, out, m, dataset.TableItems) {
		if err != nil {
			return nil, err
		}
		c := &b.cases[at[row.InteractionID]]
		c.Items = append(c.Items, row)
	}
	for row, err := range dataset.ReadTable[dataset.Hit](ctx, out, m, dataset.TableHits) {
		if err != nil {
			return nil, err
		}
		c := &b.cases[at[row.InteractionID]]
		c.Hits = append(c.Hits, row)
	}
	for row, err := range dataset.ReadTable[dataset.Turn](ctx, out, m, dataset.TableTurns) {
		if err != nil {
			return nil, err
		}
		c := &b.cases[at[row.InteractionID]]
		c.Turns = append(c.Turns, row)
	}
	return b, nil
}

func collect[T any](rows iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// copier makes the copies of one date.
type copier struct {
	*base
	day    time.Time
	agents int
	surge  bool // of complaints
	rand   *rand.Rand
}

// batch makes the copies [begin, end) of the date.
func (c *copier) batch(begin, end int) *dataset.Batch {
	out := &dataset.Batch{}
	for i := begin; i < end; i++ {
		agent := c.rand.IntN(c.agents)
		from := c.choose(1 + agent%3)
		id := fmt.Sprintf("%s-%06d", c.day.Format("0102"), i)
		out.Interactions = append(out.Interactions, c.interaction(from.Interactions[0], id, agent))
		for _, r := range from.Items {
			r.InteractionID = id
			out.Items = append(out.Items, r)
		}
		for _, r := range from.Hits {
			r.InteractionID = id
			out.Hits = append(out.Hits, r)
		}
		for _, r := range from.Turns {
			r.InteractionID = id
			out.Turns = append(out.Turns, r)
		}
	}
	return out
}

// surgeTries is how often a date with a surge looks for a complaint.
const surgeTries = 2

// any is an interaction, each second time the longer of two: many collections
// of conversations are of shorter ones than a contact centre has.
func (c *copier) any() *dataset.Batch {
	a, b := &c.cases[c.rand.IntN(len(c.cases))], &c.cases[c.rand.IntN(len(c.cases))]
	if c.rand.IntN(2) == 0 && len(b.Turns) > len(a.Turns) {
		return b
	}
	return a
}

// choose is the better of n interactions.
func (c *copier) choose(n int) *dataset.Batch {
	var best *dataset.Batch
	for range n {
		k := c.any()
		if best == nil || score(k) > score(best) {
			best = k
		}
	}
	for range surgeTries {
		if !c.surge || best.Interactions[0].Intent == "complaint" {
			break
		}
		if k := c.any(); k.Interactions[0].Intent == "complaint" {
			best = k
		}
	}
	return best
}

func score(b *dataset.Batch) float64 {
	if s := b.Interactions[0].ScoreFinal; s != nil {
		return *s
	}
	return 0
}

// Sizes of what is made up.
const (
	perTeam   = 20 // agents
	queues    = 8
	customers = 600_000
)

// interaction is in under another id, served by another agent at another time.
func (c *copier) interaction(in dataset.Interaction, id string, agent int) dataset.Interaction {
	at := c.day.Add(time.Duration(c.rand.Int64N(int64(16 * time.Hour))))
	length := int64(in.Chars)*250 + c.rand.Int64N(60_000) // milliseconds
	silence, ratio, wait := c.rand.Int64N(40_000), 0.3+0.4*c.rand.Float64(), c.rand.Int64N(90_000)
	in.InteractionID, in.StartedAt, in.DurationMS = id, &at, &length
	in.AgentID = fmt.Sprintf("A%04d", agent)
	in.AgentName = fmt.Sprintf("坐席%04d", agent)
	in.Team = fmt.Sprintf("客服%02d组", agent/perTeam)
	in.Queue = fmt.Sprintf("业务%d", (agent/perTeam+c.rand.IntN(2))%queues)
	in.CustomerID = fmt.Sprintf("p-%024x", c.rand.IntN(customers))
	in.SilenceMS, in.TalkRatio, in.MaxReplyMS = &silence, &ratio, &wait
	if in.Channel == "chat" {
		first := wait / 2
		in.FirstReplyMS, in.TalkRatio = &first, nil
	}
	in.SourceFile, in.SourceLine = "copies", 0
	return in
}
