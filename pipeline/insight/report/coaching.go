package report

import (
	"cmp"
	"fmt"
	"slices"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/report/words"
)

// The bounds of the coaching page.
const (
	coachedAgents = 40
	casesPerAgent = 3
	shownOutcomes = 100
	longestWhole  = 120 // turns of an interaction that is shown whole
)

// addCoaching shows the cases of some agents.
func (b *builder) addCoaching(d *Data) error {
	f := b.filter
	d.Coaching.Known = len(b.people.agents.members)
	if d.Coaching.Known > coachedAgents {
		f.Agents = b.people.toCoach()
	}
	found, err := coach.Find(b.ctx, b.period, f, coach.Options{PerAgent: casesPerAgent, Picked: b.options.History})
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

// addOutcomes tells what became of the skills that were coached before, over the
// period and the dates that it is compared with.
func (b *builder) addOutcomes(d *Data) error {
	if len(b.options.History) == 0 {
		return nil
	}
	p := &period.Period{Out: b.period.Out, Dates: slices.Concat(b.before.Dates, b.period.Dates)}
	found, err := coach.FollowUp(b.ctx, p, b.filter, b.options.History)
	if err != nil {
		return fmt.Errorf("what became of coaching: %w", err)
	}
	d.Coaching.Followed = len(found)
	for _, o := range found[:min(len(found), shownOutcomes)] {
		d.Coaching.Outcomes = append(d.Coaching.Outcomes, Outcome{
			Agent: o.Agent, Item: words.Item(o.Skill.ItemID, o.Skill.Name), Trend: o.Trend, Since: o.Since,
			Before: shareOf(o.Before.Fails, o.Before.N), After: shareOf(o.After.Fails, o.After.N),
			PeersBefore: shareOf(o.PeersBefore.Fails, o.PeersBefore.N), PeersAfter: shareOf(o.PeersAfter.Fails, o.PeersAfter.N),
			Change: Estimate{Value: o.Change.Diff, Lo: o.Change.Low, Hi: o.Change.High, N: known(o)},
		})
	}
	return nil
}

// known is the sample behind a change; none when its trend is not known.
func known(o coach.Outcome) int64 {
	if o.Trend == coach.Unknown {
		return 0
	}
	return o.After.N
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
