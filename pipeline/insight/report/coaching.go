package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/facts"
)

// The bounds of the coaching page.
const (
	coachedAgents = 40
	casesPerAgent = 3
	longestWhole  = 120 // turns of an interaction that is shown whole
)

// addCoaching shows the cases of some agents: all, or those with the most that is
// sure.
func (b *builder) addCoaching(d *Data) error {
	found, err := coach.Find(b.ctx, b.period, b.filter, coach.Options{PerAgent: casesPerAgent})
	if err != nil {
		return fmt.Errorf("coaching: %w", err)
	}
	d.Coaching.Cases = len(found.Cases)
	by := map[string]*Coached{}
	for _, s := range found.Agents {
		if s.Cases > 0 {
			by[s.Agent.ID] = &Coached{Agent: s.Agent, Summary: s}
		}
	}
	for _, c := range found.Cases {
		if a := by[c.Agent.ID]; a != nil {
			a.Cases = append(a.Cases, Case{Case: c})
		}
	}
	d.Coaching.Known = len(by)
	for _, id := range sortedKeys(by) {
		d.Coaching.Agents = append(d.Coaching.Agents, *by[id])
	}
	if len(by) > coachedAgents {
		slices.SortStableFunc(d.Coaching.Agents, func(x, y Coached) int {
			return cmp.Or(cmp.Compare(y.Summary.Weaker, x.Summary.Weaker), cmp.Compare(y.Summary.Cases, x.Summary.Cases))
		})
		d.Coaching.Agents = d.Coaching.Agents[:coachedAgents]
		slices.SortFunc(d.Coaching.Agents, func(x, y Coached) int { return cmp.Compare(x.Agent.ID, y.Agent.ID) })
	}
	return b.addWhole(d.Coaching.Agents)
}

// addWhole adds to the cases the interactions that they are of.
func (b *builder) addWhole(agents []Coached) error {
	var keys []facts.Key
	var cases []*Case
	for i := range agents {
		for j := range agents[i].Cases {
			c := &agents[i].Cases[j]
			if c.Clip.Of > len(c.Clip.Turns) && c.Clip.Of <= longestWhole {
				keys = append(keys, facts.Key{Day: c.Source.Day, InteractionID: c.Source.InteractionID})
				cases = append(cases, c)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	read, err := facts.Fetch(b.ctx, b.period, keys, facts.Hits|facts.Turns)
	if err != nil {
		return fmt.Errorf("transcripts of coaching cases: %w", err)
	}
	if len(read) != len(cases) {
		return errors.New("transcripts of coaching cases: some are missing")
	}
	for i := range read {
		item := cases[i].Skill.ItemID
		whole := clipOf(&read[i], func(h *dataset.Hit) bool { return h.ItemID == item }, -1)
		cases[i].Whole = &whole
	}
	return nil
}
