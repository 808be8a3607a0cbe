package report

import (
	"cmp"
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
	return nil
}

// each visits the cases that are shown and are short enough to be shown whole.
func (c *Coaching) each(visit func(*Case)) {
	for i := range c.Agents {
		for j := range c.Agents[i].Cases {
			if k := &c.Agents[i].Cases[j]; k.Clip.Of > len(k.Clip.Turns) && k.Clip.Of <= longestWhole {
				visit(k)
			}
		}
	}
}

func keyOf(c *Case) facts.Key {
	return facts.Key{Day: c.Source.Day, InteractionID: c.Source.InteractionID}
}

// addWhole adds to the cases the interactions that they are of.
func (b *builder) addWhole(d *Data) {
	d.Coaching.each(func(c *Case) {
		whole := clipOf(b.whole[keyOf(c)], func(h *dataset.Hit) bool { return h.ItemID == c.Skill.ItemID }, -1)
		c.Whole = &whole
	})
}
