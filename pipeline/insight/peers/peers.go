// Package peers compares agents, or teams, with those who served the like: the
// same queue, channel and intent. A difference is told with its interval, and
// nothing is told where the sample is too small.
//
// For each stratum (queue, channel and intent at once) the rate of the peers is
// taken, and their rates are weighted by how often the unit itself served each
// stratum: what peers would show at the unit's own mix. The interval of the
// difference is Newcombe's, of Wilson's intervals of both sides; the test behind
// the false discovery rate is the one of Mantel and Haenszel, exact where fails
// are rare.
package peers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/stat"
)

// Stratum is what makes interactions comparable.
type Stratum struct{ Queue, Channel, Intent string }

// StratumOf is the stratum of an interaction.
func StratumOf(in *dataset.Interaction) Stratum {
	return Stratum{Queue: in.Queue, Channel: in.Channel, Intent: in.Intent}
}

// Unit is who is compared.
type Unit struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Team string `json:"team,omitempty"`
}

// ByAgent makes units of agents. One without an id is nobody.
func ByAgent(in *dataset.Interaction) Unit {
	return Unit{ID: in.AgentID, Name: in.AgentName, Team: in.Team}
}

// ByTeam makes units of teams.
func ByTeam(in *dataset.Interaction) Unit { return Unit{ID: in.Team, Name: in.Team, Team: in.Team} }

// How much is counted: a pair of unit and stratum takes some 8 bytes for each item.
const (
	MaxUnits = 20_000
	MaxCells = 300_000 // pairs of unit and stratum
)

// Counts adds up passes and fails. It is not for several goroutines at once.
type Counts struct {
	unitOf func(*dataset.Interaction) Unit
	items  []string
	index  map[string]int
	strata map[Stratum]int
	units  map[string]*tally
	blocks int
	rubric *facts.Rubric
	at     []int // of the items of rubric in items
}

// tally is what is known of a unit.
type tally struct {
	Unit
	interactions int
	blocks       map[int]*block // by stratum
}

// block is what is known of a unit in a stratum.
type block struct {
	scores stat.Moments
	items  []tallied // by item; shorter when the last ones were never evaluated
}

type tallied struct{ n, fails uint32 }

// NewCounts is empty. Unit says whom an interaction counts for.
func NewCounts(unit func(*dataset.Interaction) Unit) *Counts {
	return &Counts{unitOf: unit, index: map[string]int{}, strata: map[Stratum]int{}, units: map[string]*tally{}}
}

// Add counts an interaction that was scanned with facts.Items. One whose unit has
// no id counts for nobody, not even as a peer. It fails when there are more units
// and strata than can be kept.
func (c *Counts) Add(r *facts.Rubric, f *facts.Case) error {
	u := c.unitOf(f.Interaction)
	if u.ID == "" {
		return nil
	}
	c.learn(r)
	b, err := c.block(u, StratumOf(f.Interaction))
	if err != nil {
		return err
	}
	if s := f.Interaction; s.Status == "scored" && s.ScoreFinal != nil {
		b.scores.Add(*s.ScoreFinal)
	}
	for i := range f.Items {
		v := f.Items[i].Verdict
		if !v.Evaluated() {
			continue
		}
		k := c.at[f.Items[i].Index]
		for len(b.items) <= k {
			b.items = append(b.items, tallied{})
		}
		b.items[k].n++
		if v == facts.Fail {
			b.items[k].fails++
		}
	}
	return nil
}

// learn maps the items of a rubric on those of all rubrics.
func (c *Counts) learn(r *facts.Rubric) {
	if c.rubric == r {
		return
	}
	c.rubric, c.at = r, c.at[:0]
	for _, it := range r.Items {
		k, ok := c.index[it.ItemID]
		if !ok {
			k = len(c.items)
			c.items = append(c.items, it.ItemID)
			c.index[it.ItemID] = k
		}
		c.at = append(c.at, k)
	}
}

func (c *Counts) block(u Unit, s Stratum) (*block, error) {
	t := c.units[u.ID]
	if t == nil {
		if len(c.units) == MaxUnits {
			return nil, fmt.Errorf("more than %d agents: choose some queues or channels, or look whether agent_id names agents", MaxUnits)
		}
		u = Unit{strings.Clone(u.ID), strings.Clone(u.Name), strings.Clone(u.Team)} // what is scanned belongs to larger memory
		t = &tally{Unit: u, blocks: map[int]*block{}}
		c.units[u.ID] = t
	}
	t.interactions++
	k, ok := c.strata[s]
	if !ok {
		k = len(c.strata)
		c.strata[Stratum{strings.Clone(s.Queue), strings.Clone(s.Channel), strings.Clone(s.Intent)}] = k
	}
	b := t.blocks[k]
	if b == nil {
		if c.blocks++; c.blocks > MaxCells {
			return nil, fmt.Errorf("more than %d pairs of agent and of queue, channel and intent: choose some queues or channels, or fewer dates", MaxCells)
		}
		b = &block{items: make([]tallied, 0, len(c.items))}
		t.blocks[k] = b
	}
	return b, nil
}

// sorted lists the units by their id.
func (c *Counts) sorted() []*tally {
	out := make([]*tally, 0, len(c.units))
	for _, t := range c.units {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *tally) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Units lists who was counted, by id, with how many interactions.
func (c *Counts) Units() []Counted {
	var out []Counted
	for _, t := range c.sorted() {
		out = append(out, Counted{Unit: t.Unit, Interactions: t.interactions})
	}
	return out
}

// Counted is a unit and its interactions.
type Counted struct {
	Unit
	Interactions int
}
