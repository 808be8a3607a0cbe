// Package sample draws what people should review: a stratified random sample of
// interactions with some verdicts of each, from the published tables. Every row
// has the exact probability with which it came to be there, so that the reviewers'
// answers can be weighted to estimates for all interactions.
package sample

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
)

// Options of Draw. Size must be at least 3.
type Options struct {
	Size        int     // interactions; fewer when there are not as many
	Seed        string  // the same seed draws the same from the same tables
	RandomShare float64 // 0..1, share of Size that is drawn from interactions on which nothing fired
	Items       int     // verdicts of an interaction that are reviewed; 0 is 3
}

// fatalShare is the share of the size that is drawn from fatal interactions, as
// long as there are others.
const fatalShare = 0.2

// Class says how an interaction came into the sample.
type Class string

// The classes. Each interaction is in the first one that is true of it.
const (
	Fatal Class = "fatal" // it was made fatal
	Fired Class = "fired" // an item failed by what was said, measured or recorded
	Quiet Class = "quiet" // nothing fired: at most, something was missing
)

func classes() []Class { return []Class{Fatal, Fired, Quiet} }

// Result is a sample.
type Result struct {
	From    string    `json:"from"`
	To      string    `json:"to"`
	Seed    string    `json:"seed"`
	Classes []Count   `json:"classes"` // those that there are
	Cases   []Sampled `json:"interactions"`
}

// Count is a class, and how many of it were drawn.
type Count struct {
	Class        Class `json:"class"`
	Interactions int   `json:"interactions"`
	Drawn        int   `json:"drawn"`
}

// ErrTooSmall is wrapped by the error for a size with which a class could not be
// in the sample.
var ErrTooSmall = errors.New("sample too small")

// Draw draws a sample of the interactions of a period that the filter chooses.
func Draw(ctx context.Context, p *period.Period, f period.Filter, o Options) (*Result, error) {
	if o.Items <= 0 {
		o.Items = 3
	}
	pop, err := survey(ctx, p, f, o.Seed)
	if err != nil {
		return nil, err
	}
	units := pop.units()
	have := map[Class]int{}
	for _, u := range units {
		have[classes()[u.path[0]]]++
	}
	allotted, err := allot(have, o)
	if err != nil {
		return nil, err
	}
	r := &Result{From: p.From(), To: p.To(), Seed: o.Seed}
	by := map[int32]int{}
	for i, class := range classes() {
		if have[class] > 0 {
			by[int32(i)] = allotted[class]
			r.Classes = append(r.Classes, Count{Class: class, Interactions: have[class], Drawn: allotted[class]})
		}
	}
	chosen := draw(units, by, o.Seed)
	slices.SortFunc(chosen, func(a, b drawn) int { return cmp.Compare(a.index, b.index) }) // as the tables have them
	r.Cases, err = pop.read(ctx, p, f, chosen, units, o)
	return r, err
}

// allot splits the size over the classes. Each that there is gets at least one, so
// that nothing is left out of estimates; the quiet ones get their share, and none
// when it is 0.
func allot(have map[Class]int, o Options) (map[Class]int, error) {
	if o.RandomShare == 0 {
		have[Quiet] = 0
	}
	all := have[Fatal] + have[Fired] + have[Quiet]
	size := min(o.Size, all)
	least := min(have[Fatal], 1) + min(have[Fired], 1) + min(have[Quiet], 1)
	if size < least {
		return nil, fmt.Errorf("%w: %d interactions for %d classes", ErrTooSmall, o.Size, least)
	}
	part := func(c Class, share float64, left int) int {
		n := max(int(share*float64(size)+0.5), min(have[c], 1))
		rest := 0 // what the others cannot take
		for _, other := range classes() {
			if other != c {
				rest += have[other]
			}
		}
		return min(max(n, size-rest), have[c], left)
	}
	out := map[Class]int{}
	out[Quiet] = part(Quiet, o.RandomShare, size-min(have[Fatal], 1)-min(have[Fired], 1))
	out[Fatal] = part(Fatal, fatalShare, size-out[Quiet]-min(have[Fired], 1))
	out[Fired] = min(size-out[Quiet]-out[Fatal], have[Fired])
	for _, c := range []Class{Fatal, Quiet} { // what the fired ones do not have
		more := min(size-out[Quiet]-out[Fatal]-out[Fired], have[c]-out[c])
		out[c] += more
	}
	return out, nil
}

