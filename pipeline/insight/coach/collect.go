package coach

import (
	"strings"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/peers"
	"zhijian/pipeline/insight/period"
)

// How many are kept of each, so that there is a choice.
const (
	keptFails    = 6 // of an agent and item
	keptNear     = 2 // of an agent and item
	keptExamples = 4 // of an item and stratum, each of another agent
)

// person is an agent of the period.
type person struct {
	Agent
	interactions int
	items        []found // by item; shorter when the last ones never failed; nil when nobody asked for the agent
}

// found is what an agent's interactions have of an item.
type found struct {
	clear int // fails in words that leave no doubt
	fails best
	near  best
}

// collector visits the interactions of a period and keeps what may become a case.
// It is for one goroutine.
type collector struct {
	chosen period.Filter // of agents and teams
	picked map[pickedKey]bool
	counts *peers.Counts

	rubrics map[string]*facts.Rubric // by day
	rubric  *facts.Rubric
	items   []Skill // as the latest rubric words them
	index   map[string]int
	at      []int // of the items of rubric in items

	people   map[string]*person
	strata   []peers.Stratum
	stratum  map[peers.Stratum]int
	examples []map[int]*best // by item, then stratum
	seen     [2]int          // interactions whose customer is calm, and in a temper
	inForce  [][2]int        // of these, by item: passed or failed
	evidence []evidence
}

type pickedKey struct{ agent, day, id string }

func newCollector(chosen period.Filter, picked []Pick) *collector {
	c := &collector{
		chosen: chosen, picked: map[pickedKey]bool{}, counts: peers.NewCounts(peers.ByAgent),
		rubrics: map[string]*facts.Rubric{}, index: map[string]int{},
		people: map[string]*person{}, stratum: map[peers.Stratum]int{},
	}
	for _, p := range picked {
		c.picked[pickedKey{p.Agent, p.Day, p.InteractionID}] = true
	}
	return c
}

// learn maps the items of a rubric on those of all.
func (c *collector) learn(r *facts.Rubric, day string) {
	if c.rubric == r {
		return
	}
	c.rubric, c.at = r, c.at[:0]
	c.rubrics[day] = r
	for i := range r.Items {
		s := SkillOf(&r.Items[i])
		k, ok := c.index[s.ItemID]
		if !ok {
			k = len(c.items)
			c.index[s.ItemID] = k
			c.items = append(c.items, s)
			c.examples = append(c.examples, map[int]*best{})
			c.inForce = append(c.inForce, [2]int{})
		}
		c.items[k] = s
		c.at = append(c.at, k)
	}
}

// SkillOf is an item of a rubric as a skill.
func SkillOf(it *dataset.RubricItem) Skill {
	return Skill{ItemID: it.ItemID, Name: it.Name, Section: it.Section, Kind: it.Kind, Severity: it.Severity, Weight: it.Weight,
		Norm: it.Source, Coaching: it.Coaching}
}

// visit takes in one interaction, scanned with items and hits.
func (c *collector) visit(r *facts.Rubric, f *facts.Case) error {
	c.learn(r, f.Day)
	if err := c.counts.Add(r, f); err != nil {
		return err
	}
	in := f.Interaction
	if in.AgentID == "" {
		return nil
	}
	p := c.person(in)
	stratum := c.stratumOf(peers.StratumOf(in))
	c.evidence = read(c.evidence, r, f.Hits)
	x := ref{day: f.Day, id: in.InteractionID, agent: p, stratum: stratum, hot: hot(in.CustomerEmotion), rank: rank(f)}
	wanted := p.items != nil && !c.picked[pickedKey{in.AgentID, f.Day, in.InteractionID}]
	temper := count(x.hot)
	c.seen[temper]++
	for i := range f.Items {
		k, v, e := c.at[i], f.Items[i].Verdict, &c.evidence[i]
		if wanted {
			c.fail(k, v, e, &x)
		}
		if v.Evaluated() {
			c.inForce[k][temper]++
		}
		if v == facts.Pass && e.credits > 0 {
			c.example(k, &x)
		}
	}
	return nil
}

// person is the agent of an interaction, told apart by id.
func (c *collector) person(in *dataset.Interaction) *person {
	p := c.people[in.AgentID]
	if p == nil {
		a := Agent{ID: strings.Clone(in.AgentID), Name: strings.Clone(in.AgentName), Team: strings.Clone(in.Team)}
		p = &person{Agent: a}
		c.people[a.ID] = p
	}
	if p.items == nil && c.chosen.Match(in) { // somebody can change teams
		p.items = make([]found, len(c.items))
	}
	p.interactions++
	return p
}

func (c *collector) stratumOf(s peers.Stratum) int {
	k, ok := c.stratum[s]
	if !ok {
		k = len(c.strata)
		s = peers.Stratum{Queue: strings.Clone(s.Queue), Channel: strings.Clone(s.Channel), Intent: strings.Clone(s.Intent)}
		c.strata = append(c.strata, s)
		c.stratum[s] = k
	}
	return k
}

// fail keeps a verdict that could become a case.
func (c *collector) fail(k int, v facts.Verdict, e *evidence, x *ref) {
	near := e.near(v)
	if v != facts.Fail && near == "" {
		return
	}
	p := x.agent
	for len(p.items) <= k {
		p.items = append(p.items, found{})
	}
	f := &p.items[k]
	r := *x
	r.near, r.words = near, e.words > 0
	switch {
	case near != "":
		if f.near.takes(r.rank, keptNear) {
			r.hash = chance(r.day, r.id, c.items[k].ItemID)
			f.near.add(&r, keptNear)
		}
		if near == Unsure || near == Guarded {
			return // no clear fail
		}
	case e.words > 0:
		f.clear++
	}
	if f.fails.takes(r.rank, keptFails) {
		r.hash = chance(r.day, r.id, c.items[k].ItemID)
		f.fails.add(&r, keptFails)
	}
}

// example keeps a pass whose words show others how.
func (c *collector) example(k int, x *ref) {
	kept := c.examples[k][x.stratum]
	if kept == nil {
		kept = &best{}
		c.examples[k][x.stratum] = kept
	}
	if kept.takes(x.rank, keptExamples) {
		r := *x
		r.hash = chance(r.day, r.id, c.items[k].ItemID)
		kept.addOf(&r, keptExamples)
	}
}

// hot reports whether a customer shows an emotion.
func hot(emotion string) bool { return emotion != "" && emotion != "neutral" }

// How long an interaction is that people read through.
const (
	shortest = 6
	longest  = 80
)

// rank says how well an interaction teaches, the lower the better: one in which
// little else went wrong, that is neither a scrap nor endless.
func rank(f *facts.Case) int {
	in := f.Interaction
	judged, failed := 0, 0
	for i := range f.Items {
		if f.Items[i].Verdict.Evaluated() {
			judged++
		}
		if f.Items[i].Verdict == facts.Fail {
			failed++
		}
	}
	r := 0
	if judged > 0 {
		r = 10 * failed / judged
	}
	if in.Status != "scored" {
		r += 20
	}
	if n := in.TurnCount; n > longest || n < shortest && in.Channel != "email" {
		r += 10
	}
	return r
}
