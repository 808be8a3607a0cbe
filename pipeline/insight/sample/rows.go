package sample

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
)

// Sampled is an interaction of the sample.
type Sampled struct {
	Source coach.Source `json:"source"`
	Agent  coach.Agent  `json:"agent"`
	Fatal  bool         `json:"fatal"`
	// The strata that it was drawn from: class, item (empty of a quiet one), band
	// and agent.
	Class Class   `json:"class"`
	Item  string  `json:"stratum_item,omitempty"`
	Band  string  `json:"score_band"`
	P     float64 `json:"inclusion_probability"` // of the interaction
	W     float64 `json:"weight"`                // 1/P
	// Verdicts to review, that of the stratum's item first.
	Verdicts []Verdict    `json:"verdicts"`
	Turns    []coach.Turn `json:"turns"` // all of them, without spans
}

// Verdict is one verdict to review.
type Verdict struct {
	Skill   coach.Skill `json:"item"`
	Verdict string      `json:"verdict"` // pass or fail
	Clip    coach.Clip  `json:"clip"`
	P       float64     `json:"inclusion_probability"` // of this verdict, with its interaction
	W       float64     `json:"weight"`                // 1/P
}

// fetched is how many interactions are read at a time.
const fetched = 500

// read reads the interactions that were drawn.
func (p *population) read(ctx context.Context, of *period.Period, f period.Filter, chosen []drawn, units []unit, o Options) ([]Sampled, error) {
	keys, err := p.keys(ctx, of, f, chosen)
	if err != nil {
		return nil, err
	}
	var out []Sampled
	for at := 0; at < len(keys); at += fetched {
		end := min(at+fetched, len(keys))
		cases, err := facts.Fetch(ctx, of, keys[at:end], facts.Items|facts.Hits|facts.Turns)
		if err != nil {
			return nil, err
		}
		for i := range cases {
			out = append(out, p.sampled(&cases[i], chosen[at+i].p, &units[chosen[at+i].index], o))
		}
	}
	return out, nil
}

// keys finds the interactions that were drawn by their place: a second, short
// scan instead of an id kept for each.
func (p *population) keys(ctx context.Context, of *period.Period, f period.Filter, chosen []drawn) ([]facts.Key, error) {
	var keys []facts.Key
	n := 0
	err := facts.Scan(ctx, of, f, 0, func(_ *facts.Rubric, c *facts.Case) error {
		if k := len(keys); k < len(chosen) && chosen[k].index == n {
			keys = append(keys, facts.Key{Day: c.Day, InteractionID: strings.Clone(c.Interaction.InteractionID)})
		}
		n++
		return nil
	})
	return keys, err
}

// sampled is a row group of the sample.
func (p *population) sampled(c *facts.Case, probability float64, u *unit, o Options) Sampled {
	in := c.Interaction
	s := Sampled{
		Source: coach.SourceOf(c), Agent: coach.Agent{ID: in.AgentID, Name: in.AgentName, Team: in.Team}, Fatal: in.Fatal,
		Class: classes()[u.path[0]], Band: bandNames()[u.path[2]], P: probability, W: 1 / probability,
	}
	if k := u.path[1]; k >= 0 {
		s.Item = p.items[k]
	}
	r := p.rubrics[c.Day]
	for _, v := range verdicts(r, c, s.Item, o) {
		item := coach.SkillOf(&r.Items[v.item])
		s.Verdicts = append(s.Verdicts, Verdict{
			Skill: item, Verdict: c.Items[v.item].Verdict.String(), Clip: coach.ClipOf(c, item.ItemID), P: probability * v.p, W: 1 / (probability * v.p),
		})
	}
	for i := range c.Turns {
		t := &c.Turns[i]
		s.Turns = append(s.Turns, coach.Turn{Index: t.TurnIndex, Role: t.Role, BeginMS: t.BeginMS, Text: t.Text})
	}
	return s
}

// pick is a verdict of an interaction and the probability that it is reviewed,
// given that the interaction is.
type pick struct {
	item int
	p    float64
}

// verdicts chooses which verdicts of an interaction are reviewed: that of the
// stratum's item, and of the other passes and fails a simple random sample.
func verdicts(r *facts.Rubric, c *facts.Case, stratum string, o Options) []pick {
	var out []pick
	type other struct {
		item int
		u    uint64
	}
	var others []other
	for i := range c.Items {
		id := r.Items[i].ItemID
		switch {
		case !c.Items[i].Verdict.Evaluated():
		case id == stratum:
			out = append(out, pick{i, 1})
		default:
			others = append(others, other{i, random(o.Seed, "verdict", c.Day, c.Interaction.InteractionID, id)})
		}
	}
	slices.SortStableFunc(others, func(a, b other) int { return cmp.Compare(a.u, b.u) })
	if n := min(o.Items-len(out), len(others)); n > 0 {
		for _, x := range others[:n] {
			out = append(out, pick{x.item, float64(n) / float64(len(others))})
		}
	}
	return out
}