// population is what is kept of every interaction that the filter chooses: some 50
// bytes each.
type population struct {
	rubrics map[string]*facts.Rubric
	items   []string
	index   map[string]int
	words   int // of 64 bits, for a set of items
	agents  map[string]int32
	names   []string // of agents

	members []member
	sets    []uint64 // items that decide the stratum: words of them for each member
	often   []int    // by item: in how many sets
}

// member is an interaction of the population.
type member struct {
	u     uint64
	agent int32
	class int8
	band  int8
}

// survey scans the interactions once.
func survey(ctx context.Context, p *period.Period, f period.Filter, seed string) (*population, error) {
	pop := &population{rubrics: map[string]*facts.Rubric{}, index: map[string]int{}, agents: map[string]int32{}}
	for _, d := range p.Dates {
		r, err := facts.ReadRubric(ctx, p.Out, d)
		if err != nil {
			return nil, err
		}
		pop.rubrics[d.Day] = r
		for _, it := range r.Items {
			if _, ok := pop.index[it.ItemID]; !ok {
				pop.index[it.ItemID] = len(pop.items)
				pop.items = append(pop.items, it.ItemID)
			}
		}
	}
	pop.words = (len(pop.items) + 63) / 64
	pop.often = make([]int, len(pop.items))
	err := facts.Scan(ctx, p, f, facts.Items|facts.Hits, func(r *facts.Rubric, c *facts.Case) error {
		pop.add(r, c, seed)
		return nil
	})
	return pop, err
}

func (p *population) add(r *facts.Rubric, c *facts.Case, seed string) {
	in := c.Interaction
	m := member{u: random(seed, "interaction", c.Day, in.InteractionID), agent: p.agent(in.AgentID), band: band(in)}
	at := len(p.sets)
	p.sets = append(p.sets, make([]uint64, p.words)...)
	set := p.sets[at:]
	fired := firedItems(r, c)
	m.class = int8(slices.Index(classes(), classOf(in, fired)))
	for i := range c.Items {
		it := &c.Items[i]
		switch classes()[m.class] {
		case Fatal:
			if !it.Fatal {
				continue
			}
		case Fired:
			if !fired[i] {
				continue
			}
		case Quiet:
			continue
		}
		k := p.index[r.Items[i].ItemID]
		set[k/64] |= 1 << (k % 64)
		p.often[k]++
	}
	p.members = append(p.members, m)
}

// firedItems are those that failed by more than that something was missing.
func firedItems(r *facts.Rubric, c *facts.Case) []bool {
	fired := make([]bool, len(c.Items))
	for k := range c.Hits {
		h := &c.Hits[k]
		if h.Polarity != "violation" || h.SuppressedBy != "" || h.Tier == "absence" {
			continue
		}
		if i := r.Index(h.ItemID); i >= 0 && c.Items[i].Verdict == facts.Fail {
			fired[i] = true
		}
	}
	return fired
}

func classOf(in *dataset.Interaction, fired []bool) Class {
	switch {
	case in.Fatal:
		return Fatal
	case slices.Contains(fired, true):
		return Fired
	}
	return Quiet
}

func (p *population) agent(id string) int32 {
	k, ok := p.agents[id]
	if !ok {
		k = int32(len(p.names))
		id = string([]byte(id)) // what is scanned belongs to larger memory
		p.agents[id] = k
		p.names = append(p.names, id)
	}
	return k
}

// Bands of scores, each up to the next one; the last is for interactions without
// a score. Fatal ones are told apart by their score before the fatal effect.
func bandNames() []string { return []string{"0–60", "60–80", "80–90", "90–100", "无"} }

func band(in *dataset.Interaction) int8 {
	s := in.ScoreFinal
	if in.Fatal {
		s = in.ScoreRaw
	}
	switch {
	case s == nil:
		return 4
	case *s < 60:
		return 0
	case *s < 80:
		return 1
	case *s < 90:
		return 2
	}
	return 3
}

// units gives each member its strata: class, the rarest of its items, band and
// agent.
func (p *population) units() []unit {
	units := make([]unit, len(p.members))
	for i, m := range p.members {
		units[i] = unit{path: [4]int32{int32(m.class), p.rarest(i), int32(m.band), m.agent}, u: m.u}
	}
	return units
}

// rarest is the item of a member that the fewest have; -1 for none.
func (p *population) rarest(i int) int32 {
	set := p.sets[i*p.words : (i+1)*p.words]
	found := -1
	for k := range p.items {
		if set[k/64]>>(k%64)&1 == 1 && (found < 0 || p.often[k] < p.often[found]) {
			found = k
		}
	}
	return int32(found)
}
