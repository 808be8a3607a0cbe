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

// addCoaching shows the cases of some agents.
func (b *builder) addCoaching(d *Data) error {
	f := b.filter
	d.Coaching.Known = len(b.people.agents.members)
	if d.Coaching.Known > coachedAgents {
		f.Agents = b.people.toCoach()
	}
	found, err := coach.Find(b.ctx, b.period, f, coach.Options{PerAgent: casesPerAgent})
	if err != nil {
		return fmt.Errorf("coaching: %w", err)
	}
	cases := map[string][]Case{}
	for _, c := range found.Cases {
		cases[c.Agent.ID] = append(cases[c.Agent.ID], Case{Case: c})
	}
	d.Coaching.Cases = len(found.Cases)
	for _, s := range found.Agents {
		if of := cases[s.Agent.ID]; len(of) > 0 {
			d.Coaching.Agents = append(d.Coaching.Agents, Coached{Agent: s.Agent, Summary: s, Cases: of})
		}
	}
	return nil
}

// toCoach are the agents with the most items in which they are surely weaker than
// their peers, then those with the most interactions.
func (p *people) toCoach() []string {
	ids := sortedKeys(p.agents.members)
	slices.SortStableFunc(ids, func(x, y string) int {
		return cmp.Or(cmp.Compare(p.weaker[y], p.weaker[x]), cmp.Compare(p.agents.members[y].n, p.agents.members[x].n))
	})
	return ids[:coachedAgents]
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
